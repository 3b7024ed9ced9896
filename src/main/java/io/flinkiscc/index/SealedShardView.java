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
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

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

  /** The column of units to be searched, null if there is none. */
  private SealedField field(UnitType type) {
    return indexed.contains(type) && from < to ? shard.field(type) : null;
  }

  /** What is to be searched where there is no column but there are units, else null. */
  private CodeColumn storedUnits(UnitType type) {
    return indexed.contains(type) && from < to ? shard.stored().units(type) : null;
  }

  private void scanStored(
      UnitType type, Code query, IntUnaryOperator bound, CodeColumn.OwnerVisitor hits) {
    CodeColumn stored = storedUnits(type);
    if (stored != null) {
      stored.scan(
          query,
          bound,
          (entry, hamming, bits) -> {
            if (sees(entry)) {
              hits.visit(entry, hamming, bits);
            }
          });
    }
  }

  private boolean sees(int entry) {
    return entry >= from && entry < to && !dead.contains(entry);
  }

  @Override
  public void nearest(UnitType type, Code query, NearestHits hits, SearchRun run) {
    if (type.mainType() == MainType.INSTANCE) {
      prefixMatches(type, query, hits::offer);
      return;
    }
    scanStored(
        type, query, hits::bound, (entry, hamming, bits) -> hits.offer(key(entry), hamming, bits));
    SealedField field = field(type);
    if (field == null) {
      return;
    }
    for (SealedCodes codes : longestFirst(field.lengths())) {
      int common = Math.min(query.bits(), codes.bits());
      boolean found =
          codes.graph() != null
              && run.nearest(
                  codes.graph(),
                  codes.quality(),
                  query,
                  hits.wanted(),
                  node -> codes.postings().any(node, this::sees),
                  (node, hamming) -> offer(codes, node, hamming, common, hits));
      if (!found) {
        codes.scan(
            query, hits::bound, (node, hamming, bits) -> offer(codes, node, hamming, bits, hits));
      }
    }
  }

  private void offer(SealedCodes codes, int node, int hamming, int bits, NearestHits hits) {
    forEachLive(codes, node, entry -> hits.offer(key(entry), hamming, bits));
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
  public void entriesWithin(
      UnitType type, Code query, Radius radius, SearchRun run, EntryHits hits) {
    if (type.mainType() == MainType.INSTANCE) {
      prefixes(type, query, hits);
      return;
    }
    scanStored(type, query, radius::maxHamming, hits::accept);
    SealedField field = field(type);
    if (field != null) {
      for (SealedCodes codes : field.lengths()) {
        int bits = Math.min(query.bits(), codes.bits());
        nodesWithin(
            codes,
            query,
            radius,
            run,
            this::sees,
            (node, hamming) ->
                forEachLive(codes, node, entry -> hits.accept(entry, hamming, bits)));
      }
    }
  }

  private static void nodesWithin(
      SealedCodes codes,
      Code query,
      Radius radius,
      SearchRun run,
      IntPredicate row,
      SearchRun.NodeVisitor visitor) {
    int max = radius.maxHamming(Math.min(query.bits(), codes.bits()));
    boolean found =
        codes.graph() != null
            && run.within(
                codes.graph(),
                codes.quality(),
                query,
                max,
                node -> codes.postings().any(node, row),
                visitor);
    if (!found) {
      codes.scan(query, bits -> max, (node, hamming, bits) -> visitor.visit(node, hamming));
    }
  }

  private void forEachLive(SealedCodes codes, int node, IntConsumer entries) {
    codes
        .postings()
        .forEach(
            node,
            entry -> {
              if (sees(entry)) {
                entries.accept(entry);
              }
            });
  }

  @Override
  public void prefixMatches(UnitType type, Code query, UnitHitConsumer hits) {
    if (type.mainType() == MainType.INSTANCE) {
      prefixes(type, query, (entry, hamming, bits) -> hits.accept(key(entry), hamming, bits));
    } else {
      within(type, query, Radius.exact(), hits);
    }
  }

  private void prefixes(UnitType type, Code query, EntryHits hits) {
    scanStored(type, query, bits -> 0, hits::accept);
    SealedField field = field(type);
    if (field != null) {
      for (SealedCodes codes : field.lengths()) {
        int bits = Math.min(query.bits(), codes.bits());
        codes.prefixMatches(
            query, node -> forEachLive(codes, node, entry -> hits.accept(entry, 0, bits)));
      }
    }
  }

  @Override
  public void chunksWithin(
      UnitType type, Code query, Radius radius, SearchRun run, Consumer<ChunkHit> hits) {
    if (!indexed.contains(type) || from == to) {
      return;
    }
    ChunkColumn stored = shard.stored().chunks(type);
    if (stored != null) {
      stored.within(
          query,
          radius,
          this::sees,
          run,
          (entry, place, hamming, bits) -> offer(type, entry, place, hamming, bits, hits));
    }
    SealedChunks chunks = shard.chunks(type);
    if (chunks == null) {
      return;
    }
    for (SealedCodes codes : chunks.lengths()) {
      int bits = Math.min(query.bits(), codes.bits());
      nodesWithin(
          codes,
          query,
          radius,
          run,
          row -> sees(chunks.entry(row)),
          (node, hamming) ->
              codes
                  .postings()
                  .forEach(node, row -> offer(chunks, codes.code(node), row, hamming, bits, hits)));
    }
  }

  private void offer(
      UnitType type, int entry, int place, int hamming, int bits, Consumer<ChunkHit> hits) {
    if (sees(entry)) {
      Chunk chunk = shard.asset(entry).simprints().get(type).get(place);
      hits.accept(new ChunkHit(key(entry), chunk, hamming, bits));
    }
  }

  private void offer(
      SealedChunks chunks, Code code, int row, int hamming, int bits, Consumer<ChunkHit> hits) {
    int entry = chunks.entry(row);
    if (sees(entry)) {
      Chunk chunk = new Chunk(code, chunks.offset(row), chunks.size(row));
      hits.accept(new ChunkHit(key(entry), chunk, hamming, bits));
    }
  }
}
