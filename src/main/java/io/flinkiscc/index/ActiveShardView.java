package io.flinkiscc.index;

import io.flinkiscc.iscc.MainType;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.util.Map;
import java.util.function.Consumer;

/** The {@link ActiveShard} as it was when this view was taken. */
final class ActiveShardView implements ShardView {

  private final ActiveShard shard;
  private final int entries;
  private final int version;

  ActiveShardView(ActiveShard shard, int entries, int version) {
    this.shard = shard;
    this.entries = entries;
    this.version = version;
  }

  @Override
  public int liveAssets() {
    int n = 0;
    for (int e = 0; e < entries; e++) {
      n += sees(e) ? 1 : 0;
    }
    return n;
  }

  @Override
  public int assetsWithSimprints(UnitType type) {
    ChunkColumn column = shard.chunkColumn(type);
    return column == null ? 0 : column.countEntries(this::sees);
  }

  @Override
  public Asset get(long key) {
    int entry = find(key);
    return entry == HashChains.NONE ? null : shard.readAsset(entry);
  }

  @Override
  public Map<UnitType, Code> units(long key) {
    int entry = find(key);
    return entry == HashChains.NONE ? null : shard.readUnits(entry);
  }

  @Override
  public void nearest(UnitType type, Code query, NearestHits hits) {
    if (type.mainType() == MainType.INSTANCE) {
      prefixMatches(type, query, hits::offer);
      return;
    }
    CodeColumn column = shard.column(type);
    if (column != null) {
      column.scan(
          query,
          hits::bound,
          (entry, hamming, bits) -> {
            if (sees(entry)) {
              hits.offer(shard.keys.get(entry), hamming, bits);
            }
          });
    }
  }

  @Override
  public void within(UnitType type, Code query, Radius radius, UnitHitConsumer hits) {
    if (type.mainType() == MainType.INSTANCE) {
      prefixMatches(type, query, hits);
      return;
    }
    CodeColumn column = shard.column(type);
    if (column != null) {
      column.scan(
          query,
          radius::maxHamming,
          (entry, hamming, bits) -> {
            if (sees(entry)) {
              hits.accept(shard.keys.get(entry), hamming, bits);
            }
          });
    }
  }

  @Override
  public void prefixMatches(UnitType type, Code query, UnitHitConsumer hits) {
    if (type.mainType() == MainType.INSTANCE) {
      shard
          .instances()
          .candidates(
              query,
              entry -> {
                if (sees(entry)) {
                  acceptIfPrefix(shard.readUnits(entry).get(type), query, entry, hits);
                }
              });
    } else {
      within(type, query, Radius.exact(), hits);
    }
  }

  private void acceptIfPrefix(Code stored, Code query, int entry, UnitHitConsumer hits) {
    if (stored != null && stored.hamming(query) == 0) {
      hits.accept(shard.keys.get(entry), 0, Math.min(stored.bits(), query.bits()));
    }
  }

  @Override
  public void chunksWithin(UnitType type, Code query, Radius radius, Consumer<ChunkHit> hits) {
    ChunkColumn column = shard.chunkColumn(type);
    if (column != null) {
      column.scan(
          query,
          radius,
          (entry, place, hamming, bits) -> {
            if (sees(entry)) {
              Chunk chunk = shard.readAsset(entry).simprints().get(type).get(place);
              hits.accept(new ChunkHit(shard.keys.get(entry), chunk, hamming, bits));
            }
          });
    }
  }

  /** Hands every live entry out, in the order of writing. */
  void forEachEntry(java.util.function.IntConsumer consumer) {
    for (int e = 0; e < entries; e++) {
      if (sees(e)) {
        consumer.accept(e);
      }
    }
  }

  private int find(long key) {
    HashChains.Walk walk = shard.walkKeys();
    for (int e = walk.first(key); e != HashChains.NONE; e = walk.next(e)) {
      if (e < entries && shard.keys.get(e) == key && sees(e)) {
        return e;
      }
    }
    return HashChains.NONE;
  }

  private boolean sees(int entry) {
    return shard.visible(entry, entries, version);
  }
}
