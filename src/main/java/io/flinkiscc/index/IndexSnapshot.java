package io.flinkiscc.index;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The index as it was at one moment: what is searched. Any number of threads may use a snapshot
 * while the index is written; none of them waits for anything.
 *
 * <p>All searches here are exact scans. INSTANCE units are not similarity codes: for them every
 * search finds only units of which one begins with the other, at distance 0.
 */
public final class IndexSnapshot {

  /** A key lives in one shard only, so the order of the shards does not matter. */
  private final List<ShardView> shards;

  private final long maxEventTimeMicros;

  IndexSnapshot(List<ShardView> shards, long maxEventTimeMicros) {
    this.shards = List.copyOf(shards);
    this.maxEventTimeMicros = maxEventTimeMicros;
  }

  /** Number of live assets. */
  public long liveAssets() {
    return shards.stream().mapToLong(ShardView::liveAssets).sum();
  }

  /** Number of live assets that have simprints of the type. */
  public long assetsWithSimprints(UnitType type) {
    return shards.stream().mapToLong(s -> s.assetsWithSimprints(type)).sum();
  }

  /** Highest event time taken so far, microseconds since 1970 UTC; 0 before the first record. */
  public long maxEventTimeMicros() {
    return maxEventTimeMicros;
  }

  /** The live asset with this key (unsigned 64 bit). */
  public Optional<Asset> get(long key) {
    for (ShardView shard : shards) {
      Asset asset = shard.get(key);
      if (asset != null) {
        return Optional.of(asset);
      }
    }
    return Optional.empty();
  }

  /**
   * The units of the live asset with this key; empty if there is none. Cheaper than {@link #get}.
   */
  public Map<UnitType, Code> units(long key) {
    for (ShardView shard : shards) {
      Map<UnitType, Code> units = shard.units(key);
      if (units != null) {
        return units;
      }
    }
    return Map.of();
  }

  /**
   * The {@code k} nearest live assets of one unit type, whatever their distance, in the order of
   * {@link UnitHit}.
   *
   * @throws IllegalArgumentException if k is below 1
   */
  public List<UnitHit> nearest(UnitType type, Code query, int k) {
    NearestHits hits = new NearestHits(k, Radius.all());
    shards.forEach(s -> s.nearest(type, query, hits));
    return hits.sorted();
  }

  /** Hands out all live assets of one unit type within the radius, in no particular order. */
  public void within(UnitType type, Code query, Radius radius, UnitHitConsumer hits) {
    shards.forEach(s -> s.within(type, query, radius, hits));
  }

  /** Hands out all live simprints of one type within the radius, in no particular order. */
  public void chunksWithin(UnitType type, Code query, Radius radius, Consumer<ChunkHit> hits) {
    shards.forEach(s -> s.chunksWithin(type, query, radius, hits));
  }
}
