package io.flinkiscc.index;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * The index as it was at one moment: what is searched. Any number of threads may use a snapshot
 * while the index is written; none of them waits for anything.
 *
 * <p>A search says how thoroughly it looks. With {@link SearchMode#EXACT} it compares all codes;
 * with {@link SearchMode#FAST} each shard and each code length is searched by its graph where that
 * takes less time, and the answer says whether any was. INSTANCE units are not similarity codes:
 * for them every search finds only units of which one begins with the other, at distance 0. Of unit
 * types that the options of the index do not list nothing is found.
 *
 * <p>A snapshot keeps the shards it was taken of in memory or mapped; let go of it when done.
 */
public final class IndexSnapshot {

  /** A key lives in one shard only, so the order of the shards does not matter. */
  private final List<ShardView> shards;

  private final Published published;
  private final long maxEventTimeMicros;

  IndexSnapshot(Published published, long maxEventTimeMicros) {
    this.shards = published.views();
    this.published = published;
    this.maxEventTimeMicros = maxEventTimeMicros;
  }

  /** Number of live assets. */
  public long liveAssets() {
    return published.live();
  }

  /** The sealed shards it was taken of. */
  List<SealedPart> sealedParts() {
    return published.shards().sealed();
  }

  /** The unit types that are searched. */
  Set<UnitType> indexed() {
    return published.indexed();
  }

  /** Number of live assets that have simprints of the type, 0 if it is not indexed. */
  public long assetsWithSimprints(UnitType type) {
    return published.withSimprints()[type.ordinal()];
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
   * The indexed units of the live asset with this key; empty if there is none. Cheaper than {@link
   * #get}.
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
  public UnitHits nearest(UnitType type, Code query, int k, SearchMode mode) {
    NearestHits hits = new NearestHits(k, Radius.all());
    SearchRun run = new SearchRun(mode);
    shards.forEach(s -> s.nearest(type, query, hits, run));
    return new UnitHits(hits.sorted(), run.exact());
  }

  /** The nearest assets by comparing all, see {@link #nearest(UnitType, Code, int, SearchMode)}. */
  public List<UnitHit> nearest(UnitType type, Code query, int k) {
    return nearest(type, query, k, SearchMode.EXACT).hits();
  }

  /**
   * Hands out live assets of one unit type within the radius, in no particular order: all, or with
   * a fast search most of them.
   *
   * @return whether all were found for sure
   */
  public boolean within(
      UnitType type, Code query, Radius radius, SearchMode mode, UnitHitConsumer hits) {
    SearchRun run = new SearchRun(mode);
    shards.forEach(s -> s.within(type, query, radius, run, hits));
    return run.exact();
  }

  /**
   * Like {@link #within(UnitType, Code, Radius, SearchMode, UnitHitConsumer)}, but hands out the
   * places of the assets: numbers that tell where in this snapshot an asset is, equal for equal
   * assets, and quicker to follow than keys.
   *
   * @return whether all were found for sure
   */
  public boolean placesWithin(
      UnitType type, Code query, Radius radius, SearchMode mode, LongConsumer places) {
    SearchRun run = new SearchRun(mode);
    for (int i = 0; i < shards.size(); i++) {
      long shard = (long) i << Integer.SIZE;
      shards
          .get(i)
          .entriesWithin(
              type, query, radius, run, (entry, hamming, bits) -> places.accept(shard | entry));
    }
    return run.exact();
  }

  /** Key of the asset at a place, unsigned 64 bit. */
  public long keyAt(long place) {
    return shard(place).key((int) place);
  }

  /** Indexed units of the asset at a place. */
  public Map<UnitType, Code> unitsAt(long place) {
    return shard(place).unitsAt((int) place);
  }

  private ShardView shard(long place) {
    return shards.get((int) (place >>> Integer.SIZE));
  }

  /** Hands out all live assets of one unit type within the radius, in no particular order. */
  public void within(UnitType type, Code query, Radius radius, UnitHitConsumer hits) {
    within(type, query, radius, SearchMode.EXACT, hits);
  }

  /**
   * Hands out live simprints of one type within the radius, in no particular order: all, or with a
   * fast search most of them. What is counted over them, as for the weight of a rare simprint, is
   * then a little too low.
   *
   * @return whether all were found for sure
   */
  public boolean chunksWithin(
      UnitType type, Code query, Radius radius, SearchMode mode, Consumer<ChunkHit> hits) {
    SearchRun run = new SearchRun(mode);
    shards.forEach(s -> s.chunksWithin(type, query, radius, run, hits));
    return run.exact();
  }

  /** Hands out all live simprints of one type within the radius, in no particular order. */
  public void chunksWithin(UnitType type, Code query, Radius radius, Consumer<ChunkHit> hits) {
    chunksWithin(type, query, radius, SearchMode.EXACT, hits);
  }
}
