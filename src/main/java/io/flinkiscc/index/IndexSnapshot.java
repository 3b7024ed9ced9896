package io.flinkiscc.index;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;

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
 * <p>A snapshot is isolated: no write, delete, rotation or compaction that comes after it was taken
 * changes anything of what it says, however long it is held, nor does closing the index. To take
 * one costs an object per shard. To hold one keeps what it was taken of: the growing shard of then
 * (which the index has too until it is sealed, at most the shard memory that the options allow),
 * full shards that were not sealed yet, and the mapped files of sealed shards that were compacted
 * away since, whose disk space is freed with them. So let go of it when done; the garbage collector
 * does the rest.
 */
public final class IndexSnapshot {

  private static final int ASSETS_BETWEEN_STOPS = 256;

  /** A key lives in one shard only, so the order of the shards does not matter. */
  private final List<ShardView> shards;

  private final Published published;
  private final BooleanSupplier stop;

  IndexSnapshot(Published published) {
    this(published, published.views(), () -> false);
  }

  private IndexSnapshot(Published published, List<ShardView> shards, BooleanSupplier stop) {
    this.shards = shards;
    this.published = published;
    this.stop = stop;
  }

  /**
   * The same snapshot with searches that can be stopped: they ask the condition at every shard and
   * after every some 10 000 codes or hundred assets, and once it holds they end with a {@link
   * CancellationException}.
   *
   * @param stop for example whether a deadline has passed; asked by the searching thread
   */
  public IndexSnapshot stoppedBy(BooleanSupplier stop) {
    return new IndexSnapshot(published, shards, Objects.requireNonNull(stop, "stop"));
  }

  /**
   * Gives up if that is wanted; for who goes through what searches have found.
   *
   * @throws CancellationException if the snapshot was {@link #stoppedBy stopped}
   */
  public void throwIfStopped() {
    run(SearchMode.EXACT).throwIfStopped();
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
    return published.maxEventTimeMicros();
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
   * Hands out all live assets, each once, one after the other: shard by shard, without holding more
   * of a sealed shard in memory than a block of it.
   *
   * @throws CancellationException if it was {@link #stoppedBy stopped}
   */
  public void forEach(Consumer<Asset> assets) {
    SearchRun run = run(SearchMode.EXACT);
    int[] count = new int[1];
    for (ShardView shard : shards) {
      shard.forEach(
          asset -> {
            if (count[0]++ % ASSETS_BETWEEN_STOPS == 0) {
              run.throwIfStopped();
            }
            assets.accept(asset);
          });
    }
  }

  private SearchRun run(SearchMode mode) {
    return new SearchRun(mode, stop);
  }

  /**
   * Answers searches for the nearest assets of one unit type in one pass over memory, each as
   * {@link #nearest(UnitType, Code, int, SearchMode)} would alone.
   *
   * @return the answers in the order of the searches
   * @throws CancellationException if it was {@link #stoppedBy stopped}
   */
  public List<UnitHits> nearest(UnitType type, List<NearestSearch> searches) {
    List<SearchRun> runs = searches.stream().map(s -> run(s.mode())).toList();
    List<NearestHits> hits =
        searches.stream().map(s -> new NearestHits(s.k(), Radius.all())).toList();
    for (int i = 0; i < shards.size(); i++) {
      List<EntrySearch> inShard = new ArrayList<>(searches.size());
      for (int s = 0; s < searches.size(); s++) {
        inShard.add(inShard(searches.get(s), hits.get(s), runs.get(s), i));
      }
      search(i, type, inShard);
    }
    List<UnitHits> answers = new ArrayList<>(searches.size());
    for (int s = 0; s < searches.size(); s++) {
      answers.add(new UnitHits(hits.get(s).sorted(), runs.get(s).exact()));
    }
    return answers;
  }

  private EntrySearch inShard(NearestSearch search, NearestHits nearest, SearchRun run, int shard) {
    ShardView view = shards.get(shard);
    LongPredicate wanted = search.wanted();
    if (wanted == null) {
      return EntrySearch.nearest(search.query(), nearest, run, view);
    }
    return EntrySearch.nearest(
        search.query(),
        nearest,
        entry -> wanted.test(place(shard, entry)),
        run,
        (entry, hamming, bits) -> nearest.offer(view.key(entry), hamming, bits));
  }

  private void search(int shard, UnitType type, List<EntrySearch> searches) {
    if (!searches.isEmpty()) {
      searches.get(0).run().throwIfStopped();
      shards.get(shard).search(type, searches);
    }
  }

  private static long place(int shard, int entry) {
    return (long) shard << Integer.SIZE | entry;
  }

  /**
   * The {@code k} nearest live assets of one unit type, whatever their distance, in the order of
   * {@link UnitHit}.
   *
   * @throws IllegalArgumentException if k is below 1
   */
  public UnitHits nearest(UnitType type, Code query, int k, SearchMode mode) {
    return nearest(type, List.of(new NearestSearch(query, k, mode))).get(0);
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
    SearchRun run = run(mode);
    for (int i = 0; i < shards.size(); i++) {
      ShardView shard = shards.get(i);
      ShardView.EntryHits byKey = (entry, h, bits) -> hits.accept(shard.key(entry), h, bits);
      search(i, type, List.of(EntrySearch.within(query, radius, run, byKey)));
    }
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
    return placesWithin(type, List.of(new PlaceSearch(query, radius, mode, places)))[0];
  }

  /**
   * Answers searches for the places of assets in one pass over memory, each as {@link
   * #placesWithin(UnitType, Code, Radius, SearchMode, LongConsumer)} would alone.
   *
   * @return for each search whether all were found for sure
   * @throws CancellationException if it was {@link #stoppedBy stopped}
   */
  public boolean[] placesWithin(UnitType type, List<PlaceSearch> searches) {
    List<SearchRun> runs = searches.stream().map(s -> run(s.mode())).toList();
    for (int i = 0; i < shards.size(); i++) {
      int shard = i;
      List<EntrySearch> inShard = new ArrayList<>(searches.size());
      for (int s = 0; s < searches.size(); s++) {
        LongConsumer places = searches.get(s).places();
        inShard.add(
            EntrySearch.within(
                searches.get(s).query(),
                searches.get(s).radius(),
                runs.get(s),
                (entry, hamming, bits) -> places.accept(place(shard, entry))));
      }
      search(i, type, inShard);
    }
    return exact(runs);
  }

  private static boolean[] exact(List<SearchRun> runs) {
    boolean[] exact = new boolean[runs.size()];
    for (int s = 0; s < exact.length; s++) {
      exact[s] = runs.get(s).exact();
    }
    return exact;
  }

  /** Key of the asset at a place, unsigned 64 bit. */
  public long keyAt(long place) {
    return shard(place).key((int) place);
  }

  /** The asset at a place. */
  public Asset assetAt(long place) {
    return shard(place).assetAt((int) place);
  }

  /** Indexed units of the asset at a place. */
  public Map<UnitType, Code> unitsAt(long place) {
    return shard(place).unitsAt((int) place);
  }

  /** Indexed units of the asset at a place, at least those of the types given: cheaper than all. */
  public Map<UnitType, Code> unitsAt(long place, Set<UnitType> types) {
    return shard(place).unitsAt((int) place, types);
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
    return chunksWithin(type, List.of(new SimprintSearch(query, radius, mode, hits)))[0];
  }

  /**
   * Answers searches for simprints of one type in one pass over memory, each as {@link
   * #chunksWithin(UnitType, Code, Radius, SearchMode, Consumer)} would alone.
   *
   * @return for each search whether all were found for sure
   * @throws CancellationException if it was {@link #stoppedBy stopped}
   */
  public boolean[] chunksWithin(UnitType type, List<SimprintSearch> searches) {
    List<SearchRun> runs = searches.stream().map(s -> run(s.mode())).toList();
    List<ChunkSearch> inShard = new ArrayList<>(searches.size());
    for (int s = 0; s < searches.size(); s++) {
      SimprintSearch search = searches.get(s);
      inShard.add(new ChunkSearch(search.query(), search.radius(), runs.get(s), search.hits()));
    }
    if (!inShard.isEmpty()) {
      for (ShardView shard : shards) {
        runs.get(0).throwIfStopped();
        shard.searchChunks(type, inShard);
      }
    }
    return exact(runs);
  }

  /** Hands out all live simprints of one type within the radius, in no particular order. */
  public void chunksWithin(UnitType type, Code query, Radius radius, Consumer<ChunkHit> hits) {
    chunksWithin(type, query, radius, SearchMode.EXACT, hits);
  }

  /**
   * A search for the nearest assets.
   *
   * @param query what is searched for
   * @param k how many are wanted, from 1 on
   * @param mode how thoroughly to look
   * @param wanted tells by its {@link #assetAt place} whether an asset may be among them; null for
   *     all
   */
  public record NearestSearch(Code query, int k, SearchMode mode, LongPredicate wanted) {

    /** A search among all assets. */
    public NearestSearch(Code query, int k, SearchMode mode) {
      this(query, k, mode, null);
    }
  }

  /**
   * A search for all assets within a radius.
   *
   * @param query what is searched for
   * @param radius how far an asset may be
   * @param mode how thoroughly to look
   * @param places takes the places of assets, in no particular order
   */
  public record PlaceSearch(Code query, Radius radius, SearchMode mode, LongConsumer places) {}

  /**
   * A search for all simprints within a radius.
   *
   * @param query what is searched for
   * @param radius how far a simprint may be
   * @param mode how thoroughly to look
   * @param hits takes what is found, in no particular order
   */
  public record SimprintSearch(
      Code query, Radius radius, SearchMode mode, Consumer<ChunkHit> hits) {}
}
