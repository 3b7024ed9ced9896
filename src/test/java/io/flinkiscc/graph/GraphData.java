package io.flinkiscc.graph;

import io.flinkiscc.nphd.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes codes for tests and finds the nearest of them the plain way. */
final class GraphData {

  private GraphData() {}

  static Code random(Random random, int bits) {
    byte[] bytes = new byte[bits / 8];
    random.nextBytes(bytes);
    return Code.of(bytes);
  }

  /** Flips up to {@code most} random bits. */
  static Code near(Random random, Code code, int most) {
    byte[] bytes = code.toBytes();
    for (int flips = random.nextInt(most + 1); flips > 0; flips--) {
      int bit = random.nextInt(code.bits());
      bytes[bit >> 3] ^= (byte) (1 << (bit & 7));
    }
    return Code.of(bytes);
  }

  static List<Code> uniform(Random random, int bits, int n) {
    List<Code> codes = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      codes.add(random(random, bits));
    }
    return codes;
  }

  /** Codes around {@code n / 20} random ones. */
  static List<Code> clusters(Random random, int bits, int n) {
    List<Code> centres = uniform(random, bits, Math.max(1, n / 20));
    List<Code> codes = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      codes.add(near(random, centres.get(random.nextInt(centres.size())), bits / 12));
    }
    return codes;
  }

  static CodeGraph graph(List<Code> codes) {
    CodeGraph graph = new CodeGraph(codes.get(0).bits(), GraphOptions.defaults());
    codes.forEach(graph::add);
    return graph;
  }

  /** Returns the distances of the {@code k} nearest codes, ascending. */
  static int[] nearest(List<Code> codes, Code query, int k) {
    return codes.stream().mapToInt(query::hamming).sorted().limit(k).toArray();
  }

  /** Returns which share of the {@code k} nearest codes a search finds, ties being equal. */
  static double recall(CodeSearch graph, List<Code> codes, List<Code> queries, int k, int ef) {
    GraphHits hits = new GraphHits();
    long found = 0;
    long wanted = 0;
    for (Code query : queries) {
      int[] exact = nearest(codes, query, k);
      graph.search(query, k, ef, NodeFilter.ALL, hits);
      for (int i = 0; i < Math.min(hits.size(), exact.length); i++) {
        if (hits.hamming(i) <= exact[exact.length - 1]) {
          found++;
        }
      }
      wanted += exact.length;
    }
    return (double) found / wanted;
  }
}
