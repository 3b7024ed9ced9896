package io.flinkiscc.index;

import io.flinkiscc.graph.CodeSearch;
import io.flinkiscc.graph.GraphHits;
import io.flinkiscc.graph.HardQueries;
import io.flinkiscc.graph.NodeFilter;
import io.flinkiscc.nphd.Code;
import java.util.Random;

/**
 * What a graph is good for, measured on the graph itself, as structure differs between data: the
 * share of queries it answers from close neighbours, the rest costing a scan or a walk on top, and
 * how many candidates a search must keep to find what a scan finds. Queries are stored codes, half
 * of them with few bits flipped and half with many.
 *
 * <p>Measured by background threads, read by any.
 */
final class GraphQuality {

  /** Share of the nearest ten that must be found by searches the graph answers. */
  static final double WANTED_RECALL = .99;

  private static final int QUERIES = 100;
  private static final int K = 10;
  private static final int MOST_CANDIDATES = 4096;

  /** Few flips are what separates variants of one content: 20 of 256 bits. */
  private static final int FEW_FLIPS = 12;

  private static final int MANY_FLIPS = 4;

  private final int fewest;
  private volatile Measured measured;

  /**
   * @param fewest candidates to keep at least, and before anything was measured
   */
  GraphQuality(int fewest) {
    this.fewest = fewest;
    this.measured = new Measured(0, fewest, 1, true);
  }

  /**
   * Results.
   *
   * @param sureShare share of queries answered from close neighbours
   * @param good whether recall is as wanted and searches are quicker than scans
   */
  private record Measured(int size, int candidates, double sureShare, boolean good) {}

  /** Whether the graph finds enough in less time than a scan. */
  boolean good() {
    return measured.good;
  }

  /** The candidates to keep. */
  int candidates() {
    return measured.candidates;
  }

  /** Share of queries that are answered from close neighbours. */
  double sureShare() {
    return measured.sureShare;
  }

  /** Whether the graph has doubled since it was measured. */
  boolean outdated(int size) {
    return size >= 2L * Math.max(measured.size, SearchPlanner.FEW_CODES / 2);
  }

  /**
   * Measures; one thread at a time.
   *
   * @param size number of nodes
   * @param growsTo number of nodes up to which the result shall hold: whether the graph is quicker
   *     than a scan is decided for that many, and for groups of close codes that grow alike
   */
  void measure(CodeSearch graph, int size, int growsTo) {
    Sample sample = new Sample(graph, size);
    int bits = graph.bits();
    int most = Math.max(fewest, Math.min(size, MOST_CANDIDATES));
    int ef = fewest;
    double recall = sample.recall(ef, SearchPlanner.hardQueries(growsTo, bits, ef));
    while (recall < WANTED_RECALL && ef < most) {
      ef = Math.min(most, 2 * ef);
      recall = sample.recall(ef, SearchPlanner.hardQueries(growsTo, bits, ef));
    }
    int near = 1 + (int) (((K - 1L) * size + growsTo - 1) / growsTo);
    double grown =
        SearchPlanner.graphNanos(growsTo, bits, K, ef, sample.sureShare(Math.min(K, near), ef));
    boolean good = recall >= WANTED_RECALL && grown < SearchPlanner.scanNanos(growsTo, bits);
    measured = new Measured(size, ef, sample.sureShare(K, ef), good);
  }

  /** Queries and the distances up to which their nearest codes lie. For one thread. */
  private static final class Sample {
    private final CodeSearch graph;
    private final int k;
    private final Code[] queries = new Code[QUERIES];
    private final int[] bounds = new int[QUERIES];
    private final GraphHits hits = new GraphHits();

    Sample(CodeSearch graph, int size) {
      this.graph = graph;
      this.k = Math.min(K, size);
      Random random = new Random(size);
      for (int i = 0; i < QUERIES; i++) {
        int flips = graph.bits() / (i % 2 == 0 ? FEW_FLIPS : MANY_FLIPS);
        queries[i] = flipped(graph.code(random.nextInt(size)), random.nextInt(flips + 1), random);
      }
      findBounds(size);
    }

    private static Code flipped(Code code, int flips, Random random) {
      byte[] bits = code.toBytes();
      for (int n = flips; n > 0; n--) {
        int bit = random.nextInt(code.bits());
        bits[bit / 8] ^= (byte) (1 << bit % 8);
      }
      return Code.of(bits);
    }

    /** Distances of the k-th nearest by comparing all. */
    private void findBounds(int size) {
      int[][] counts = new int[QUERIES][graph.bits() + 1];
      for (int node = 0; node < size; node++) {
        Code code = graph.code(node);
        for (int i = 0; i < QUERIES; i++) {
          counts[i][queries[i].hamming(code)]++;
        }
      }
      for (int i = 0; i < QUERIES; i++) {
        int left = k;
        while ((left -= counts[i][bounds[i]]) > 0) {
          bounds[i]++;
        }
      }
    }

    /** Share of the nearest codes found by the searches that are not left to the caller; or 1. */
    double recall(int ef, HardQueries policy) {
      hits.hardQueries(policy);
      int found = 0;
      int wanted = 0;
      for (int i = 0; i < QUERIES; i++) {
        graph.search(queries[i], k, ef, NodeFilter.ALL, hits);
        if (!hits.exhausted()) {
          wanted += k;
          for (int h = 0; h < Math.min(k, hits.size()); h++) {
            found += hits.hamming(h) <= bounds[i] ? 1 : 0;
          }
        }
      }
      return wanted == 0 ? 1 : (double) found / wanted;
    }

    /** Share of queries with so many close neighbours. */
    double sureShare(int near, int ef) {
      hits.hardQueries(HardQueries.LEAVE);
      int sure = 0;
      for (Code query : queries) {
        graph.search(query, Math.min(k, near), ef, NodeFilter.ALL, hits);
        sure += hits.sure() ? 1 : 0;
      }
      return (double) sure / QUERIES;
    }
  }
}
