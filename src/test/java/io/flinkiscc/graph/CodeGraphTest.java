package io.flinkiscc.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flinkiscc.nphd.Code;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodeGraphTest {

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final GraphHits hits = new GraphHits();

  @Test
  void anEmptyGraphFindsNothing() {
    CodeGraph graph = new CodeGraph(64, GraphOptions.defaults());

    graph.search(GraphData.random(random, 64), 10, 64, NodeFilter.ALL, hits);

    assertThat(hits.size()).isZero();
    assertThat(graph.size()).isZero();
    assertThat(graph.unreachable()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 32, 64, 96, 128, 160, 192, 224, 256})
  void findsTheNearestInClusters(int bits) {
    List<Code> codes = GraphData.clusters(random, bits, 3000);
    List<Code> queries = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      queries.add(GraphData.near(random, codes.get(random.nextInt(codes.size())), bits / 12));
    }

    CodeGraph graph = GraphData.graph(codes);

    assertThat(graph.size()).isEqualTo(3000);
    assertThat(graph.unreachable()).as("seed %d", seed).isZero();
    assertThat(GraphData.recall(graph, codes, queries, 10, 64))
        .as("seed %d", seed)
        .isGreaterThanOrEqualTo(.98);
  }

  @Test
  void hitsAreTrueAndInOrder() {
    List<Code> codes = GraphData.clusters(random, 128, 2000);
    CodeGraph graph = GraphData.graph(codes);

    for (int i = 0; i < 50; i++) {
      Code query = GraphData.near(random, codes.get(i), 9);
      graph.search(query, 5, 30, NodeFilter.ALL, hits);
      Set<Integer> nodes = new HashSet<>();
      for (int j = 0; j < hits.size(); j++) {
        int node = hits.node(j);
        assertThat(graph.code(node)).isEqualTo(codes.get(node));
        assertThat(hits.hamming(j)).isEqualTo(query.hamming(codes.get(node)));
        assertThat(nodes.add(node)).as("seed %d", seed).isTrue();
        if (j > 0) {
          assertThat(hits.hamming(j)).isGreaterThanOrEqualTo(hits.hamming(j - 1));
          if (hits.hamming(j) == hits.hamming(j - 1)) {
            assertThat(node).isGreaterThan(hits.node(j - 1));
          }
        }
      }
      assertThat(hits.size()).isBetween(5, 30);
      assertThat(hits.visited()).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 200, 700})
  void everyMemberOfAGroupOfEqualCodesIsFound(int group) {
    List<Code> codes = new ArrayList<>(GraphData.clusters(random, 256, 2000));
    Code zero = Code.of(new byte[32]);
    Code twin = codes.get(17);
    codes.addAll(Collections.nCopies(group, zero));
    codes.addAll(Collections.nCopies(group - 1, twin));
    Collections.shuffle(codes, random);
    CodeGraph graph = GraphData.graph(codes);

    assertThat(graph.unreachable()).as("seed %d", seed).isZero();
    for (Code code : List.of(zero, twin)) {
      graph.search(code, group, group, NodeFilter.ALL, hits);
      assertThat(hits.size()).as("seed %d", seed).isEqualTo(group);
      assertThat(hits.hamming(group - 1)).as("seed %d", seed).isZero();
    }
  }

  @Test
  void equalCodesAloneAreAllFound() {
    CodeGraph graph = GraphData.graph(Collections.nCopies(500, Code.of(new byte[8])));

    graph.search(Code.of(new byte[8]), 500, 500, NodeFilter.ALL, hits);

    assertThat(hits.size()).isEqualTo(500);
    assertThat(graph.unreachable()).isZero();
  }

  @Test
  void searchesOnThroughRefusedNodes() {
    Code centre = GraphData.random(random, 256);
    List<Code> codes = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      codes.add(GraphData.near(random, centre, 20));
    }
    codes.addAll(GraphData.uniform(random, 256, 2000));
    CodeGraph graph = GraphData.graph(codes);

    graph.search(centre, 10, 64, node -> node >= 600, hits);

    assertThat(hits.size()).isGreaterThanOrEqualTo(10);
    assertThat(hits.exhausted()).isFalse();
    for (int i = 0; i < hits.size(); i++) {
      assertThat(hits.node(i)).isGreaterThanOrEqualTo(600);
    }
  }

  @Test
  void givesUpAtItsBudget() {
    List<Code> codes = GraphData.uniform(random, 256, 5000);
    CodeGraph graph = GraphData.graph(codes);
    hits.budget(500);
    hits.hardQueries(HardQueries.WALK);

    graph.search(codes.get(3), 10, 64, node -> node == 4999, hits);

    assertThat(hits.exhausted()).isTrue();
    assertThat(hits.visited()).isBetween(400L, 700L);
    hits.budget(Long.MAX_VALUE);
    graph.search(codes.get(3), 1, 64, NodeFilter.ALL, hits);
    assertThat(hits.exhausted()).isFalse();
  }

  @Test
  void findsTheOnlyAcceptedNode() {
    List<Code> codes = GraphData.clusters(random, 64, 3000);
    CodeGraph graph = GraphData.graph(codes);

    graph.search(GraphData.random(random, 64), 10, 64, node -> node == 1234, hits);

    assertThat(hits.size()).as("seed %d", seed).isEqualTo(1);
    assertThat(hits.node(0)).isEqualTo(1234);
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 128, 256})
  void comparesTheCommonPrefix(int queryBits) {
    List<Code> codes = GraphData.clusters(random, 128, 2000);
    List<Code> queries = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Code near = GraphData.near(random, codes.get(random.nextInt(2000)), 5);
      byte[] longer = Arrays.copyOf(near.toBytes(), 32);
      queries.add(Code.of(longer).prefix(queryBits));
    }

    assertThat(GraphData.recall(GraphData.graph(codes), codes, queries, 10, 128))
        .as("seed %d", seed)
        .isGreaterThanOrEqualTo(.97);
  }

  @Test
  void leavesHardQueriesToItsCaller() {
    List<Code> codes = GraphData.clusters(random, 256, 2000);
    CodeGraph graph = GraphData.graph(codes);
    Code lonely = GraphData.random(random, 256);

    hits.hardQueries(HardQueries.LEAVE);
    graph.search(lonely, 10, 64, NodeFilter.ALL, hits);
    assertThat(hits.exhausted()).as("seed %d", seed).isTrue();
    assertThat(hits.sure()).isFalse();
    assertThat(hits.visited()).isLessThan(2000);

    graph.search(codes.get(1999), 1, 1, NodeFilter.ALL, hits);
    assertThat(hits.exhausted()).as("seed %d", seed).isFalse();
    assertThat(hits.sure()).isTrue();
    assertThat(hits.hamming(0)).isZero();

    hits.hardQueries(HardQueries.COMPARE);
    graph.search(lonely, 10, 64, NodeFilter.ALL, hits);
    assertThat(hits.sure()).isTrue();
    assertThat(hits.visited()).isGreaterThanOrEqualTo(2000);
    int[] exact = GraphData.nearest(codes, lonely, 64);
    for (int i = 0; i < 64; i++) {
      assertThat(hits.hamming(i)).as("seed %d", seed).isEqualTo(exact[i]);
    }
  }

  @Test
  void walksWhereNothingIsClose() {
    List<Code> codes = GraphData.uniform(random, 256, 3000);
    CodeGraph graph = GraphData.graph(codes);
    List<Code> queries = GraphData.uniform(random, 256, 50);
    hits.hardQueries(HardQueries.WALK);
    int found = 0;

    for (Code query : queries) {
      int tenth = GraphData.nearest(codes, query, 10)[9];
      graph.search(query, 10, 512, NodeFilter.ALL, hits);
      assertThat(hits.size()).isEqualTo(512);
      for (int i = 0; i < 10 && hits.hamming(i) <= tenth; i++) {
        found++;
      }
    }

    assertThat(found / 500.0).as("seed %d", seed).isGreaterThanOrEqualTo(.9);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void severalThreadsBuildAGoodGraph(boolean alike) {
    List<Code> codes = new ArrayList<>(GraphData.clusters(random, 256, 4000));
    codes.addAll(Collections.nCopies(150, codes.get(7)));
    if (alike) {
      codes.sort(java.util.Comparator.comparing(Code::toString));
    }
    List<Code> queries = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      queries.add(GraphData.near(random, codes.get(random.nextInt(4000)), 20));
    }
    CodeGraph graph = new CodeGraph(256, GraphOptions.defaults());
    CodeGraph again = new CodeGraph(256, GraphOptions.defaults());

    graph.addAll(codes, 2);
    again.addAll(codes, 3);

    assertThat(graph.size()).isEqualTo(codes.size());
    assertThat(graph.unreachable()).as("seed %d", seed).isZero();
    hits.hardQueries(HardQueries.WALK);
    int found = 0;
    for (Code query : queries) {
      int tenth = GraphData.nearest(codes, query, 10)[9];
      graph.search(query, 10, 64, NodeFilter.ALL, hits);
      for (int i = 0; i < 10 && hits.hamming(i) <= tenth; i++) {
        found++;
      }
    }
    assertThat(found / 1000.0).as("seed %d", seed).isGreaterThanOrEqualTo(.97);
    int[] x = new int[32];
    int[] y = new int[32];
    for (int i = 0; i < codes.size(); i++) {
      assertThat(graph.code(i)).isEqualTo(codes.get(i));
      int count = graph.layers()[0].links(i, x);
      assertThat(again.layers()[0].links(i, y)).isEqualTo(count);
      assertThat(Arrays.equals(x, 0, count, y, 0, count)).as("seed %d", seed).isTrue();
    }
  }

  @Test
  void oneSeedGivesOneGraph() {
    List<Code> codes = GraphData.clusters(random, 256, 2000);
    CodeGraph a = GraphData.graph(codes);
    CodeGraph b = GraphData.graph(codes);

    int[] x = new int[32];
    int[] y = new int[32];
    for (int i = 0; i < codes.size(); i++) {
      int count = a.layers()[0].links(i, x);
      assertThat(b.layers()[0].links(i, y)).isEqualTo(count);
      assertThat(Arrays.equals(x, 0, count, y, 0, count)).isTrue();
    }
  }

  @Test
  void refusesWhatItCannotTake() {
    CodeGraph graph = new CodeGraph(64, GraphOptions.defaults());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CodeGraph(12, GraphOptions.defaults()))
        .withMessageContaining("12 bits");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> graph.add(GraphData.random(random, 128)))
        .withMessageContaining("128 bits");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> graph.search(GraphData.random(random, 64), 0, 64, NodeFilter.ALL, hits))
        .withMessageContaining("k is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> graph.addAll(List.of(), 0))
        .withMessageContaining("0 threads");
    assertThatIllegalArgumentException().isThrownBy(() -> hits.budget(0));
  }
}
