package io.flinkiscc.index;

import io.flinkiscc.iscc.MainType;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

/**
 * The part of a {@link SealedShard} that a task may use, less what is dead. Immutable, for any
 * number of threads. Damaged bytes are met with an {@link java.io.UncheckedIOException}.
 */
final class SealedShardView implements ShardView {

  private final SealedShard shard;
  private final int from;
  private final int to;
  private final DeadEntries dead;

  /**
   * Takes a view of all key groups.
   *
   * @param dead the dead entries, which must not change any more
   */
  SealedShardView(SealedShard shard, DeadEntries dead) {
    this.shard = shard;
    this.from = 0;
    this.to = shard.size();
    this.dead = Objects.requireNonNull(dead, "dead");
  }

  /**
   * Takes a view.
   *
   * @param firstKeyGroup first key group in use
   * @param lastKeyGroup last key group in use; none is if it is smaller
   * @param dead the dead entries, which must not change any more
   */
  SealedShardView(SealedShard shard, int firstKeyGroup, int lastKeyGroup, DeadEntries dead) {
    this.shard = shard;
    this.from = shard.entries().firstEntry(firstKeyGroup);
    this.to = Math.max(from, shard.entries().firstEntry(lastKeyGroup + 1));
    this.dead = Objects.requireNonNull(dead, "dead");
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
    SealedChunks chunks = shard.chunks(type);
    if (chunks == null || from == to) {
      return 0;
    }
    return chunks.withChunks().count(from, to, dead);
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
    return shard.units(entry);
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
    SealedField field = shard.field(type);
    if (field == null || from >= to) {
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
    SealedField field = shard.field(type);
    if (field != null && from < to) {
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
    SealedField field = shard.field(type);
    if (field != null && from < to) {
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
    SealedChunks chunks = shard.chunks(type);
    if (chunks == null || from == to) {
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
      SealedChunks chunks, Code code, int row, int hamming, int bits, Consumer<ChunkHit> hits) {
    int entry = chunks.entry(row);
    if (sees(entry)) {
      Chunk chunk = new Chunk(code, chunks.offset(row), chunks.size(row));
      hits.accept(new ChunkHit(key(entry), chunk, hamming, bits));
    }
  }
}
