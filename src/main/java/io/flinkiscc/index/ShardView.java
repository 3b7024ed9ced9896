package io.flinkiscc.index;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One shard as it was at one moment. Immutable to its holder and usable by any number of threads,
 * whatever is written meanwhile.
 */
interface ShardView {

  /** Number of live assets. */
  int liveAssets();

  /** Number of live assets that have simprints of the type. */
  int assetsWithSimprints(UnitType type);

  /** The live asset with this key, or null. */
  Asset get(long key);

  /** The codes of the live asset with this key, or null; cheaper than {@link #get}. */
  Map<UnitType, Code> units(long key);

  /** Offers the live codes of a type that may be among the nearest. */
  void nearest(UnitType type, Code query, NearestHits hits);

  /** Hands out all live codes of a type within the radius, in no particular order. */
  void within(UnitType type, Code query, Radius radius, UnitHitConsumer hits);

  /**
   * Hands out all live codes of a type of which the query is a prefix, or which are a prefix of it.
   */
  void prefixMatches(UnitType type, Code query, UnitHitConsumer hits);

  /** Hands out all live simprints of a type within the radius, in no particular order. */
  void chunksWithin(UnitType type, Code query, Radius radius, Consumer<ChunkHit> hits);
}
