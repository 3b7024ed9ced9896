package io.flinkiscc.library;

import io.flinkiscc.graph.UsearchHit;
import io.flinkiscc.graph.UsearchHits;
import io.flinkiscc.graph.UsearchKey;
import io.flinkiscc.metadata.MetadataFilter;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.IntPredicate;

/** One search over the shards of a moment. */
final class ShardSearch {

  /**
   * How much wider beams are made for a metadata filter: the walk leads towards the nearest rows,
   * and those that are accepted may lie aside of it.
   */
  private static final int FILTERED = 2;

  /** Fewer rows are scanned sooner than another thread begins. */
  static final int SMALLEST_RANGE = 8192;

  private final LiveIndex live;
  private final IndexSettings settings;

  /** When the search began; older than the shards. */
  private final long begin;

  private final List<Shard> newestFirst;
  private final SearchOptions options;
  private final Radius radius;
  private final MetadataFilter filter;

  ShardSearch(LiveIndex live, SearchOptions options) {
    this.live = live;
    this.settings = live.settings();
    this.begin = live.moves().beforeOngoing();
    this.newestFirst = live.shards().newestFirst();
    this.options = options;
    this.radius = options.radius();
    this.filter = bind(settings, options.filter());
  }

  private static MetadataFilter bind(IndexSettings settings, MetadataFilter filter) {
    if (filter == null) {
      return null;
    }
    if (settings.schema() == null) {
      throw new IllegalArgumentException(
          "A metadata filter was given to an index without metadata; declare the fields when it is"
              + " built");
    }
    return filter.bind(settings.schema());
  }

  /** Searches for one code. */
  <K> Matches<K> run(Code query, KeyKind<K> keys, int threads) {
    check(query);
    List<Callable<UsearchHits>> tasks = new ArrayList<>();
    for (Shard shard : newestFirst) {
      tasks.addAll(tasks(shard, query, threads));
    }
    List<UsearchHits> found = new ArrayList<>(Workers.run(threads, tasks));
    found.add(moved(query));
    return merge(found, keys);
  }

  /** Looks up the entries replaced under the search's eyes: they may be where it did not look. */
  private UsearchHits moved(Code query) {
    Set<UsearchKey> moved = live.moves().since(begin);
    List<UsearchHit> hits = new ArrayList<>();
    if (moved != null) {
      for (UsearchKey key : moved) {
        LiveIndex.Place place = live.find(key);
        if (place != null && isWanted(place)) {
          Code code = place.shard().rows().code(place.slot());
          int bits = code == null ? 0 : Math.min(query.bits(), code.bits());
          int hamming = code == null ? 0 : query.hamming(code);
          hits.add(new UsearchHit(key, place.slot(), hamming, bits));
        }
      }
    }
    return new UsearchHits(hits, moved != null, hits.size());
  }

  private boolean isWanted(LiveIndex.Place place) {
    return filter == null || filter.matches(place.shard().metadata().get(place.slot()));
  }

  private void check(Code query) {
    if (query == null) {
      throw new NullPointerException("The query is null; give a code");
    }
    if (settings.metric() == Metric.HAMMING && query.bits() != settings.maxBits()) {
      throw new IllegalArgumentException(
          "A query of "
              + query.bits()
              + " bits was given to an index of "
              + settings.maxBits()
              + "-bit codes");
    }
  }

  /** A scan of one range of slots. */
  private interface Scan {
    UsearchHits of(int from, int to);
  }

  private List<Callable<UsearchHits>> tasks(Shard shard, Code query, int threads) {
    IntPredicate accept = shard.accepted(filter);
    Rows rows = shard.rows();
    if (radius != null && (options.exact() || !options.uniformRadius(settings.metric()))) {
      return ranges(rows, threads, (from, to) -> rows.within(query, radius, accept, from, to));
    }
    int k = Math.min(options.k(), Math.max(1, rows.slots()));
    int width = options.exact() ? Effort.SCAN : width(shard);
    if (width == Effort.SCAN) {
      return ranges(rows, threads, (from, to) -> rows.nearest(query, k, accept, from, to));
    }
    int beam = filter == null ? width : Math.multiplyExact(width, FILTERED);
    return List.of(
        () -> {
          UsearchHits hits = rows.search(query, k, beam, accept);
          // A graph can come to an end before it has seen enough rows that are wanted.
          return hits.exact() || hits.hits().size() == k ? hits : rows.nearest(query, k, accept);
        });
  }

  /** Splits a scan among threads. */
  private static List<Callable<UsearchHits>> ranges(Rows rows, int threads, Scan scan) {
    int slots = rows.slots();
    int parts = Math.min(threads, Math.max(1, slots / SMALLEST_RANGE));
    List<Callable<UsearchHits>> tasks = new ArrayList<>(parts);
    for (int i = 0; i < parts; i++) {
      int from = (int) ((long) slots * i / parts);
      int to = (int) ((long) slots * (i + 1) / parts);
      // Rows added since belong to the last part.
      int end = i == parts - 1 ? Integer.MAX_VALUE : to;
      tasks.add(() -> scan.of(from, end));
    }
    return tasks;
  }

  private int width(Shard shard) {
    if (options.expansion() > 0) {
      return options.expansion();
    }
    return settings.expansionSearch() > 0
        ? settings.expansionSearch()
        : shard.effort().width(shard);
  }

  private <K> Matches<K> merge(List<UsearchHits> perShard, KeyKind<K> keys) {
    List<UsearchHit> all = new ArrayList<>();
    Set<UsearchKey> seen = new HashSet<>();
    boolean exact = true;
    long visited = 0;
    for (UsearchHits hits : perShard) {
      exact &= hits.exact();
      visited += hits.visited();
      for (UsearchHit hit : hits.hits()) {
        // While an entry is replaced both of its forms can be seen; the newer one counts.
        if ((radius == null || isWithin(hit)) && seen.add(hit.key())) {
          all.add(hit);
        }
      }
    }
    all.sort(Comparator.naturalOrder());
    List<Match<K>> matches = new ArrayList<>();
    for (UsearchHit hit : all.subList(0, Math.min(options.k(), all.size()))) {
      matches.add(new Match<>(keys.user(hit.key()), hit.hamming(), hit.bits()));
    }
    return new Matches<>(matches, exact, visited);
  }

  private boolean isWithin(UsearchHit hit) {
    return hit.bits() == 0 || radius.accepts(hit.hamming(), hit.bits());
  }
}
