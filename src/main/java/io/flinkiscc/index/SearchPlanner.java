package io.flinkiscc.index;

import io.flinkiscc.graph.CodeSearch;
import io.flinkiscc.nphd.Code;

/**
 * Decides whether codes are scanned or searched by their graph: whichever takes less time.
 *
 * <p>The costs are those of one core with AVX-512: a scan reads .17 ns per code and 32-bit plane
 * (1.36 ns per 256-bit code, from heap or from mapped memory), a step of a graph search takes about
 * 20 ns per computed distance, of which a search computes a number that grows with the candidates
 * it keeps and with the logarithm of the codes. Both are measured by the {@code bench} command.
 * Only their quotient matters, and errors of it by half cost little: around the break-even both
 * ways take the same time by definition.
 */
final class SearchPlanner {

  /** Below this many codes a scan takes less than the time of one graph search. */
  static final int FEW_CODES = 4096;

  /** Candidates a graph search keeps per wanted hit; more bring a scan about. */
  static final int MOST_CANDIDATES = 4096;

  private static final double SCAN_NANOS_PER_PLANE = .17;
  private static final double NANOS_PER_DISTANCE = 20;
  private static final double DISTANCES_PER_CANDIDATE = 1.1;

  private SearchPlanner() {}

  /** Time a scan of all codes takes, in nanoseconds. */
  static double scanNanos(int codes, int bits) {
    return codes * SCAN_NANOS_PER_PLANE * ((bits + 31) / 32);
  }

  /** Distances that a graph search may compute before a scan would have been done. */
  static long distancesOfScan(CodeSearch graph) {
    return 1 + (long) (scanNanos(graph.size(), graph.bits()) / NANOS_PER_DISTANCE);
  }

  /** Time a graph search takes, in nanoseconds. */
  static double graphNanos(int codes, int candidates) {
    double steps = Math.log(Math.max(2, codes)) / Math.log(2);
    return NANOS_PER_DISTANCE * DISTANCES_PER_CANDIDATE * candidates * steps;
  }

  /**
   * Whether the graph shall answer.
   *
   * @param candidates number of candidates it must keep for the wanted recall
   */
  static boolean graphPays(CodeSearch graph, Code query, int candidates) {
    // Links follow distances of whole codes: on a prefix of them a search would lose its way.
    return query.bits() >= graph.bits()
        && candidates <= MOST_CANDIDATES
        && graphNanos(graph.size(), candidates) < scanNanos(graph.size(), graph.bits());
  }
}
