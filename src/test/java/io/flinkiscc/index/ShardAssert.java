package io.flinkiscc.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares a view of a shard with what the oracle finds. */
final class ShardAssert {

  private static final double[] RADII = {0, .05, .2, 1};

  private final SealedShardView view;
  private final AssetOracle oracle;
  private final String what;

  ShardAssert(SealedShardView view, AssetOracle oracle, String what) {
    this.view = view;
    this.oracle = oracle;
    this.what = what;
  }

  void assertCountsAndAssets(Iterable<Long> keys) {
    assertThat(view.liveAssets()).as(what).isEqualTo(oracle.size());
    for (UnitType type : UnitType.values()) {
      assertThat(view.assetsWithSimprints(type))
          .as("%s, %s", what, type)
          .isEqualTo(oracle.withSimprints(type));
    }
    for (long key : keys) {
      Asset expected = oracle.get(key);
      assertThat(view.get(key)).as("%s, key %d", what, key).isEqualTo(expected);
      assertThat(view.units(key))
          .as("%s, key %d", what, key)
          .isEqualTo(expected == null ? null : expected.units());
    }
  }

  void assertSearches(UnitType type, Code query, int k) {
    String search = "%s, %s, query %s of %d bits".formatted(what, type, query, query.bits());
    NearestHits nearest = new NearestHits(k, Radius.all());
    assertThat(view.nearest(type, query, 64, true, nearest)).as(search).isTrue();
    assertThat(nearest.sorted()).as(search).isEqualTo(oracle.nearest(type, query, k));
    for (double max : RADII) {
      Radius radius = Radius.nphd(max);
      List<UnitHit> within = new ArrayList<>();
      view.within(type, query, radius, (key, h, bits) -> within.add(new UnitHit(key, h, bits)));
      within.sort(null);
      assertThat(within)
          .as("%s within %f", search, max)
          .isEqualTo(oracle.within(type, query, radius));
      Map<ChunkHit, Integer> chunks = new HashMap<>();
      view.chunksWithin(type, query, radius, hit -> chunks.merge(hit, 1, Integer::sum));
      Map<ChunkHit, Integer> expected = new HashMap<>();
      oracle.chunksWithin(type, query, radius).forEach(hit -> expected.merge(hit, 1, Integer::sum));
      assertThat(chunks).as("%s, chunks within %f", search, max).isEqualTo(expected);
    }
    List<UnitHit> prefixes = new ArrayList<>();
    view.prefixMatches(type, query, (key, h, bits) -> prefixes.add(new UnitHit(key, h, bits)));
    prefixes.sort(null);
    assertThat(prefixes)
        .as("%s, prefixes", search)
        .isEqualTo(oracle.within(type, query, Radius.exact()));
  }
}
