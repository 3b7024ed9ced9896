package io.flinkiscc.index;

import io.flinkiscc.iscc.MainType;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The part of a {@link SealedShard} that a task may use, less what is dead and of types that are
 * not indexed. Immutable, for any number of threads. Damaged bytes are met with an {@link
 * java.io.UncheckedIOException}.
 */
final class SealedShardView implements ShardView {

  private static final Set<UnitType> ALL_TYPES =
      Collections.unmodifiableSet(EnumSet.allOf(UnitType.class));

  private final SealedShard shard;
  private final int from;
  private final int to;
  private final DeadEntries dead;
  private final Set<UnitType> indexed;

  /** Whether some of the indexed units of entries are in no column. */
  private final boolean lacksUnits;

  /**
   * Takes a view of all key groups.
   *
   * @param dead the dead entries, which must not change any more
   * @param indexed the unit types that are searched, whatever the shard has columns of
   */
  SealedShardView(SealedShard shard, DeadEntries dead, Set<UnitType> indexed) {
    this(shard, 0, shard.size(), dead, indexed);
  }

  /** Takes a view of all key groups and unit types. */
  SealedShardView(SealedShard shard, DeadEntries dead) {
    this(shard, dead, ALL_TYPES);
  }

  /**
   * Takes a view of all unit types.
   *
   * @param firstKeyGroup first key group in use
   * @param lastKeyGroup last key group in use; none is if it is smaller
   * @param dead the dead entries, which must not change any more
   */
  SealedShardView(SealedShard shard, int firstKeyGroup, int lastKeyGroup, DeadEntries dead) {
    this(
        shard,
        shard.entries().firstEntry(firstKeyGroup),
        shard.entries().firstEntry(lastKeyGroup + 1),
        dead,
        ALL_TYPES);
  }

  private SealedShardView(
      SealedShard shard, int from, int to, DeadEntries dead, Set<UnitType> indexed) {
    this.shard = shard;
    this.from = from;
    this.to = Math.max(from, to);
    this.dead = Objects.requireNonNull(dead, "dead");
    this.indexed = indexed;
    this.lacksUnits =
        indexed.stream().anyMatch(type -> shard.leftOut(SealedSection.Role.UNIT, type) != null);
  }

  /** The first entry in use. */
  int from() {
    return from;
  }

  /** The entry behind the last one in use. */
  int to() {
    return to;
  }

  /** The live entries in their order, to be written to another shard. */
  SealedSource source() {
    return shard.source(from, to, dead);
  }

  /** Number of live entries. */
  int liveAssets() {
    return to - from - dead.count(from, to);
  }

  /** Number of live entries that have simprints of the type. */
  int assetsWithSimprints(UnitType type) {
    SealedEntrySet with =
        indexed.contains(type) ? shard.entriesWith(SealedSection.Role.SIMPRINT, type) : null;
    return with == null || from == to ? 0 : with.count(from, to, dead);
  }

  @Override
  public int find(long key) {
    int entry = shard.entries().findInAny(key, from, to);
    return entry != SealedShard.NONE && sees(entry) ? entry : NONE;
  }

  @Override
  public long key(int entry) {
    return shard.entries().key(entry);
  }

  @Override
  public Asset assetAt(int entry) {
    return shard.asset(entry);
  }

  @Override
  public Map<UnitType, Code> unitsAt(int entry) {
    if (!lacksUnits) {
      return shard.units(entry, indexed);
    }
    Map<UnitType, Code> units = shard.storedUnits(entry);
    units.keySet().retainAll(indexed);
    return units;
  }

  @Override
  public Map<UnitType, Code> unitsAt(int entry, Set<UnitType> types) {
    return lacksUnits || !indexed.containsAll(types) ? unitsAt(entry) : shard.units(entry, types);
  }

  /** The column of units to be searched, null if there is none. */
  private SealedField field(UnitType type) {
    return indexed.contains(type) && from < to ? shard.field(type) : null;
  }

  /** What is to be searched where there is no column but there are units, else null. */
  private CodeColumn storedUnits(UnitType type) {
    return indexed.contains(type) && from < to ? shard.stored().units(type) : null;
  }

  private boolean sees(int entry) {
    return entry >= from && entry < to && !dead.contains(entry);
  }

  @Override
  public void search(UnitType type, List<EntrySearch> searches) {
    List<EntrySearch> visible = searches.stream().map(s -> s.among(this::sees)).toList();
    if (type.mainType() == MainType.INSTANCE) {
      visible.forEach(s -> prefixes(type, s));
      return;
    }
    CodeColumn stored = storedUnits(type);
    if (stored != null) {
      stored.scan(visible);
    }
    SealedField field = field(type);
    if (field == null) {
      return;
    }
    for (SealedCodes codes : longestFirst(field.lengths())) {
      codes.search(
          visible, EntrySearch::wanted, (s, node, hamming) -> offer(codes, node, s, hamming));
    }
  }

  private static void offer(SealedCodes codes, int node, EntrySearch search, int hamming) {
    int bits = Math.min(search.query().bits(), codes.bits());
    codes.postings().forEach(node, entry -> search.hits().accept(entry, hamming, bits));
  }

  /** They are most, and what they bring narrows the bound for the rest. */
  private static List<SealedCodes> longestFirst(List<SealedCodes> ascending) {
    List<SealedCodes> longestFirst = new ArrayList<>(ascending);
    Collections.reverse(longestFirst);
    return longestFirst;
  }

  /**
   * Offers the live codes of a type that may be among the nearest, by the graph where that pays.
   *
   * @param ef how many candidates a search in a graph keeps: more find more, and take longer
   * @param exact whether nothing may be missed
   * @return whether nothing was missed
   */
  boolean nearest(UnitType type, Code query, int ef, boolean exact, NearestHits hits) {
    SearchRun run = new SearchRun(new SearchMode(exact, ef));
    nearest(type, query, hits, run);
    return run.exact();
  }

  @Override
  public void prefixMatches(UnitType type, Code query, UnitHitConsumer hits) {
    if (type.mainType() == MainType.INSTANCE) {
      EntryHits byKey = (entry, hamming, bits) -> hits.accept(key(entry), hamming, bits);
      SearchRun run = new SearchRun(SearchMode.EXACT);
      prefixes(type, EntrySearch.within(query, Radius.exact(), run, byKey).among(this::sees));
    } else {
      within(type, query, Radius.exact(), hits);
    }
  }

  private void prefixes(UnitType type, EntrySearch search) {
    CodeColumn stored = storedUnits(type);
    if (stored != null) {
      stored.scan(List.of(search.exactly()));
    }
    SealedField field = field(type);
    if (field != null) {
      for (SealedCodes codes : field.lengths()) {
        codes.prefixMatches(search.query(), node -> offer(codes, node, search, 0));
      }
    }
  }

  @Override
  public void searchChunks(UnitType type, List<ChunkSearch> searches) {
    if (!indexed.contains(type) || from == to) {
      return;
    }
    ChunkColumn stored = shard.stored().chunks(type);
    if (stored != null) {
      stored.within(
          searches,
          this::sees,
          (search, entry, place, hamming, bits) -> {
            Chunk chunk = shard.asset(entry).simprints().get(type).get(place);
            search.hits().accept(new ChunkHit(key(entry), chunk, hamming, bits));
          });
    }
    SealedChunks chunks = shard.chunks(type);
    if (chunks != null) {
      for (SealedCodes codes : chunks.lengths()) {
        searchChunks(chunks, codes, searches);
      }
    }
  }

  private void searchChunks(SealedChunks chunks, SealedCodes codes, List<ChunkSearch> searches) {
    int[] node = new int[1];
    List<EntrySearch> byRow = new ArrayList<>(searches.size());
    for (ChunkSearch search : searches) {
      byRow.add(
          EntrySearch.within(
              search.query(),
              search.radius(),
              search.run(),
              (row, hamming, bits) ->
                  offer(chunks, codes.code(node[0]), row, hamming, bits, search.hits())));
    }
    codes.search(
        byRow,
        search -> row -> sees(chunks.entry(row)),
        (search, found, hamming) -> {
          node[0] = found;
          offer(codes, found, search, hamming);
        });
  }

  private void offer(
      SealedChunks chunks, Code code, int row, int hamming, int bits, Consumer<ChunkHit> hits) {
    int entry = chunks.entry(row);
    if (sees(entry)) {
      Chunk chunk = new Chunk(code, chunks.offset(row), chunks.size(row));
      hits.accept(new ChunkHit(key(entry), chunk, hamming, bits));
    }
  }

  @Override
  public void forEach(Consumer<Asset> assets) {
    SealedPayload payload = shard.payload();
    for (int entry = from; entry < to; entry++) {
      if (sees(entry)) {
        assets.accept(shard.asset(entry, payload));
      }
    }
  }
}
