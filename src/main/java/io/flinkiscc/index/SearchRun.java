package io.flinkiscc.index;

import io.flinkiscc.graph.CodeSearch;
import io.flinkiscc.graph.GraphHits;
import io.flinkiscc.graph.NodeFilter;
import io.flinkiscc.nphd.Code;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * One search over the shards of a snapshot: how thoroughly it looks, and whether any part of it was
 * answered by a graph. For one thread.
 */
final class SearchRun {

  private static final int WIDENING = 4;

  /** Candidates kept per node within the distance, at least; measured on clustered codes. */
  private static final int MARGIN = 4;

  /** Room for a mark per node of the largest graph met, too much to be made for every search. */
  private static final ThreadLocal<GraphHits> HITS = ThreadLocal.withInitial(GraphHits::new);

  private final SearchMode mode;
  private final BooleanSupplier stop;
  private boolean approximate;

  SearchRun(SearchMode mode) {
    this(mode, () -> false);
  }

  /**
   * @param stop whether to give up
   */
  SearchRun(SearchMode mode, BooleanSupplier stop) {
    this.mode = mode;
    this.stop = stop;
  }

  /**
   * Gives up if that is wanted.
   *
   * @throws CancellationException if it is
   */
  void throwIfStopped() {
    if (stop.getAsBoolean()) {
      throw new CancellationException("The search was stopped before it was done");
    }
  }

  /** Whether nothing nearer can have been missed so far. */
  boolean exact() {
    return !approximate;
  }

  /**
   * Searches a graph if that is quicker than a scan.
   *
   * @param quality what the graph was measured to need
   * @return false if nothing was visited and the caller shall scan
   */
  boolean search(
      CodeSearch graph,
      GraphQuality quality,
      EntrySearch search,
      NodeFilter accept,
      NodeVisitor to) {
    Code query = search.query();
    if (search.k() > 0) {
      return nearest(graph, quality, query, search.k(), accept, to);
    }
    int max = search.bound().applyAsInt(Math.min(query.bits(), graph.bits()));
    return within(graph, quality, query, max, accept, to);
  }

  /**
   * Finds the nearest accepted nodes of a graph if that is quicker than a scan.
   *
   * @param k number of nodes wanted
   * @param quality what the graph was measured to need
   * @return false if nothing was visited and the caller shall scan
   */
  private boolean nearest(
      CodeSearch graph,
      GraphQuality quality,
      Code query,
      int k,
      NodeFilter accept,
      NodeVisitor to) {
    int candidates = Math.max(k, candidates(quality));
    if (!allows(graph, quality, query, k, candidates)) {
      return false;
    }
    GraphHits found = hits(graph, candidates);
    graph.search(query, k, candidates, accept, found);
    if (found.exhausted()) {
      return false;
    }
    // Ties of the last one too: keys decide between them.
    visit(found, found.size() < k ? Integer.MAX_VALUE : found.hamming(k - 1), to);
    return true;
  }

  /**
   * Finds the accepted nodes of a graph within a distance if that is quicker than a scan. Looks
   * wider until most of what was met is farther than the distance: the last of the candidates are
   * found less surely than the first.
   *
   * @return false if nothing was visited and the caller shall scan
   */
  private boolean within(
      CodeSearch graph,
      GraphQuality quality,
      Code query,
      int maxHamming,
      NodeFilter accept,
      NodeVisitor to) {
    GraphHits found = null;
    int candidates = candidates(quality);
    do {
      if (!allows(graph, quality, query, candidates, candidates)) {
        return false;
      }
      found = hits(graph, candidates);
      graph.search(query, candidates, candidates, accept, found);
      if (found.exhausted()) {
        return false;
      }
      candidates *= WIDENING;
    } while (within(found, maxHamming) > candidates / WIDENING / MARGIN);
    visit(found, maxHamming, to);
    return true;
  }

  private static int within(GraphHits found, int maxHamming) {
    int count = 0;
    while (count < found.size() && found.hamming(count) <= maxHamming) {
      count++;
    }
    return count;
  }

  /** Who names a number of candidates has decided for graphs; else time does. */
  private boolean allows(
      CodeSearch graph, GraphQuality quality, Code query, int k, int candidates) {
    if (mode.exact() || !SearchPlanner.graphCan(graph, query)) {
      return false;
    }
    throwIfStopped();
    return mode.expansion() > 0
        ? candidates < graph.size()
        : quality.good() && SearchPlanner.graphPays(graph, k, candidates, quality.sureShare());
  }

  private int candidates(GraphQuality quality) {
    return mode.expansion() > 0 ? mode.expansion() : quality.candidates();
  }

  /** Gives a search up that takes longer than a scan, as with a filter that refuses most. */
  private GraphHits hits(CodeSearch graph, int candidates) {
    GraphHits hits = HITS.get();
    hits.hardQueries(SearchPlanner.hardQueries(graph.size(), graph.bits(), candidates));
    hits.budget(mode.expansion() > 0 ? Long.MAX_VALUE : SearchPlanner.distancesOfScan(graph));
    return hits;
  }

  private void visit(GraphHits found, int maxHamming, NodeVisitor to) {
    approximate = true;
    for (int i = 0; i < found.size() && found.hamming(i) <= maxHamming; i++) {
      to.visit(found.node(i), found.hamming(i));
    }
  }

  /** Takes a node of a graph. */
  @FunctionalInterface
  interface NodeVisitor {
    void visit(int node, int hamming);
  }
}
