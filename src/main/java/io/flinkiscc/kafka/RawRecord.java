package io.flinkiscc.kafka;

import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * One record of a topic as its bytes came: where it lies, when it was written, key and value.
 * Immutable and thread-safe.
 */
@TypeInfo(RawRecord.InfoFactory.class)
public final class RawRecord {

  /** {@link #timestampMillis()} of a record without a timestamp. */
  public static final long NO_TIMESTAMP = -1;

  private final String topic;
  private final int partition;
  private final long offset;
  private final long timestampMillis;
  private final byte[] key;
  private final byte[] value;

  /**
   * Makes a record.
   *
   * @param topic name of the topic, or of the file it came from
   * @param partition number of the partition, 0 or more
   * @param offset place in the partition, 0 or more
   * @param timestampMillis milliseconds since 1970 UTC, or {@link #NO_TIMESTAMP}
   * @param key key bytes, or null; the array is taken over and must not change any more
   * @param value value bytes, or null; the array is taken over and must not change any more
   * @throws IllegalArgumentException if partition or offset is negative
   */
  public RawRecord(
      String topic, int partition, long offset, long timestampMillis, byte[] key, byte[] value) {
    if (partition < 0 || offset < 0) {
      throw new IllegalArgumentException(
          "partition is "
              + partition
              + " and offset "
              + offset
              + "; allowed are numbers from 0 on");
    }
    this.topic = Objects.requireNonNull(topic, "topic");
    this.partition = partition;
    this.offset = offset;
    this.timestampMillis = timestampMillis < 0 ? NO_TIMESTAMP : timestampMillis;
    this.key = key;
    this.value = value;
  }

  /** Returns the name of the topic. */
  public String topic() {
    return topic;
  }

  /** Returns the number of the partition. */
  public int partition() {
    return partition;
  }

  /** Returns the place in the partition. */
  public long offset() {
    return offset;
  }

  /** Returns milliseconds since 1970 UTC, or {@link #NO_TIMESTAMP}. */
  public long timestampMillis() {
    return timestampMillis;
  }

  /** Returns a copy of the key, or null if there is none. */
  public byte[] key() {
    return key == null ? null : key.clone();
  }

  /** Returns a copy of the value, or null if there is none. */
  public byte[] value() {
    return value == null ? null : value.clone();
  }

  /** The key itself, not to be changed. */
  byte[] sharedKey() {
    return key;
  }

  /** The value itself, not to be changed. */
  byte[] sharedValue() {
    return value;
  }

  /** Returns {@code topic-partition-offset}, which is unique among all records of a cluster. */
  public String position() {
    return topic + "-" + partition + "-" + offset;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RawRecord that
        && topic.equals(that.topic)
        && partition == that.partition
        && offset == that.offset
        && timestampMillis == that.timestampMillis
        && Arrays.equals(key, that.key)
        && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return Objects.hash(topic, partition, offset);
  }

  @Override
  public String toString() {
    return "RawRecord["
        + position()
        + ", key="
        + size(key)
        + ", value="
        + size(value)
        + ", timestamp="
        + timestampMillis
        + "]";
  }

  private static String size(byte[] bytes) {
    return bytes == null ? "null" : bytes.length + " bytes";
  }

  /** Tells Flink the type information of raw records. */
  public static final class InfoFactory extends TypeInfoFactory<RawRecord> {
    @Override
    public TypeInformation<RawRecord> createTypeInfo(
        Type type, Map<String, TypeInformation<?>> parameters) {
      return RawRecordSerializer.typeInfo();
    }
  }
}
