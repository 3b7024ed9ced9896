package io.flinkiscc.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.index.EngineOptions.Indexing;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers by graphs: good, honest about themselves, and the same whenever the graph was built. */
class GraphAnswersTest {

  private static final UnitType TYPE = UnitType.CONTENT_TEXT_V0;
  private static final SearchMode BY_GRAPH = SearchMode.fast(64);
  private static final int K = 10;

  @TempDir private Path directory;

  private AssetIndex index(Indexing indexing, int shardMaxAssets) {
    return AssetIndex.builder()
        .directory(directory)
        .options(
            EngineOptions.builder()
                .indexing(indexing)
                .graphFrom(50)
                .everyGraph(true)
                .shardMaxAssets(shardMaxAssets)
                .build())
        .build();
  }

  @ParameterizedTest
  @EnumSource(Indexing.class)
  void mostNeighboursAreFoundAndNeverTooFarOnes(Indexing indexing) {
    ClusteredCodes codes = new ClusteredCodes(1, 150);
    try (AssetIndex index = index(indexing, 1_000_000)) {
      for (int key = 0; key < 3000; key++) {
        index.apply(codes.put(key), key & 127);
      }
      IndexSnapshot snapshot = index.snapshot();
      int found = 0;
      boolean approximate = false;
      for (int i = 0; i < 200; i++) {
        Code query = codes.next();
        List<UnitHit> exact = snapshot.nearest(TYPE, query, K);
        UnitHits hits = snapshot.nearest(TYPE, query, K, BY_GRAPH);
        approximate |= !hits.exact();
        assertThat(hits.hits()).hasSize(K).isSorted();
        for (UnitHit hit : hits.hits()) {
          found += hit.hamming() <= exact.get(K - 1).hamming() ? 1 : 0;
          assertThat(snapshot.units(hit.key()).get(TYPE).hamming(query)).isEqualTo(hit.hamming());
        }
      }
      assertThat(found).isGreaterThanOrEqualTo(200 * K * 98 / 100);
      if (indexing != Indexing.ASYNC) {
        assertThat(approximate).isEqualTo(indexing == Indexing.SYNC);
      }
    }
  }

  @Test
  void syncAndAsyncBuildTheSameAnswers() {
    List<List<UnitHits>> answers = new ArrayList<>();
    for (Indexing indexing : List.of(Indexing.SYNC, Indexing.ASYNC)) {
      ClusteredCodes codes = new ClusteredCodes(2, 60);
      try (AssetIndex index = index(indexing, 1_000_000)) {
        for (int key = 0; key < 2048; key++) {
          index.apply(codes.put(key), key & 127);
        }
        index.finishGraphs();
        List<UnitHits> hits = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
          hits.add(index.snapshot().nearest(TYPE, codes.next(), K, BY_GRAPH));
        }
        answers.add(hits);
      }
    }
    assertThat(answers.get(1)).isEqualTo(answers.get(0));
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 1_000_000})
  void allOf200EqualCodesAreFoundAcrossShards(int shardMaxAssets) {
    ClusteredCodes codes = new ClusteredCodes(3, 40);
    Code equal = codes.next();
    Code zero = Code.of(new byte[32]);
    try (AssetIndex index = index(Indexing.SYNC, shardMaxAssets)) {
      Set<Long> expected = new HashSet<>();
      Set<Long> expectedZeros = new HashSet<>();
      for (long key = 0; key < 1000; key++) {
        boolean member = key % 5 == 0;
        boolean isZero = key % 5 == 1;
        index.apply(
            ClusteredCodes.put(key, member ? equal : isZero ? zero : codes.next()),
            (int) key & 127);
        if (member) {
          expected.add(key);
        } else if (isZero) {
          expectedZeros.add(key);
        }
      }
      for (int round = 0; round < 2; round++) {
        IndexSnapshot snapshot = index.snapshot();
        for (SearchMode mode : List.of(BY_GRAPH, SearchMode.FAST, SearchMode.EXACT)) {
          assertThat(keys(snapshot.nearest(TYPE, equal, 200, mode).hits())).isEqualTo(expected);
          assertThat(keys(snapshot.nearest(TYPE, zero, 200, mode).hits())).isEqualTo(expectedZeros);
          Set<Long> within = new HashSet<>();
          snapshot.within(TYPE, equal, Radius.exact(), mode, (key, h, bits) -> within.add(key));
          assertThat(within).isEqualTo(expected);
        }
        Settling.settle(index);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 1_000_000})
  void whereTheNearestDiedTheNextOnesAreFound(int shardMaxAssets) {
    ClusteredCodes codes = new ClusteredCodes(4, 30);
    Code query = codes.next();
    try (AssetIndex index = index(Indexing.SYNC, shardMaxAssets)) {
      for (int key = 0; key < 3000; key++) {
        index.apply(codes.put(key), key & 127);
      }
      for (UnitHit near : index.snapshot().nearest(TYPE, query, 40)) {
        index.apply(AssetOp.delete(near.key(), AssetOp.NO_SEQ, 0), (int) near.key() & 127);
      }
      for (int round = 0; round < 2; round++) {
        List<UnitHit> left = index.snapshot().nearest(TYPE, query, K);
        assertThat(left).hasSize(K);
        assertThat(index.snapshot().nearest(TYPE, query, K, BY_GRAPH).hits())
            .extracting(UnitHit::hamming)
            .isEqualTo(left.stream().map(UnitHit::hamming).toList());
        Settling.settle(index);
      }
    }
  }

  @Test
  void aFastSearchOverFewCodesComparesAllAndSaysSo() {
    ClusteredCodes codes = new ClusteredCodes(5, 10);
    try (AssetIndex index = index(Indexing.SYNC, 400)) {
      for (int key = 0; key < 1000; key++) {
        index.apply(codes.put(key), key & 127);
      }
      Code query = codes.next();
      IndexSnapshot snapshot = index.snapshot();
      assertThat(snapshot.nearest(TYPE, query, K, SearchMode.FAST))
          .isEqualTo(new UnitHits(snapshot.nearest(TYPE, query, K), true));
      assertThat(
              snapshot.within(TYPE, query, Radius.nphd(.2), SearchMode.FAST, (key, h, bits) -> {}))
          .isTrue();
    }
  }

  @Test
  void aFastSearchOverManyCodesUsesTheGraphAndSaysSo() {
    ClusteredCodes codes = new ClusteredCodes(6, 2000);
    try (AssetIndex index =
        AssetIndex.builder()
            .options(EngineOptions.builder().expansionAdd(64).expansionSearch(24).build())
            .build()) {
      for (int key = 0; key < 45_000; key++) {
        index.apply(codes.put(key), key & 127);
      }
      index.finishGraphs();
      IndexSnapshot snapshot = index.snapshot();
      int found = 0;
      int approximate = 0;
      for (int i = 0; i < 100; i++) {
        Code query = codes.next();
        int bound = snapshot.nearest(TYPE, query, K).get(K - 1).hamming();
        UnitHits fast = snapshot.nearest(TYPE, query, K, SearchMode.FAST);
        approximate += fast.exact() ? 0 : 1;
        found += (int) fast.hits().stream().filter(hit -> hit.hamming() <= bound).count();
        assertThat(snapshot.nearest(TYPE, query, K, SearchMode.EXACT).exact()).isTrue();
        // Codes are compared over 64 bits here, which the links of the graph do not follow.
        assertThat(snapshot.nearest(TYPE, query.prefix(64), K, SearchMode.FAST).exact()).isTrue();
      }
      assertThat(approximate).isEqualTo(100);
      assertThat(found).isGreaterThanOrEqualTo(970);
    }
  }

  private static Set<Long> keys(List<UnitHit> hits) {
    Set<Long> keys = new HashSet<>();
    hits.forEach(hit -> keys.add(hit.key()));
    return keys;
  }
}
