package io.flinkiscc.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.index.IndexSnapshot.NearestSearch;
import io.flinkiscc.index.IndexSnapshot.PlaceSearch;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Searches in one pass find what each finds alone, those that take a graph too. */
class BatchSearchTest {

  private static final UnitType TYPE = UnitType.CONTENT_TEXT_V0;
  private static final List<SearchMode> MODES =
      List.of(SearchMode.EXACT, SearchMode.FAST, SearchMode.fast(40));
  private static final int ASSETS = 5000;

  @TempDir private Path directory;

  private AssetIndex filled(long seed) {
    EngineOptions options =
        EngineOptions.builder()
            .shardMaxAssets(2000)
            .graphFrom(500)
            .indexing(EngineOptions.Indexing.SYNC)
            .build();
    AssetIndex index = AssetIndex.builder().options(options).directory(directory).build();
    ClusteredCodes codes = new ClusteredCodes(seed, 100);
    for (long key = 0; key < ASSETS; key++) {
      Code code = codes.next();
      index.apply(ClusteredCodes.put(key, key % 5 == 0 ? code.prefix(64) : code), 0);
    }
    Settling.settle(index);
    return index;
  }

  @Test
  void searchesInOnePassFindWhatEachFindsAlone() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    ClusteredCodes codes = new ClusteredCodes(seed, 100);
    try (AssetIndex index = filled(seed)) {
      IndexSnapshot snapshot = index.snapshot();
      int byGraph = 0;
      for (int round = 0; round < 20; round++) {
        String what = "seed %d, round %d".formatted(seed, round);
        List<NearestSearch> nearest = new ArrayList<>();
        List<PlaceSearch> within = new ArrayList<>();
        List<List<Long>> places = new ArrayList<>();
        for (int i = random.nextInt(20); i >= 0; i--) {
          Code query =
              codes.next().prefix(random.nextBoolean() ? 256 : 32 * (1 + random.nextInt(8)));
          SearchMode mode = MODES.get(random.nextInt(MODES.size()));
          nearest.add(new NearestSearch(query, 1 + random.nextInt(30), mode));
          List<Long> found = new ArrayList<>();
          places.add(found);
          within.add(
              new PlaceSearch(query, Radius.nphd(random.nextDouble() / 4), mode, found::add));
        }
        List<UnitHits> hits = snapshot.nearest(TYPE, nearest);
        boolean[] exact = snapshot.placesWithin(TYPE, within);
        for (int i = 0; i < nearest.size(); i++) {
          NearestSearch s = nearest.get(i);
          UnitHits alone = snapshot.nearest(TYPE, s.query(), s.k(), s.mode());
          assertThat(hits.get(i)).as(what).isEqualTo(alone);
          byGraph += alone.exact() ? 0 : 1;
          PlaceSearch w = within.get(i);
          List<Long> found = new ArrayList<>();
          assertThat(snapshot.placesWithin(TYPE, w.query(), w.radius(), w.mode(), found::add))
              .as(what)
              .isEqualTo(exact[i]);
          assertThat(places.get(i)).as(what).containsExactlyInAnyOrderElementsOf(found);
        }
      }
      assertThat(byGraph).as("seed %d", seed).isPositive();
    }
  }

  @Test
  void theNearestAreTakenFromThoseThatAreWanted() {
    long seed = System.nanoTime();
    ClusteredCodes codes = new ClusteredCodes(seed, 100);
    try (AssetIndex index = filled(seed)) {
      IndexSnapshot snapshot = index.snapshot();
      for (SearchMode mode : MODES) {
        Code query = codes.next();
        List<UnitHit> all = snapshot.nearest(TYPE, query, ASSETS);
        List<UnitHit> wanted = all.stream().filter(hit -> hit.key() % 7 == 3).limit(12).toList();
        UnitHits hits =
            snapshot
                .nearest(
                    TYPE,
                    List.of(
                        new NearestSearch(
                            query, 12, mode, place -> snapshot.keyAt(place) % 7 == 3)))
                .get(0);
        if (hits.exact()) {
          assertThat(hits.hits()).as("seed %d, %s", seed, mode).isEqualTo(wanted);
        } else {
          assertThat(hits.hits()).as("seed %d, %s", seed, mode).allMatch(h -> h.key() % 7 == 3);
        }
      }
    }
  }

  @Test
  void aLongScanIsStoppedOnItsWay() {
    Code query = new ClusteredCodes(1, 100).next();
    EngineOptions options = EngineOptions.builder().indexing(EngineOptions.Indexing.OFF).build();
    try (AssetIndex index = AssetIndex.builder().options(options).directory(directory).build()) {
      ClusteredCodes codes = new ClusteredCodes(1, 100);
      for (long key = 0; key < 60_000; key++) {
        index.apply(ClusteredCodes.put(key, codes.next()), 0);
      }
      int[] asked = new int[1];
      assertThat(
              index
                  .snapshot()
                  .stoppedBy(() -> asked[0]++ < 0)
                  .nearest(TYPE, query, 5, SearchMode.EXACT)
                  .hits())
          .hasSize(5);
      // Once per shard, and about every sixteen thousand codes.
      assertThat(asked[0]).isBetween(4, 8);
      int times = asked[0];
      for (int after = 0; after < times; after++) {
        int[] left = {after};
        IndexSnapshot stopped = index.snapshot().stoppedBy(() -> left[0]-- <= 0);
        assertThatThrownBy(() -> stopped.nearest(TYPE, query, 5, SearchMode.EXACT))
            .isInstanceOf(CancellationException.class);
        assertThat(index.snapshot().nearest(TYPE, query, 5)).hasSize(5);
      }
      IndexSnapshot stopped = index.snapshot().stoppedBy(() -> true);
      assertThatThrownBy(() -> stopped.forEach(asset -> {}))
          .isInstanceOf(CancellationException.class);
    }
  }
}
