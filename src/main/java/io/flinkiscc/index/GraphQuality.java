package io.flinkiscc.index;

import io.flinkiscc.graph.CodeSearch;
import io.flinkiscc.graph.GraphHits;
import io.flinkiscc.graph.NodeFilter;
import io.flinkiscc.nphd.Code;
import java.util.Arrays;
import java.util.Random;

/**
 * How many candidates a graph search must keep to find what a scan finds, measured on the graph
 * itself: structure differs between data, and on codes without any a graph loses most neighbours
 * without a sign of it. Queries are stored codes with some bits flipped.
 *
 * <p>Measured by background threads, read by any.
 */
final class GraphQuality {

  /** Share of the nearest ten that must be found. */
  static final double WANTED_RECALL = .99;

  private static final int QUERIES = 40;
  private static final int K = 10;
  private static final int MOST_FLIPS = 20;
  private static final int UNUSABLE = -1;

  private final int fewest;
  private volatile int candidates;
  private volatile int measuredSize;

  /**
   * @param fewest candidates to keep at least, and before anything was measured
   */
  GraphQuality(int fewest) {
    this.fewest = fewest;
    this.candidates = fewest;
  }

  /** Whether the graph finds enough in less time than a scan. */
  boolean good() {
    return candidates != UNUSABLE;
  }

  /** The candidates to keep. */
  int candidates() {
    return Math.max(fewest, candidates);
  }

  /** Whether the graph has doubled since it was measured. */
  boolean outdated(int size) {
    return size >= 2L * Math.max(measuredSize, SearchPlanner.FEW_CODES / 2);
  }

  /**
   * Measures; one thread at a time.
   *
   * @param size number of nodes
   * @param growsTo number of nodes up to which the result shall hold: whether the graph is quicker
   *     than a scan is decided for that many
   */
  void measure(CodeSearch graph, int size, int growsTo) {
    Random random = new Random(size);
    Code[] queries = new Code[QUERIES];
    int[] bounds = new int[QUERIES];
    for (int i = 0; i < QUERIES; i++) {
      queries[i] = flipped(graph.code(random.nextInt(size)), random);
      bounds[i] = distanceOfLast(graph, queries[i], size);
    }
    double scan = SearchPlanner.scanNanos(growsTo, graph.bits());
    int ef = fewest;
    while (SearchPlanner.graphNanos(ef) < scan
        && recall(graph, queries, bounds, ef, size) < WANTED_RECALL) {
      ef *= 2;
    }
    candidates = SearchPlanner.graphNanos(ef) < scan ? ef : UNUSABLE;
    measuredSize = size;
  }

  private static Code flipped(Code code, Random random) {
    byte[] bits = code.toBytes();
    for (int n = random.nextInt(MOST_FLIPS); n > 0; n--) {
      int bit = random.nextInt(code.bits());
      bits[bit / 8] ^= (byte) (1 << bit % 8);
    }
    return Code.of(bits);
  }

  /** Distance of the tenth nearest by comparing all. */
  private static int distanceOfLast(CodeSearch graph, Code query, int size) {
    int[] counts = new int[graph.bits() + 1];
    for (int node = 0; node < size; node++) {
      counts[query.hamming(graph.code(node))]++;
    }
    int left = Math.min(K, size);
    int distance = 0;
    while ((left -= counts[distance]) > 0) {
      distance++;
    }
    return distance;
  }

  private static double recall(CodeSearch graph, Code[] queries, int[] bounds, int ef, int size) {
    int found = 0;
    int k = Math.min(K, size);
    GraphHits hits = new GraphHits();
    int[] near = new int[queries.length];
    for (int i = 0; i < queries.length; i++) {
      graph.search(queries[i], k, ef, NodeFilter.ALL, hits);
      for (int h = 0; h < Math.min(k, hits.size()); h++) {
        near[i] += hits.hamming(h) <= bounds[i] ? 1 : 0;
      }
      found += near[i];
    }
    return Arrays.stream(near).sum() == 0 ? 0 : (double) found / (k * queries.length);
  }
}
