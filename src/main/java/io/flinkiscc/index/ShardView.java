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

  /** No entry. */
  int NONE = -1;

  /** The live entry with this key, or {@link #NONE}. */
  int find(long key);

  /** Key of an entry. */
  long key(int entry);

  /** The asset of a live entry. */
  Asset assetAt(int entry);

  /** The indexed codes of a live entry; cheaper than {@link #assetAt}. */
  Map<UnitType, Code> unitsAt(int entry);

  /**
   * Offers the live codes of a type that may be among the nearest, or most of them if the run does
   * not ask for all.
   */
  void nearest(UnitType type, Code query, NearestHits hits, SearchRun run);

  /**
   * Hands out the live entries with a code of a type within the radius, in no particular order:
   * all, or most of them if the run does not ask for all.
   */
  void entriesWithin(UnitType type, Code query, Radius radius, SearchRun run, EntryHits hits);

  /**
   * Hands out all live codes of a type of which the query is a prefix, or which are a prefix of it.
   */
  void prefixMatches(UnitType type, Code query, UnitHitConsumer hits);

  /** Hands out live simprints of a type within the radius, as {@link #entriesWithin} does codes. */
  void chunksWithin(
      UnitType type, Code query, Radius radius, SearchRun run, Consumer<ChunkHit> hits);

  /** The live asset with this key, or null. */
  default Asset get(long key) {
    int entry = find(key);
    return entry == NONE ? null : assetAt(entry);
  }

  /** The indexed codes of the live asset with this key, or null. */
  default Map<UnitType, Code> units(long key) {
    int entry = find(key);
    return entry == NONE ? null : unitsAt(entry);
  }

  /** Offers the live codes of a type that may be among the nearest. */
  default void nearest(UnitType type, Code query, NearestHits hits) {
    nearest(type, query, hits, new SearchRun(SearchMode.EXACT));
  }

  /** Like {@link #entriesWithin} with the keys of the entries. */
  default void within(
      UnitType type, Code query, Radius radius, SearchRun run, UnitHitConsumer hits) {
    entriesWithin(
        type, query, radius, run, (entry, hamming, bits) -> hits.accept(key(entry), hamming, bits));
  }

  /** Hands out all live codes of a type within the radius, in no particular order. */
  default void within(UnitType type, Code query, Radius radius, UnitHitConsumer hits) {
    within(type, query, radius, new SearchRun(SearchMode.EXACT), hits);
  }

  /** Hands out all live simprints of a type within the radius, in no particular order. */
  default void chunksWithin(UnitType type, Code query, Radius radius, Consumer<ChunkHit> hits) {
    chunksWithin(type, query, radius, new SearchRun(SearchMode.EXACT), hits);
  }

  /** Takes an entry with a code within the radius. */
  @FunctionalInterface
  interface EntryHits {
    void accept(int entry, int hamming, int bits);
  }
}
