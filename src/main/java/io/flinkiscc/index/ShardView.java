package io.flinkiscc.index;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  /** The codes of a live entry of indexed types, at least those of the types given. */
  default Map<UnitType, Code> unitsAt(int entry, Set<UnitType> types) {
    return unitsAt(entry);
  }

  /**
   * Answers searches among the live codes of a type in one pass, each as if it were alone: with all
   * there is to find, or most of it if its run does not ask for all. Of INSTANCE units those are
   * found of which one begins with the other.
   */
  void search(UnitType type, List<EntrySearch> searches);

  /**
   * Hands out all live codes of a type of which the query is a prefix, or which are a prefix of it.
   */
  void prefixMatches(UnitType type, Code query, UnitHitConsumer hits);

  /** Answers searches among the live simprints of a type, as {@link #search} does among codes. */
  void searchChunks(UnitType type, List<ChunkSearch> searches);

  /** Hands out the live assets, each once, in no particular order. */
  void forEach(Consumer<Asset> assets);

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

  /** Offers the live codes of a type that may be among the nearest, or most of them. */
  default void nearest(UnitType type, Code query, NearestHits hits, SearchRun run) {
    search(type, List.of(EntrySearch.nearest(query, hits, run, this)));
  }

  /** Hands out all live codes of a type within the radius, in no particular order. */
  default void within(UnitType type, Code query, Radius radius, UnitHitConsumer hits) {
    within(type, query, radius, new SearchRun(SearchMode.EXACT), hits);
  }

  /** Hands out the live codes of a type within the radius, or most of them. */
  default void within(
      UnitType type, Code query, Radius radius, SearchRun run, UnitHitConsumer hits) {
    EntryHits byKey = (entry, hamming, bits) -> hits.accept(key(entry), hamming, bits);
    search(type, List.of(EntrySearch.within(query, radius, run, byKey)));
  }

  /** Hands out all live simprints of a type within the radius, in no particular order. */
  default void chunksWithin(UnitType type, Code query, Radius radius, Consumer<ChunkHit> hits) {
    SearchRun run = new SearchRun(SearchMode.EXACT);
    searchChunks(type, List.of(new ChunkSearch(query, radius, run, hits)));
  }

  /** Takes an entry with a code within the radius. */
  @FunctionalInterface
  interface EntryHits {
    void accept(int entry, int hamming, int bits);
  }
}
