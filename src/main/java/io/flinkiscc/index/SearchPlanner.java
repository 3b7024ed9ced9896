package io.flinkiscc.index;

import io.flinkiscc.graph.CodeSearch;
import io.flinkiscc.graph.HardQueries;
import io.flinkiscc.graph.SearchCost;
import io.flinkiscc.nphd.Code;

/**
 * Decides whether codes are scanned or searched by their graph, and what becomes of queries with
 * too few close neighbours for the graph to answer: whichever takes less time.
 *
 * <p>The costs were measured by PlannerReport on one core with AVX-512 for codes of 64, 128 and 256
 * bits, 4 000 to 64 000 of them (clusters of 128 and 256 bits to 256 000, real ones to 16 000), by
 * CPU time of the thread. A scan for the ten nearest takes about 7 µs, .4 ns per code and .05 ns
 * more for each of its 32-bit planes. A graph takes what {@link SearchCost} says, and about 4 µs
 * and .1 µs per node wanted to look up what is live and to sort the hits. Only the quotients
 * matter, and an error of them by a half costs little: around the break-even both ways take the
 * same time.
 */
final class SearchPlanner {

  /** Below this many codes a scan is as quick as any graph search, or nearly. */
  static final int FEW_CODES = 4096;

  private static final double NANOS_PER_SCAN = 7000;
  private static final double SCAN_NANOS_PER_CODE = .4;
  private static final double SCAN_NANOS_PER_PLANE = .05;
  private static final double NANOS_PER_ANSWER = 4000;
  private static final double NANOS_PER_HIT = 100;
  private static final double NANOS_PER_DISTANCE = 45;
  private static final int USUAL_HITS = 10;

  private SearchPlanner() {}

  /** Time a scan of all codes takes, in nanoseconds. */
  static double scanNanos(int codes, int bits) {
    int planes = (bits + Integer.SIZE - 1) / Integer.SIZE;
    return NANOS_PER_SCAN + codes * (SCAN_NANOS_PER_CODE + SCAN_NANOS_PER_PLANE * planes);
  }

  /** Time a search takes that asks the graph first, in nanoseconds; the mean of many queries. */
  static double graphNanos(int codes, int bits, int k, int candidates, double sureShare) {
    double hard = Math.min(scanNanos(codes, bits), SearchCost.walkNanos(codes, candidates));
    return NANOS_PER_ANSWER
        + NANOS_PER_HIT * k
        + SearchCost.closeNanos(codes)
        + (1 - sureShare) * hard;
  }

  /** Whether a graph over so many codes could be quicker than a scan, with the best of queries. */
  static boolean mayPay(int codes, int bits) {
    return codes >= FEW_CODES
        && graphNanos(codes, bits, USUAL_HITS, USUAL_HITS, 1) < scanNanos(codes, bits);
  }

  /**
   * What a graph shall do with queries that have few close neighbours. A walk is an approximation
   * that has to be measured; what is left to the caller is scanned.
   */
  static HardQueries hardQueries(int codes, int bits, int candidates) {
    return SearchCost.walkNanos(codes, candidates) < scanNanos(codes, bits)
        ? HardQueries.WALK
        : HardQueries.LEAVE;
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
   * Whether asking the graph first takes less time than a scan.
   *
   * @param k number of nodes wanted
   * @param candidates number of candidates it must keep for the wanted recall
   * @param sureShare share of queries it answers from close neighbours
   */
  static boolean graphPays(CodeSearch graph, int k, int candidates, double sureShare) {
    return graph.size() >= FEW_CODES
        && graphNanos(graph.size(), graph.bits(), k, candidates, sureShare)
            < scanNanos(graph.size(), graph.bits());
  }
}
