package io.flinkiscc.index;

import io.flinkiscc.graph.CodeSearch;
import io.flinkiscc.nphd.Code;

/**
 * Decides whether codes are scanned or searched by their graph: whichever takes less time.
 *
 * <p>The costs were measured on one core with AVX-512 for codes of 64, 128 and 256 bits, 4 000 to
 * 64 000 of them, clustered and uniform, by CPU time: a search for the ten nearest computes about
 * 300 distances and 13 more per candidate it keeps, whatever the number of codes, at 25 to 45 ns
 * each with all that belongs to it; a scan for the ten nearest takes about .5 ns per code and .08
 * ns more for each of its 32-bit planes. Only their quotient matters, and an error of it by a half
 * costs little: around the break-even both ways take the same time.
 */
final class SearchPlanner {

  /** Below this many codes a scan takes less time than any graph search. */
  static final int FEW_CODES = 16_384;

  private static final double SCAN_NANOS_PER_CODE = .5;
  private static final double SCAN_NANOS_PER_PLANE = .08;
  private static final double NANOS_PER_DISTANCE = 35;
  private static final double DISTANCES_PER_SEARCH = 300;
  private static final double DISTANCES_PER_CANDIDATE = 13;

  private SearchPlanner() {}

  /** Time a scan of all codes takes, in nanoseconds. */
  static double scanNanos(int codes, int bits) {
    int planes = (bits + Integer.SIZE - 1) / Integer.SIZE;
    return codes * (SCAN_NANOS_PER_CODE + SCAN_NANOS_PER_PLANE * planes);
  }

  /** Time a graph search takes, in nanoseconds. */
  static double graphNanos(int candidates) {
    return NANOS_PER_DISTANCE * (DISTANCES_PER_SEARCH + DISTANCES_PER_CANDIDATE * candidates);
  }

  /**
   * Whether a graph over so many codes could be quicker than a scan; how good it is shows when it
   * is there.
   *
   * @param candidates fewest that a search keeps
   */
  static boolean mayPay(int codes, int bits, int candidates) {
    return graphNanos(candidates) < scanNanos(codes, bits);
  }

  /** Distances that a graph search may compute before a scan would have been done. */
  static long distancesOfScan(CodeSearch graph) {
    return 1 + (long) (scanNanos(graph.size(), graph.bits()) / NANOS_PER_DISTANCE);
  }

  /** Whether a graph can answer: its links follow distances of whole codes, not of prefixes. */
  static boolean graphCan(CodeSearch graph, Code query) {
    return query.bits() >= graph.bits();
  }

  /**
   * Whether the graph takes less time than a scan.
   *
   * @param candidates number of candidates it must keep for the wanted recall
   */
  static boolean graphPays(CodeSearch graph, int candidates) {
    return graphNanos(candidates) < scanNanos(graph.size(), graph.bits());
  }
}
