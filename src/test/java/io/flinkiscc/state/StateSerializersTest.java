package io.flinkiscc.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.index.AssetIndex;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.IndexSnapshot;
import io.flinkiscc.index.RandomAssets;
import io.flinkiscc.match.MatchQuery;
import io.flinkiscc.match.MatchRules;
import io.flinkiscc.match.Matcher;
import io.flinkiscc.testing.Serializers;
import io.flinkiscc.types.BinarySerializer;
import java.io.IOException;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Supplier;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class StateSerializersTest {

  private static final int ROUNDS = 100;
  private static final int ASSETS = 60;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final RandomAssets assets = new RandomAssets(random);

  @Test
  void changes() throws Exception {
    roundTrip(new AssetOpSerializer(), () -> assets.op(1000, random.nextInt(1 << 30)));
  }

  @Test
  void queries() throws Exception {
    roundTrip(
        new IndexQuerySerializer(),
        () -> new IndexQuery(random.nextLong(), random.nextLong(), query()));
  }

  @Test
  void identities() throws Exception {
    roundTrip(
        new IndexIdentitySerializer(),
        () -> new IndexIdentity(random.nextInt(2), random.nextBoolean()));
  }

  @Test
  void answersThatAnIndexGives() throws Exception {
    AssetIndex index = AssetIndex.builder().build();
    for (int i = 0; i < ASSETS; i++) {
      index.apply(AssetOp.upsert(assets.asset(i), AssetOp.NO_SEQ, i), 0);
    }
    IndexSnapshot snapshot = index.snapshot();
    Matcher matcher = new Matcher(MatchRules.builder().minimalUnitScore(.5).build());
    roundTrip(
        new IndexAnswerSerializer(),
        () ->
            new IndexAnswer(
                random.nextLong(),
                random.nextInt(1 << 15),
                random.nextInt(1 << 15),
                random.nextLong(),
                matcher.match(snapshot, query())));
  }

  @Test
  void anUnknownKindOfChangeIsRefused() throws Exception {
    AssetOpSerializer serializer = new AssetOpSerializer();
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(AssetOp.delete(1, 2, 3), out);
    byte[] bytes = out.getCopyOfBuffer();
    bytes[1] = 4;
    assertThatThrownBy(() -> serializer.deserialize(new DataInputDeserializer(bytes)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("unknown kind of change 4");
  }

  private MatchQuery query() {
    MatchQuery.Builder query =
        MatchQuery.builder()
            .limit(1 + random.nextInt(10))
            .includeMetadata(random.nextBoolean())
            .includeUnitMatches(random.nextBoolean());
    if (random.nextBoolean()) {
      query.threshold(OptionalDouble.of(random.nextDouble()));
    }
    if (random.nextBoolean()) {
      query.excludedKey(OptionalLong.of(random.nextInt(ASSETS)));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      query.unit(assets.type(), assets.code());
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      query.simprint(assets.type(), assets.code());
    }
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
      assertThat(restored.deserialize(in))
          .as("seed %d, round %d", seed, round)
          .usingRecursiveComparison()
          .isEqualTo(record);
      assertThat(in.available()).as("seed %d, round %d", seed, round).isZero();
    }
  }
}
