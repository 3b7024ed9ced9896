package io.flinkiscc.index;

import io.flinkiscc.iscc.MainType;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.IntUnaryOperator;

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

  @Override
  public int liveAssets() {
    return to - from - dead.count(from, to);
  }

  @Override
  public int assetsWithSimprints(UnitType type) {
    SealedChunks chunks = shard.chunks(type);
    if (chunks == null || from == to) {
      return 0;
    }
    SealedEntrySet with = chunks.withChunks();
    int[] count = {with.before(to) - with.before(from)};
    dead.forEach(from, to, entry -> count[0] -= with.contains(entry) ? 1 : 0);
    return count[0];
  }

  @Override
  public Asset get(long key) {
    int entry = find(key);
    return entry == SealedShard.NONE ? null : shard.asset(entry);
  }

  @Override
  public Map<UnitType, Code> units(long key) {
    int entry = find(key);
    return entry == SealedShard.NONE ? null : shard.units(entry);
  }

  private int find(long key) {
    int entry = shard.entries().findInAny(key, from, to);
    return entry != SealedShard.NONE && sees(entry) ? entry : SealedShard.NONE;
  }

  private boolean sees(int entry) {
    return entry >= from && entry < to && !dead.contains(entry);
  }

  @Override
  public void nearest(UnitType type, Code query, NearestHits hits) {
    if (type.mainType() == MainType.INSTANCE) {
      prefixMatches(type, query, hits::offer);
    } else {
      scan(type, query, hits::bound, hits::offer);
    }
  }

  /**
   * Offers the live codes of a type that may be among the nearest, by the graph where that pays.
   *
   * @param ef how many candidates a search in a graph keeps: more find more, and take longer
   * @param exact whether nothing may be missed
   * @return whether nothing was missed
   */
  boolean nearest(UnitType type, Code query, int ef, boolean exact, NearestHits hits) {
    nearest(type, query, hits);
    return true;
  }

  @Override
  public void within(UnitType type, Code query, Radius radius, UnitHitConsumer hits) {
    if (type.mainType() == MainType.INSTANCE) {
      prefixMatches(type, query, hits);
    } else {
      scan(type, query, radius::maxHamming, hits);
    }
  }

  private void scan(UnitType type, Code query, IntUnaryOperator bound, UnitHitConsumer hits) {
    SealedField field = shard.field(type);
    if (field != null && from < to) {
      for (SealedCodes codes : field.lengths()) {
        codes.scan(
            query,
            bound,
            (node, hamming, bits) -> forEachLive(codes, node, e -> accept(e, hamming, bits, hits)));
      }
    }
  }

  private void accept(int entry, int hamming, int bits, UnitHitConsumer hits) {
    hits.accept(shard.entries().key(entry), hamming, bits);
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
    if (type.mainType() != MainType.INSTANCE) {
      within(type, query, Radius.exact(), hits);
      return;
    }
    SealedField field = shard.field(type);
    if (field != null && from < to) {
      for (SealedCodes codes : field.lengths()) {
        int bits = Math.min(query.bits(), codes.bits());
        codes.prefixMatches(query, node -> forEachLive(codes, node, e -> accept(e, 0, bits, hits)));
      }
    }
  }

  @Override
  public void chunksWithin(UnitType type, Code query, Radius radius, Consumer<ChunkHit> hits) {
    SealedChunks chunks = shard.chunks(type);
    if (chunks == null || from == to) {
      return;
    }
    for (SealedCodes codes : chunks.lengths()) {
      codes.scan(
          query,
          radius::maxHamming,
          (node, hamming, bits) -> {
            Code code = codes.code(node);
            codes
                .postings()
                .forEach(
                    node,
                    row -> {
                      int entry = chunks.entry(row);
                      if (sees(entry)) {
                        Chunk chunk = new Chunk(code, chunks.offset(row), chunks.size(row));
                        hits.accept(new ChunkHit(shard.entries().key(entry), chunk, hamming, bits));
                      }
                    });
          });
    }
  }
}
