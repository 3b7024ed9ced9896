package io.flinkiscc.scenario;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * A split of a {@link Topic}.
 *
 * @param number which
 * @param offset of the next record
 */
record TopicSplit(int number, int offset) implements SourceSplit {

  static List<TopicSplit> beginnings(int splits) {
    return IntStream.range(0, splits).mapToObj(s -> new TopicSplit(s, 0)).toList();
  }

  @Override
  public String splitId() {
    return Integer.toString(number);
  }

  /** Writes a split as two u32. */
  static final class One implements SimpleVersionedSerializer<TopicSplit> {
    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(TopicSplit split) {
      return new Several().serialize(List.of(split));
    }

    @Override
    public TopicSplit deserialize(int version, byte[] bytes) {
      return new Several().deserialize(version, bytes).get(0);
    }
  }

  /** Writes splits one after the other. */
  static final class Several implements SimpleVersionedSerializer<List<TopicSplit>> {
    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(List<TopicSplit> splits) {
      ByteBuffer bytes = ByteBuffer.allocate(2 * Integer.BYTES * splits.size());
      splits.forEach(split -> bytes.putInt(split.number).putInt(split.offset));
      return bytes.array();
    }

    @Override
    public List<TopicSplit> deserialize(int version, byte[] serialized) {
      List<TopicSplit> splits = new ArrayList<>();
      ByteBuffer bytes = ByteBuffer.wrap(serialized);
      while (bytes.hasRemaining()) {
        splits.add(new TopicSplit(bytes.getInt(), bytes.getInt()));
      }
      return splits;
    }
  }
}
