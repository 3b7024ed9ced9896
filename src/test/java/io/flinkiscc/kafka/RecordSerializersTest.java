package io.flinkiscc.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.types.BinarySerializer;
import io.flinkiscc.types.BinaryTypeInfo;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class RecordSerializersTest {

  private static final int ROUNDS = 2_000;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final RandomRecords records = new RandomRecords(random);

  private <T> void roundTrip(BinarySerializer<T> serializer, Supplier<T> source)
      throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(1024);
    DataInputDeserializer in = new DataInputDeserializer();
    for (int round = 0; round < ROUNDS; round++) {
      T record = source.get();
      out.clear();
      serializer.serialize(record, out);
      in.setBuffer(out.getCopyOfBuffer());
      T read = serializer.deserialize(in);
      assertThat(read).as("seed %d, round %d", seed, round).isEqualTo(record);
      assertThat(in.available()).as("seed %d, round %d", seed, round).isZero();
      assertThat(read).hasSameHashCodeAs(record).hasToString(record.toString());
      damage(serializer, out.getCopyOfBuffer(), round);
    }
  }

  /** Damaged bytes give another record or an IOException, and nothing else. */
  private <T> void damage(BinarySerializer<T> serializer, byte[] bytes, int round) {
    byte[] damaged =
        random.nextBoolean() ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes.clone();
    if (damaged.length > 0) {
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
    }
    try {
      assertThat(serializer.deserialize(new DataInputDeserializer(damaged))).isNotNull();
    } catch (IOException e) {
      assertThat(e).isNotNull();
    } catch (RuntimeException e) {
      throw new AssertionError("seed " + seed + ", round " + round, e);
    }
  }

  @Test
  void rawRecords() throws IOException {
    roundTrip(new RawRecordSerializer(), records::raw);
  }

  @Test
  void queries() throws IOException {
    roundTrip(new QueryRecordSerializer(), records::query);
  }

  @Test
  void answers() throws IOException {
    roundTrip(new EnrichedRecordSerializer(), records::answer);
  }

  @Test
  void deadLetters() throws IOException {
    roundTrip(new DeadLetterSerializer(), records::deadLetter);
  }

  @Test
  void rawRecordOfTenMegabytes() throws IOException {
    RawRecord record = new RawRecord("t", 0, 0, 0, null, records.bytes(10_000_000));
    DataOutputSerializer out = new DataOutputSerializer(1024);
    new RawRecordSerializer().serialize(record, out);

    assertThat(
            new RawRecordSerializer().deserialize(new DataInputDeserializer(out.getCopyOfBuffer())))
        .isEqualTo(record);
  }

  @Test
  void absentTextThatMustBeThereIsRefused() {
    for (BinarySerializer<?> serializer :
        List.of(
            new RawRecordSerializer(),
            new QueryRecordSerializer(),
            new EnrichedRecordSerializer(),
            new DeadLetterSerializer())) {
      byte[] bytes = new byte[200];
      Arrays.fill(bytes, (byte) 0xFF);
      // Versions, of the dead letter also that of the record in it, and the flags of the query.
      Arrays.fill(bytes, 0, serializer instanceof DeadLetterSerializer ? 2 : 1, (byte) 1);
      DataInputDeserializer in =
          new DataInputDeserializer(
              bytes, 0, serializer instanceof QueryRecordSerializer ? 6 : 200);
      assertThatThrownBy(() -> serializer.deserialize(in))
          .as(serializer.toString())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("absent");
    }
  }

  @Test
  void queriesOfTheVersionBeforeFiltersAreRead() throws IOException {
    QueryRecord query =
        QueryRecord.builder("q")
            .units(List.of(IsccUnit.of(UnitType.DATA_NONE_V0, new byte[8])))
            .exact(true)
            .timeoutMs(7)
            .build();
    DataOutputSerializer out = new DataOutputSerializer(64);
    new QueryRecordSerializer().serialize(query, out);
    byte[] bytes = out.getCopyOfBuffer();
    // Without a filter the version is all that differs.
    bytes[0] = 1;
    assertThat(new QueryRecordSerializer().deserialize(new DataInputDeserializer(bytes)))
        .isEqualTo(query);
  }

  @Test
  void flinkFindsTheSerializersByItself() {
    assertFound(RawRecord.class, new RawRecordSerializer());
    assertFound(QueryRecord.class, new QueryRecordSerializer());
    assertFound(EnrichedRecord.class, new EnrichedRecordSerializer());
    assertFound(DeadLetter.class, new DeadLetterSerializer());
  }

  private static <T> void assertFound(Class<T> type, BinarySerializer<T> serializer) {
    TypeInformation<T> found = TypeInformation.of(type);
    assertThat(found).isEqualTo(BinaryTypeInfo.of(serializer));
    assertThat(found.createSerializer(new SerializerConfigImpl())).isEqualTo(serializer);
  }

  @Test
  void serializersAreRestoredFromTheirSnapshots() throws IOException {
    for (BinarySerializer<?> serializer :
        new BinarySerializer<?>[] {
          new RawRecordSerializer(),
          new QueryRecordSerializer(),
          new EnrichedRecordSerializer(),
          new DeadLetterSerializer()
        }) {
      DataOutputSerializer out = new DataOutputSerializer(64);
      TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
      TypeSerializerSnapshot<?> read =
          TypeSerializerSnapshot.readVersionedSnapshot(
              new DataInputDeserializer(out.getCopyOfBuffer()), getClass().getClassLoader());
      assertThat(read.restoreSerializer()).isEqualTo(serializer);
    }
  }
}
