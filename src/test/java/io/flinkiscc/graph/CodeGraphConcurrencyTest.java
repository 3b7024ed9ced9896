package io.flinkiscc.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.nphd.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Searches while another thread adds. */
class CodeGraphConcurrencyTest {

  private static final int CODES = 6_000;
  private static final int READERS = 3;

  @Test
  void readersFindWhatWasAddedBefore() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Code> codes = GraphData.clusters(random, 128, CODES);
    CodeGraph graph = new CodeGraph(128, GraphOptions.defaults());
    ExecutorService pool = Executors.newFixedThreadPool(READERS);
    List<Future<long[]>> readers = new ArrayList<>();
    for (int i = 0; i < READERS; i++) {
      HardQueries policy = HardQueries.values()[i];
      readers.add(
          pool.submit(() -> read(graph, codes, policy, new Random(seed + policy.ordinal()))));
    }

    codes.forEach(graph::add);

    for (Future<long[]> reader : readers) {
      long[] counts = reader.get();
      assertThat(counts[0]).as("searches, seed %d", seed).isPositive();
      assertThat((double) counts[1] / counts[0])
          .as("found, seed %d", seed)
          .isGreaterThanOrEqualTo(.999);
    }
    pool.shutdown();
    assertThat(graph.unreachable()).as("seed %d", seed).isZero();
  }

  /**
   * Returns how many searches were made and how many of them found their code or said that they did
   * not look further.
   */
  private static long[] read(CodeGraph graph, List<Code> codes, HardQueries policy, Random random) {
    GraphHits hits = new GraphHits();
    hits.hardQueries(policy);
    long searches = 0;
    long found = 0;
    while (graph.size() < CODES) {
      int known = graph.size();
      if (known == 0) {
        continue;
      }
      Code query = codes.get(random.nextInt(known));
      graph.search(query, 1, 32, NodeFilter.ALL, hits);
      int after = graph.size();
      for (int i = 0; i < hits.size(); i++) {
        assertThat(hits.node(i)).isBetween(0, after - 1);
        assertThat(hits.hamming(i)).isEqualTo(query.hamming(codes.get(hits.node(i))));
        assertThat(graph.code(hits.node(i))).isEqualTo(codes.get(hits.node(i)));
      }
      searches++;
      if (hits.exhausted() || hits.hamming(0) == 0) {
        found++;
      }
    }
    return new long[] {searches, found};
  }
}
