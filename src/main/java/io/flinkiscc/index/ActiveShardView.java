package io.flinkiscc.index;

import io.flinkiscc.iscc.MainType;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** An {@link ActiveShard} as it was when this view was taken. */
final class ActiveShardView implements ShardView {

  private final ActiveShard shard;
  private final int entries;
  private final long version;

  ActiveShardView(ActiveShard shard, int entries, long version) {
    this.shard = shard;
    this.entries = entries;
    this.version = version;
  }

  @Override
  public int find(long key) {
    HashChains.Walk walk = shard.walkKeys();
    for (int e = walk.first(key); e != HashChains.NONE; e = walk.next(e)) {
      if (e < entries && shard.keys.get(e) == key && sees(e)) {
        return e;
      }
    }
    return NONE;
  }

  @Override
  public long key(int entry) {
    return shard.keys.get(entry);
  }

  @Override
  public Asset assetAt(int entry) {
    return shard.readAsset(entry);
  }

  @Override
  public Map<UnitType, Code> unitsAt(int entry) {
    return shard.readUnits(entry);
  }

  @Override
  public void search(UnitType type, List<EntrySearch> searches) {
    if (type.mainType() == MainType.INSTANCE) {
      searches.forEach(s -> prefixes(type, s.query(), s.run(), s.among(this::sees).hits()));
      return;
    }
    CodeColumn column = shard.column(type);
    if (column != null) {
      column.search(searches.stream().map(s -> s.among(this::sees)).toList());
    }
  }

  @Override
  public void prefixMatches(UnitType type, Code query, UnitHitConsumer hits) {
    if (type.mainType() == MainType.INSTANCE) {
      EntryHits byKey = (entry, hamming, bits) -> hits.accept(key(entry), hamming, bits);
      prefixes(type, query, new SearchRun(SearchMode.EXACT), byKey);
    } else {
      within(type, query, Radius.exact(), hits);
    }
  }

  private void prefixes(UnitType type, Code query, SearchRun run, EntryHits hits) {
    shard
        .instances()
        .candidates(
            query,
            run,
            entry -> {
              if (sees(entry)) {
                acceptIfPrefix(shard.readUnits(entry).get(type), query, entry, hits);
              }
            });
  }

  private static void acceptIfPrefix(Code stored, Code query, int entry, EntryHits hits) {
    if (stored != null && stored.hamming(query) == 0) {
      hits.accept(entry, 0, Math.min(stored.bits(), query.bits()));
    }
  }

  @Override
  public void searchChunks(UnitType type, List<ChunkSearch> searches) {
    ChunkColumn column = shard.chunkColumn(type);
    if (column != null) {
      column.within(
          searches,
          this::sees,
          (search, entry, place, hamming, bits) -> {
            Chunk chunk = shard.readAsset(entry).simprints().get(type).get(place);
            search.hits().accept(new ChunkHit(shard.keys.get(entry), chunk, hamming, bits));
          });
    }
  }

  @Override
  public void forEach(Consumer<Asset> assets) {
    forEachEntry(entry -> assets.accept(shard.readAsset(entry)));
  }

  /** Hands every live entry out, in the order of writing. */
  void forEachEntry(IntConsumer consumer) {
    for (int e = 0; e < entries; e++) {
      if (sees(e)) {
        consumer.accept(e);
      }
    }
  }

  private boolean sees(int entry) {
    return shard.visible(entry, entries, version);
  }
}
