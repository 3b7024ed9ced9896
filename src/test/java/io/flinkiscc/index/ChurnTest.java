package io.flinkiscc.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every asset is replaced ten times: nothing gets lost, and graphs stay as good as new. */
class ChurnTest {

  private static final UnitType TYPE = UnitType.CONTENT_TEXT_V0;
  private static final int LIVE = 5000;
  private static final int TURNOVERS = 10;
  private static final int QUERIES = 150;
  private static final int K = 10;
  private static final SearchMode BY_GRAPH = SearchMode.fast(64);

  @TempDir private Path directory;

  @Test
  void tenTurnoversLoseNothing() {
    ClusteredCodes codes = new ClusteredCodes(61, LIVE / 20);
    try (AssetIndex index =
        AssetIndex.builder()
            .directory(directory)
            .options(
                EngineOptions.builder()
                    .shardMaxAssets(1500)
                    .graphFrom(100)
                    .everyGraph(true)
                    .expansionAdd(64)
                    .build())
            .build()) {
      turnOver(index, codes);
      Settling.settle(index);
      double before = recall(index.snapshot(), codes);
      for (int turnover = 0; turnover < TURNOVERS; turnover++) {
        turnOver(index, codes);
      }
      Settling.settle(index);
      assertThat(index.stats().compactions()).isGreaterThan(3);
      IndexSnapshot after = index.snapshot();
      assertThat(recall(after, codes)).isGreaterThanOrEqualTo(before - .005);
      assertThat(before).isGreaterThan(.98);
      assertAllReachable(after);
      // A shard with more than a quarter dead is written anew, which bounds the waste.
      assertThat(index.stats().tombstones()).isLessThan(LIVE);
      assertThat(index.stats().sealedShards()).isLessThan(20);
    }
  }

  private static void turnOver(AssetIndex index, ClusteredCodes codes) {
    for (int key = 0; key < LIVE; key++) {
      index.apply(codes.put(key), key & 127);
    }
  }

  private static double recall(IndexSnapshot snapshot, ClusteredCodes codes) {
    int found = 0;
    for (int i = 0; i < QUERIES; i++) {
      Code query = codes.next();
      int bound = snapshot.nearest(TYPE, query, K).get(K - 1).hamming();
      List<UnitHit> hits = snapshot.nearest(TYPE, query, K, BY_GRAPH).hits();
      found += (int) hits.stream().filter(hit -> hit.hamming() <= bound).count();
    }
    return (double) found / (QUERIES * K);
  }

  private static void assertAllReachable(IndexSnapshot snapshot) {
    assertThat(snapshot.liveAssets()).isEqualTo(LIVE);
    for (long key = 0; key < LIVE; key++) {
      Code own = snapshot.units(key).get(TYPE);
      long self = key;
      int wanted = snapshot.nearest(TYPE, own, 1).get(0).hamming();
      assertThat(wanted).isZero();
      // Others may have the same code, so as many as there are must be asked for.
      int k = K;
      List<UnitHit> hits = snapshot.nearest(TYPE, own, k, BY_GRAPH).hits();
      while (hits.get(hits.size() - 1).hamming() == 0) {
        k *= 2;
        hits = snapshot.nearest(TYPE, own, k, BY_GRAPH).hits();
      }
      assertThat(hits).as("key %d", key).anyMatch(hit -> hit.key() == self);
    }
  }
}
