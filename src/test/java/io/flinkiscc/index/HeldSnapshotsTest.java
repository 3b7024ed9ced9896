package io.flinkiscc.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Snapshots held through random writes, rotations and compactions go on to say what a plain map of
 * the moment they were taken says, whichever thread asks.
 */
class HeldSnapshotsTest {

  private static final int KEYS = 600;
  private static final int STEPS = 12_000;
  private static final int STEPS_BETWEEN_SNAPSHOTS = 700;
  private static final List<Radius> RADII = List.of(Radius.exact(), Radius.nphd(.1), Radius.all());
  private static final SearchMode BY_GRAPH = SearchMode.fast(64);

  @TempDir private Path directory;

  /** What a snapshot must say for ever. */
  private record Held(
      int step, IndexSnapshot snapshot, Map<Long, Asset> assets, long maxEventTimeMicros) {}

  @ParameterizedTest
  @ValueSource(ints = {90, 5000})
  void aSnapshotSaysForEverWhatWasTrueWhenItWasTaken(int shardMaxAssets) throws Exception {
    long seed = System.nanoTime();
    String what = "seed " + seed;
    Random random = new Random(seed);
    RandomAssets assets = new RandomAssets(random);
    Map<Long, Asset> live = new HashMap<>();
    List<Held> held = new ArrayList<>();
    List<Future<?>> checks = new ArrayList<>();
    ExecutorService reader = Executors.newSingleThreadExecutor();
    EngineOptions options =
        EngineOptions.builder().shardMaxAssets(shardMaxAssets).mergeFanIn(3).graphFrom(64).build();
    try (AssetIndex index = AssetIndex.builder().options(options).directory(directory).build()) {
      for (int step = 1; step <= STEPS; step++) {
        write(index, live, assets, random, step);
        if (step % STEPS_BETWEEN_SNAPSHOTS == random.nextInt(3)) {
          held.add(new Held(step, index.snapshot(), new TreeMap<>(live), step));
          Held any = held.get(random.nextInt(held.size()));
          long ownSeed = random.nextLong();
          checks.add(reader.submit(() -> check(any, new Random(ownSeed), what)));
        }
      }
      Settling.settle(index);
      if (shardMaxAssets < KEYS) {
        assertThat(index.stats().rotations()).as(what).isGreaterThan(20);
        assertThat(index.stats().compactions()).as(what).isPositive();
      }
      held.forEach(h -> check(h, random, what));
    } finally {
      reader.shutdown();
      assertThat(reader.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    }
    for (Future<?> check : checks) {
      check.get();
    }
    assertThat(checks).as(what).hasSizeGreaterThan(5);
    held.forEach(h -> check(h, random, what + ", closed"));
  }

  private static void write(
      AssetIndex index, Map<Long, Asset> live, RandomAssets assets, Random random, int step) {
    // Most writes to few keys, so that a shard that is searched is also full of dead entries.
    long key = random.nextInt(random.nextInt(KEYS) + 1);
    int keyGroup = (int) key & 127;
    if (random.nextInt(4) == 0) {
      index.apply(AssetOp.delete(key, AssetOp.NO_SEQ, step), keyGroup);
      live.remove(key);
    } else {
      Asset asset = assets.asset(key);
      index.apply(AssetOp.upsert(asset, AssetOp.NO_SEQ, step), keyGroup);
      live.put(key, asset);
    }
    if (random.nextInt(1500) == 0) {
      index.rotate();
    }
  }

  private static void check(Held held, Random random, String seed) {
    String what = seed + ", snapshot of step " + held.step();
    IndexSnapshot snapshot = held.snapshot();
    AssetOracle oracle = new AssetOracle();
    held.assets().values().forEach(oracle::put);
    assertThat(snapshot.liveAssets()).as(what).isEqualTo(oracle.size());
    assertThat(snapshot.maxEventTimeMicros()).as(what).isEqualTo(held.maxEventTimeMicros());
    assertThat(snapshot.assetsWithSimprints(UnitType.CONTENT_TEXT_V0))
        .as(what)
        .isEqualTo(oracle.withSimprints(UnitType.CONTENT_TEXT_V0));
    for (long key = 0; key < KEYS; key++) {
      Asset asset = held.assets().get(key);
      assertThat(snapshot.get(key).orElse(null)).as(what).isEqualTo(asset);
      assertThat(snapshot.units(key)).as(what).isEqualTo(asset == null ? Map.of() : asset.units());
    }
    List<Asset> all = new ArrayList<>();
    snapshot.forEach(all::add);
    assertThat(all).as(what).containsExactlyInAnyOrderElementsOf(held.assets().values());
    RandomAssets queries = new RandomAssets(random);
    List<Asset> stored = new ArrayList<>(oracle.assets());
    for (int i = 0; i < 6 && !stored.isEmpty(); i++) {
      UnitType type = queries.type();
      Code code = stored.get(random.nextInt(stored.size())).units().get(type);
      checkSearches(snapshot, oracle, type, code == null ? queries.code() : code, what);
    }
  }

  private static void checkSearches(
      IndexSnapshot snapshot, AssetOracle oracle, UnitType type, Code query, String what) {
    String search = "%s, %s, %s of %d bits".formatted(what, type, query, query.bits());
    assertThat(snapshot.nearest(type, query, 15))
        .as(search)
        .isEqualTo(oracle.nearest(type, query, 15));
    assertThat(oracle.within(type, query, Radius.all()))
        .as(search)
        .containsAll(snapshot.nearest(type, query, 15, BY_GRAPH).hits());
    for (Radius radius : RADII) {
      List<UnitHit> expected = oracle.within(type, query, radius);
      List<UnitHit> found = new ArrayList<>();
      snapshot.within(type, query, radius, (key, h, bits) -> found.add(new UnitHit(key, h, bits)));
      found.sort(null);
      assertThat(found).as(search).isEqualTo(expected);
      List<Long> places = new ArrayList<>();
      assertThat(snapshot.placesWithin(type, query, radius, SearchMode.EXACT, places::add))
          .isTrue();
      assertThat(places).as(search).doesNotHaveDuplicates().hasSameSizeAs(expected);
      Set<Asset> assets = new HashSet<>();
      places.forEach(place -> assets.add(snapshot.assetAt(place)));
      assertThat(assets).as(search).hasSameSizeAs(expected);
      assertThat(expected).as(search).allMatch(hit -> assets.contains(oracle.get(hit.key())));
      List<ChunkHit> chunks = new ArrayList<>();
      snapshot.chunksWithin(type, query, radius, chunks::add);
      assertThat(chunks)
          .as(search)
          .containsExactlyInAnyOrderElementsOf(oracle.chunksWithin(type, query, radius));
    }
  }

  @Test
  void oneMoreSnapshotOfTheSameMomentTakesFewBytes() {
    EngineOptions options = EngineOptions.builder().shardMaxAssets(500).build();
    try (AssetIndex index = AssetIndex.builder().options(options).directory(directory).build()) {
      RandomAssets assets = new RandomAssets(new Random(3));
      for (long key = 0; key < 1800; key++) {
        index.apply(AssetOp.upsert(assets.asset(key), AssetOp.NO_SEQ, key), 0);
      }
      Settling.settle(index);
      IndexSnapshot first = index.snapshot();
      long one = RetainedSize.of(List.of(first));
      long two = RetainedSize.of(List.of(first, index.snapshot()));
      assertThat(two - one).isLessThan(2000);
    }
  }
}
