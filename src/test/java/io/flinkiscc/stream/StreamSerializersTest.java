package io.flinkiscc.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.match.MatchQuery;
import io.flinkiscc.query.RandomCodes;
import io.flinkiscc.testing.Serializers;
import io.flinkiscc.types.BinarySerializer;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Supplier;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class StreamSerializersTest {

  private static final int ROUNDS = 500;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  @Test
  void askings() throws Exception {
    roundTrip(new AskSerializer(), this::ask);
  }

  @Test
  void preparedQueries() throws Exception {
    roundTrip(new PreparedQuerySerializer(), this::prepared);
  }

  @Test
  void knownAssets() throws Exception {
    roundTrip(
        new KnownAssetSerializer(),
        () ->
            random.nextBoolean()
                ? KnownAsset.live(random.nextLong(), RandomCodes.units(random))
                : KnownAsset.deleted(random.nextLong(), random.nextLong()));
  }

  @Test
  void anUnknownStateIsRefused() throws Exception {
    PreparedQuerySerializer serializer = new PreparedQuerySerializer();
    PreparedQuery query =
        new PreparedQuery(Samples.byId("q", 1), PreparedQuery.State.NOT_FOUND, Map.of());
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(query, out);
    byte[] bytes = out.getCopyOfBuffer();
    assertThat(bytes[bytes.length - 2]).isEqualTo((byte) query.state().ordinal());
    int unknown = PreparedQuery.State.values().length;
    bytes[bytes.length - 2] = (byte) unknown;
    assertThatThrownBy(() -> serializer.deserialize(new DataInputDeserializer(bytes)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("unknown state " + unknown);
  }

  private Ask ask() {
    return new Ask(
        random.nextLong(),
        random.nextLong(),
        random.nextInt(1000),
        prepared(),
        random.nextBoolean() ? matchQuery() : null);
  }

  private PreparedQuery prepared() {
    PreparedQuery.State[] states = PreparedQuery.State.values();
    QueryRecord record =
        random.nextBoolean()
            ? Samples.byId("q" + random.nextInt(), random.nextLong())
            : Samples.query("q\u20ac" + random.nextInt()).timeoutMs(1 + random.nextInt(9)).build();
    return new PreparedQuery(
        record, states[random.nextInt(states.length)], RandomCodes.units(random));
  }

  private MatchQuery matchQuery() {
    MatchQuery.Builder query =
        MatchQuery.builder()
            .limit(1 + random.nextInt(1000))
            .includeMetadata(random.nextBoolean())
            .includeUnitMatches(random.nextBoolean());
    if (random.nextBoolean()) {
      query.threshold(OptionalDouble.of(random.nextDouble()));
    }
    if (random.nextBoolean()) {
      query.excludedKey(OptionalLong.of(random.nextLong()));
    }
    RandomCodes.units(random).forEach(query::unit);
    RandomCodes.units(random)
        .forEach((type, code) -> query.simprint(type, code).simprint(type, code.prefix(32)));
    return query.build();
  }

  private <T> void roundTrip(BinarySerializer<T> serializer, Supplier<T> source)
      throws IOException {
    TypeSerializer<T> restored = Serializers.throughSnapshot(serializer);
    DataOutputSerializer out = new DataOutputSerializer(1024);
    for (int round = 0; round < ROUNDS; round++) {
      T record = source.get();
      out.clear();
      serializer.serialize(record, out);
      DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
      assertThat(restored.deserialize(in)).as("seed %d, round %d", seed, round).isEqualTo(record);
      assertThat(in.available()).as("seed %d, round %d", seed, round).isZero();
    }
  }
}
