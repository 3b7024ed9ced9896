package io.flinkiscc.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.nphd.Code;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompactGraphTest {

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  @ParameterizedTest
  @ValueSource(ints = {8, 64, 104, 128, 192, 256})
  void keepsNodesAndAnswers(int bits) throws IOException {
    List<Code> codes = GraphData.clusters(random, bits, 2500);
    CodeGraph graph = GraphData.graph(codes);
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    int[] order = CompactGraph.write(graph, out);
    CompactGraph compact = CompactGraph.open(ByteBuffer.wrap(out.toByteArray()));

    compact.verify();
    assertThat(compact.bits()).isEqualTo(bits);
    assertThat(compact.size()).isEqualTo(codes.size());
    assertThat(compact.fileBytes()).isEqualTo(out.size());
    assertThat(Arrays.stream(order).sorted().toArray())
        .isEqualTo(java.util.stream.IntStream.range(0, codes.size()).toArray());
    for (int i = 0; i < order.length; i++) {
      assertThat(compact.code(i)).isEqualTo(codes.get(order[i]));
    }
    List<Code> queries = codes.subList(0, 100);
    assertThat(GraphData.recall(compact, codes, queries, 10, 64))
        .as("seed %d", seed)
        .isGreaterThanOrEqualTo(.98);
  }

  @Test
  void anEmptyGraphIsKept() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int[] order = CompactGraph.write(new CodeGraph(64, GraphOptions.defaults()), out);
    CompactGraph compact = CompactGraph.open(ByteBuffer.wrap(out.toByteArray()));
    GraphHits hits = new GraphHits();

    compact.search(GraphData.random(random, 64), 10, 64, NodeFilter.ALL, hits);

    compact.verify();
    assertThat(order).isEmpty();
    assertThat(hits.size()).isZero();
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    byte[] bytes = stored(GraphData.clusters(random, 64, 300));

    int refused = 0;
    for (int length = 0; length < bytes.length; length++) {
      try {
        CompactGraph.open(ByteBuffer.wrap(bytes, 0, length));
      } catch (CorruptGraphException e) {
        refused++;
      }
    }

    assertThat(refused).as("seed %d", seed).isEqualTo(bytes.length);
  }

  @Test
  void damageNeverDoesMoreThanAnException() throws IOException {
    List<Code> codes = GraphData.clusters(random, 128, 500);
    byte[] bytes = stored(codes);
    GraphHits hits = new GraphHits();
    GraphHits walking = new GraphHits();
    walking.hardQueries(HardQueries.WALK);
    int refused = 0;

    for (int i = 0; i < 5000; i++) {
      byte[] damaged = bytes.clone();
      for (int flips = 1 + random.nextInt(1 + i % 200); flips > 0; flips--) {
        int at = random.nextInt(4) == 0 ? random.nextInt(256) : random.nextInt(bytes.length);
        damaged[at] = (byte) random.nextInt(256);
      }
      if (i % 2 == 0) {
        CompactGraphBytes.sign(damaged);
      }
      try {
        CompactGraph graph = CompactGraph.open(ByteBuffer.wrap(damaged));
        graph.search(codes.get(i % 500), 10, 64, NodeFilter.ALL, hits);
        graph.search(codes.get(i % 500), 10, 64, NodeFilter.ALL, walking);
        graph.verify();
      } catch (CorruptGraphException e) {
        refused++;
      } catch (UncheckedIOException e) {
        assertThat(e.getCause()).isInstanceOf(CorruptGraphException.class);
        refused++;
      }
    }

    assertThat(refused).as("seed %d", seed).isGreaterThan(1000);
  }

  @Test
  void nodesThatDamageCutOffAreCountedAsUnreachable() throws IOException {
    byte[] bytes = stored(GraphData.clusters(random, 128, 500));
    assertThat(CompactGraph.open(ByteBuffer.wrap(bytes)).unreachable()).isZero();

    int cutOff = 0;
    for (int i = 0; i < 2000; i++) {
      byte[] damaged = bytes.clone();
      // Links to node 0 only, in place of those of many nodes.
      int from = 256 + random.nextInt(bytes.length - 256);
      Arrays.fill(damaged, from, from + random.nextInt(bytes.length - from), (byte) 0);
      CompactGraph graph = CompactGraph.open(ByteBuffer.wrap(damaged));
      try {
        if (graph.unreachable() > 0) {
          cutOff++;
          assertThatThrownBy(graph::verify)
              .as("seed %d", seed)
              .isInstanceOf(CorruptGraphException.class);
        }
      } catch (UncheckedIOException e) {
        assertThat(e.getCause()).isInstanceOf(CorruptGraphException.class);
      }
    }

    assertThat(cutOff).as("seed %d", seed).isPositive();
  }

  private static byte[] stored(List<Code> codes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CompactGraph.write(GraphData.graph(codes), out);
    return out.toByteArray();
  }
}
