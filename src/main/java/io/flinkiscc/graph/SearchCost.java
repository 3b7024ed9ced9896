package io.flinkiscc.graph;

/**
 * What searches cost, for planners that choose between a graph and a scan of all codes.
 *
 * <p>The numbers are fitted to measurements of GraphReport (CPU time, one thread, 256 bits,
 * connectivity 16) on two shared cores of an AMD EPYC with 32 MiB of third-level cache and OpenJDK
 * 17. A walk computed 1290 to 1640 distances at ef 64 and 5130 at ef 256, on random codes and on
 * real ones, for 40 to 60 ns each at 12 thousand to 50 thousand codes; a distance costs more where
 * the codes do not fit the cache. Queries with close neighbours computed 31 to 57 distances.
 */
public final class SearchCost {

  private static final double VISITS_PER_EF = 20;
  private static final double VISITS_AT_LEAST = 250;
  private static final double CLOSE_VISITS = 50;
  private static final double NANOS_PER_VISIT = 45;
  private static final double NANOS_PER_DOUBLING = 10;
  private static final int CACHED_NODES = 1 << 15;
  private static final double NANOS_PER_SEARCH = 2000;

  private SearchCost() {}

  /**
   * Estimates a search that walks through the whole graph for want of close neighbours.
   *
   * @param nodes size of the graph
   * @param ef nodes kept in view
   * @return nanoseconds of one thread
   */
  public static double walkNanos(int nodes, int ef) {
    double visits = Math.min(nodes, VISITS_PER_EF * ef + VISITS_AT_LEAST);
    return NANOS_PER_SEARCH + visits * nanosPerVisit(nodes);
  }

  /**
   * Estimates a search whose query has close neighbours; {@code ef} hardly matters then. It is also
   * the cost of finding out that there are none ({@link HardQueries#LEAVE}).
   *
   * @param nodes size of the graph
   * @return nanoseconds of one thread
   */
  public static double closeNanos(int nodes) {
    return NANOS_PER_SEARCH + Math.min(nodes, CLOSE_VISITS) * nanosPerVisit(nodes);
  }

  private static double nanosPerVisit(int nodes) {
    double doublings =
        Math.log((double) Math.max(nodes, CACHED_NODES) / CACHED_NODES) / Math.log(2);
    return NANOS_PER_VISIT + NANOS_PER_DOUBLING * doublings;
  }
}
