package io.flinkiscc.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.iscc.MainType;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Distance;
import io.flinkiscc.nphd.Radius;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssetIndexTest {

  private static final Code CODE = Code.of(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});

  @TempDir private Path directory;

  private Instant now = Instant.ofEpochSecond(1_000_000);
  private final AssetIndex index =
      AssetIndex.builder().deleteRetention(Duration.ofHours(1)).clock(() -> now).build();

  @ParameterizedTest
  @CsvSource({
    "1, 100000, 0",
    "2, 100000, 0",
    "3, 50, 0",
    "4, 97, 0",
    "5, 300, 0",
    "6, 20, 1",
    "7, 64, 1",
    "8, 150, 2"
  })
  void equalsAMapWhateverIsWritten(long seed, int shardMaxAssets, int restores) throws IOException {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    RandomAssets assets = new RandomAssets(random);
    AssetIndex tested = index(shardMaxAssets);
    Map<Long, Asset> oracle = new TreeMap<>();
    Map<Long, Long> seqs = new HashMap<>();
    int steps = shardMaxAssets > 1000 ? 20_000 : 6_000;
    for (int step = 0; step < steps; step++) {
      AssetOp op = assets.op(300, step);
      applyToOracle(op, oracle, seqs);
      tested.apply(op, keyGroup(op.key()));
      if (step % 999 == 0) {
        assertSame(tested, oracle, assets, "seed " + seed + ", step " + step);
      }
      if (restores > 0 && step % (steps / (restores + 1)) == 0) {
        AssetIndex again = index(shardMaxAssets);
        FrozenBytes.of(tested).restoreInto(again, KeyGroups.all());
        tested.close();
        tested = again;
        assertSame(tested, oracle, assets, "restored at " + step + ", seed " + seed);
      }
    }
    assertSame(tested, oracle, assets, "seed " + seed);
    assertThat(tested.stats().deadEntries()).isLessThan(10_000);
    AssetIndex restored = index(100_000);
    FrozenBytes.of(tested).restoreInto(restored, KeyGroups.all());
    assertSame(restored, oracle, assets, "restored, seed " + seed);
    for (int step = 0; step < 2000; step++) {
      AssetOp op = assets.op(300, step);
      assertThat(restored.apply(op, keyGroup(op.key())))
          .as("seed %d, step %d", seed, step)
          .isEqualTo(tested.apply(op, keyGroup(op.key())));
    }
    if (shardMaxAssets < 1000) {
      assertThat(tested.stats().rotations()).isPositive();
      Settling.settle(tested);
      assertThat(tested.stats().compactions()).isPositive();
      assertSame(tested, oracleAfter(restored), assets, "settled, seed " + seed);
    }
    restored.close();
    tested.close();
  }

  /** What another index holds under the keys that were ever used. */
  private static Map<Long, Asset> oracleAfter(AssetIndex other) {
    Map<Long, Asset> live = new TreeMap<>();
    for (long key = Long.MIN_VALUE; key < Long.MIN_VALUE + 300; key++) {
      other.snapshot().get(key).ifPresent(asset -> live.put(asset.key(), asset));
    }
    return live;
  }

  private AssetIndex index(int shardMaxAssets) {
    return AssetIndex.builder()
        .directory(directory)
        .options(EngineOptions.builder().shardMaxAssets(shardMaxAssets).waitingShards(64).build())
        .build();
  }

  private static int keyGroup(long key) {
    return (int) (key & 127);
  }

  /** The rules of the log, written down a second time as plainly as possible. */
  private static void applyToOracle(AssetOp op, Map<Long, Asset> live, Map<Long, Long> seqs) {
    Long known = seqs.get(op.key());
    if (known != null
        && known != AssetOp.NO_SEQ
        && op.seq() != AssetOp.NO_SEQ
        && op.seq() <= known) {
      return;
    }
    boolean isLive = live.containsKey(op.key());
    if (op.kind() == AssetOp.Kind.DELETE) {
      if (isLive || op.seq() != AssetOp.NO_SEQ) {
        live.remove(op.key());
        seqs.put(op.key(), op.seq());
      }
    } else if (op.kind() == AssetOp.Kind.UPSERT || !isLive) {
      live.put(op.key(), op.asset());
      seqs.put(op.key(), op.seq());
    }
  }

  private static void assertSame(
      AssetIndex index, Map<Long, Asset> oracle, RandomAssets assets, String what) {
    IndexSnapshot snapshot = index.snapshot();
    assertThat(snapshot.liveAssets()).as(what).isEqualTo(oracle.size());
    assertThat(index.liveAssets()).as(what).isEqualTo(oracle.size());
    oracle.forEach((key, asset) -> assertThat(snapshot.get(key)).as(what).contains(asset));
    for (int i = 0; i < 20; i++) {
      UnitType type = assets.type();
      Code query = assets.code();
      List<UnitHit> all = new ArrayList<>();
      oracle.values().forEach(a -> addHit(a, type, query, all));
      all.sort(UnitHit.NEAREST_FIRST);
      assertThat(snapshot.nearest(type, query, 10))
          .as(what)
          .isEqualTo(all.subList(0, Math.min(10, all.size())));
      Radius radius = Radius.nphd(.2);
      Set<UnitHit> within = new HashSet<>();
      snapshot.within(type, query, radius, (k, h, b) -> within.add(new UnitHit(k, h, b)));
      all.removeIf(h -> !radius.accepts(h.hamming(), h.bits()));
      assertThat(within).as(what).isEqualTo(new HashSet<>(all));
      assertSameChunks(snapshot, oracle, query, what);
    }
  }

  private static void addHit(Asset asset, UnitType type, Code query, List<UnitHit> hits) {
    Code code = asset.units().get(type);
    if (code != null) {
      Distance d = Distance.between(query, code);
      if (type.mainType() != MainType.INSTANCE || d.hamming() == 0) {
        hits.add(new UnitHit(asset.key(), d.hamming(), d.bits()));
      }
    }
  }

  private static void assertSameChunks(
      IndexSnapshot snapshot, Map<Long, Asset> oracle, Code query, String what) {
    Radius radius = Radius.nphd(.1);
    UnitType type = UnitType.CONTENT_TEXT_V0;
    List<ChunkHit> expected = new ArrayList<>();
    int assets = 0;
    for (Asset asset : oracle.values()) {
      List<Chunk> chunks = asset.simprints().getOrDefault(type, List.of());
      assets += chunks.isEmpty() ? 0 : 1;
      for (Chunk chunk : chunks) {
        Distance d = Distance.between(query, chunk.code());
        if (radius.accepts(d.hamming(), d.bits())) {
          expected.add(new ChunkHit(asset.key(), chunk, d.hamming(), d.bits()));
        }
      }
    }
    List<ChunkHit> found = new ArrayList<>();
    snapshot.chunksWithin(type, query, radius, found::add);
    assertThat(found).as(what).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(snapshot.assetsWithSimprints(type)).as(what).isEqualTo(assets);
  }

  @Test
  void tellsWhatBecameOfAChange() {
    Asset first = asset(7, CODE);
    Asset second = asset(7, CODE.prefix(32));
    assertThat(index.apply(AssetOp.upsert(first, -1, 0), 0)).isEqualTo(WriteOutcome.ADDED);
    assertThat(index.apply(AssetOp.upsert(first, -1, 0), 0)).isEqualTo(WriteOutcome.UNCHANGED);
    assertThat(index.apply(AssetOp.addOnce(second, -1, 0), 0))
        .isEqualTo(WriteOutcome.IGNORED_PRESENT);
    assertThat(index.apply(AssetOp.upsert(second, -1, 0), 0)).isEqualTo(WriteOutcome.REPLACED);
    assertThat(index.apply(AssetOp.delete(7, -1, 0), 0)).isEqualTo(WriteOutcome.DELETED);
    assertThat(index.apply(AssetOp.delete(7, -1, 0), 0)).isEqualTo(WriteOutcome.IGNORED_UNKNOWN);
    assertThat(index.apply(AssetOp.addOnce(second, -1, 0), 0)).isEqualTo(WriteOutcome.ADDED);
  }

  @Test
  void aLowerSeqIsIgnoredAndADeletedKeyIsNotResurrected() {
    index.apply(AssetOp.upsert(asset(7, CODE), 5, 0), 0);
    assertThat(index.apply(AssetOp.upsert(asset(7, CODE.prefix(32)), 5, 0), 0))
        .isEqualTo(WriteOutcome.IGNORED_STALE);
    assertThat(index.apply(AssetOp.delete(7, 4, 0), 0)).isEqualTo(WriteOutcome.IGNORED_STALE);
    assertThat(index.apply(AssetOp.delete(7, 9, 0), 0)).isEqualTo(WriteOutcome.DELETED);
    assertThat(index.apply(AssetOp.upsert(asset(7, CODE), 8, 0), 0))
        .isEqualTo(WriteOutcome.IGNORED_STALE);
    assertThat(index.apply(AssetOp.delete(8, 3, 0), 0)).isEqualTo(WriteOutcome.REMEMBERED);
    assertThat(index.apply(AssetOp.upsert(asset(8, CODE), 2, 0), 0))
        .isEqualTo(WriteOutcome.IGNORED_STALE);
    assertThat(index.apply(AssetOp.upsert(asset(8, CODE), 4, 0), 0)).isEqualTo(WriteOutcome.ADDED);
  }

  @Test
  void anIdenticalRecordWithAHigherSeqStillMovesTheSeq() {
    index.apply(AssetOp.upsert(asset(7, CODE), 5, 0), 0);
    assertThat(index.apply(AssetOp.upsert(asset(7, CODE), 9, 0), 0))
        .isEqualTo(WriteOutcome.UNCHANGED);
    assertThat(index.apply(AssetOp.upsert(asset(7, CODE.prefix(32)), 7, 0), 0))
        .isEqualTo(WriteOutcome.IGNORED_STALE);
  }

  @Test
  void aDeleteIsForgottenAfterItsRetention() throws IOException {
    index.apply(AssetOp.delete(7, 9, 0), 0);
    FrozenBytes frozen = FrozenBytes.of(index);
    now = now.plus(Duration.ofMinutes(59));
    AssetIndex early = AssetIndex.builder().clock(() -> now).build();
    frozen.restoreInto(early, KeyGroups.all());
    assertThat(early.apply(AssetOp.upsert(asset(7, CODE), 8, 0), 0))
        .isEqualTo(WriteOutcome.IGNORED_STALE);
    now = now.plus(Duration.ofMinutes(1));
    assertThat(index.apply(AssetOp.upsert(asset(7, CODE), 8, 0), 0)).isEqualTo(WriteOutcome.ADDED);
    AssetIndex late = AssetIndex.builder().clock(() -> now).build();
    frozen.restoreInto(late, KeyGroups.all());
    assertThat(late.apply(AssetOp.upsert(asset(7, CODE), 8, 0), 0)).isEqualTo(WriteOutcome.ADDED);
  }

  @Test
  void unitTypesThatAnUpsertDropsAreNoLongerFound() {
    Asset both =
        Asset.builder(7)
            .unit(UnitType.META_NONE_V0, CODE)
            .unit(UnitType.CONTENT_TEXT_V0, CODE)
            .build();
    index.apply(AssetOp.upsert(both, -1, 0), 0);
    index.apply(AssetOp.upsert(asset(7, CODE), -1, 0), 0);
    assertThat(index.snapshot().nearest(UnitType.META_NONE_V0, CODE, 3)).isEmpty();
    assertThat(index.snapshot().nearest(UnitType.CONTENT_TEXT_V0, CODE, 3))
        .containsExactly(new UnitHit(7, 0, 64));
  }

  @Test
  void aSnapshotStaysWhatItWas() {
    index.apply(AssetOp.upsert(asset(1, CODE), -1, 0), 0);
    IndexSnapshot before = index.snapshot();
    index.apply(AssetOp.upsert(asset(1, CODE.prefix(32)), -1, 0), 0);
    index.apply(AssetOp.upsert(asset(2, CODE), -1, 0), 0);
    assertThat(before.liveAssets()).isEqualTo(1);
    assertThat(before.get(1)).contains(asset(1, CODE));
    assertThat(before.get(2)).isEmpty();
    assertThat(before.nearest(UnitType.CONTENT_TEXT_V0, CODE, 9))
        .containsExactly(new UnitHit(1, 0, 64));
    index.apply(AssetOp.delete(1, -1, 0), 0);
    assertThat(before.get(1)).contains(asset(1, CODE));
    assertThat(index.snapshot().get(1)).isEmpty();
  }

  @Test
  void onlyWantedKeyGroupsAreReplayed() throws IOException {
    for (int key = 0; key < 100; key++) {
      index.apply(AssetOp.upsert(asset(key, CODE), -1, key), key % 10);
    }
    AssetIndex part = AssetIndex.builder().build();
    FrozenBytes.of(index).restoreInto(part, KeyGroups.range(0, 2));
    assertThat(part.liveAssets()).isEqualTo(30);
    assertThat(part.snapshot().maxEventTimeMicros()).isEqualTo(99);
  }

  @Test
  void instanceUnitsAreFoundByPrefixInEitherDirection() {
    byte[] body = new byte[32];
    new Random(1).nextBytes(body);
    Code whole = Code.of(body);
    for (int bits : List.of(32, 64, 128, 256)) {
      index.apply(
          AssetOp.upsert(
              Asset.builder(bits).unit(UnitType.INSTANCE_NONE_V0, whole.prefix(bits)).build(),
              -1,
              0),
          0);
    }
    for (int bits : List.of(32, 64, 128, 256)) {
      assertThat(index.snapshot().nearest(UnitType.INSTANCE_NONE_V0, whole.prefix(bits), 9))
          .as("query of %d bits", bits)
          .extracting(UnitHit::key)
          .containsExactlyInAnyOrder(32L, 64L, 128L, 256L);
    }
    body[31] ^= 1;
    assertThat(index.snapshot().nearest(UnitType.INSTANCE_NONE_V0, Code.of(body), 9))
        .extracting(UnitHit::key)
        .containsExactly(128L, 64L, 32L);
  }

  @Test
  void churnDoesNotGrowTheIndex() {
    for (int i = 0; i < 200_000; i++) {
      byte[] body = {(byte) i, (byte) (i >> 8), (byte) (i >> 16), 0};
      index.apply(AssetOp.upsert(asset(i % 50, Code.of(body)), i, 0), 0);
      index.apply(AssetOp.upsert(asset(i % 50, Code.of(body)), i + 1L, 0), 0);
      now = now.plusSeconds(60);
      index.apply(AssetOp.delete(1000 + i, i, 0), 0);
    }
    assertThat(index.liveAssets()).isEqualTo(50);
    assertThat(index.rememberedDeletes()).isLessThanOrEqualTo(60);
    assertThat(index.memoryBytes()).isLessThan(4_000_000);
  }

  @Test
  void refusesANegativeRetentionAndAKeyGroupOutOfRange() {
    assertThatThrownBy(() -> AssetIndex.builder().deleteRetention(Duration.ofSeconds(-1)).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("deleteRetention");
    assertThatThrownBy(() -> index.apply(AssetOp.upsert(asset(1, CODE), -1, 0), 40_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("40000");
  }

  static Asset asset(long key, Code text) {
    return Asset.builder(key).unit(UnitType.CONTENT_TEXT_V0, text).build();
  }
}
