package io.flinkiscc.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flinkiscc.nphd.Code;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The small parts a search is made of, each against the plain way. */
class GraphPartsTest {

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  @Test
  void marksAreASet() {
    VisitedMarks marks = new VisitedMarks();
    for (int round = 0; round < 20; round++) {
      marks.clear();
      Set<Integer> plain = new HashSet<>();
      int nodes = 1 + random.nextInt(20_000);
      for (int i = 0; i < nodes; i++) {
        int node = random.nextInt(2 * nodes);
        assertThat(marks.add(node)).as("seed %d", seed).isEqualTo(plain.add(node));
      }
    }
  }

  @Test
  void theQueueGivesTheNearestFirst() {
    BucketQueue queue = new BucketQueue();
    for (int round = 0; round < 20; round++) {
      queue.clear();
      List<Integer> waiting = new ArrayList<>();
      for (int i = 0; i < 2000; i++) {
        if (random.nextInt(3) > 0) {
          int distance = random.nextInt(257);
          queue.push(distance * 10_000 + i, distance);
          waiting.add(distance);
        } else if (waiting.isEmpty()) {
          assertThat(queue.pop()).isEqualTo(-1);
        } else {
          waiting.sort(Comparator.naturalOrder());
          assertThat(queue.pop() / 10_000).as("seed %d", seed).isEqualTo(waiting.get(0));
          assertThat(queue.distance()).isEqualTo(waiting.remove(0));
        }
      }
    }
  }

  @Test
  void theNearestAreKept() {
    Nearest nearest = new Nearest();
    for (int round = 0; round < 200; round++) {
      int k = 1 + random.nextInt(20);
      int ef = k + random.nextInt(100);
      int bits = 8 * (1 + random.nextInt(32));
      nearest.clear(k, ef, bits);
      List<Integer> all = new ArrayList<>();
      List<int[]> added = new ArrayList<>();
      for (int node = random.nextInt(400); node > 0; node--) {
        int distance = random.nextInt(bits + 1);
        all.add(distance);
        if (nearest.wants(distance)) {
          nearest.add(node, distance);
          added.add(new int[] {node, distance});
        }
        all.sort(Comparator.naturalOrder());
        assertThat(nearest.hasKth()).isEqualTo(all.size() >= k);
        if (all.size() >= k) {
          assertThat(nearest.kth()).as("seed %d", seed).isEqualTo(all.get(k - 1));
        }
        assertThat(nearest.full()).isEqualTo(all.size() >= ef);
      }
      int[] nodes = new int[ef];
      int[] distances = new int[ef];
      int count = nearest.drain(nodes, distances);
      assertThat(count).isEqualTo(Math.min(ef, all.size()));
      added.sort(Comparator.<int[]>comparingInt(hit -> hit[1]).thenComparingInt(hit -> hit[0]));
      for (int i = 0; i < count; i++) {
        assertThat(distances[i]).as("seed %d", seed).isEqualTo(all.get(i));
        assertThat(nodes[i]).as("seed %d", seed).isEqualTo(added.get(i)[0]);
      }
    }
  }

  @Test
  void linksBoundTheDistanceOfTheirNode() {
    for (int i = 0; i < 20_000; i++) {
      int bits = 8 * (1 + random.nextInt(32));
      Code a = GraphData.random(random, bits);
      Code b = GraphData.near(random, a, bits);
      Code query = GraphData.near(random, random.nextBoolean() ? a : b, bits);
      int shift = Links.shift(bits);
      int node = random.nextInt(Links.MAX_NODES);

      int link = Links.of(node, a.hamming(b), shift);

      assertThat(Links.node(link)).isEqualTo(node);
      assertThat(Links.atLeast(link, query.hamming(a), shift))
          .as("seed %d", seed)
          .isLessThanOrEqualTo(query.hamming(b));
    }
  }

  @Test
  void slicesAreTheBitsOfTheCode() {
    for (int i = 0; i < 5000; i++) {
      int bits = 8 * (1 + random.nextInt(32));
      Code code = GraphData.random(random, bits);
      QueryWords words = new QueryWords();
      words.set(code, bits);
      int width = 1 + random.nextInt(Math.min(bits, 24));
      int start = random.nextInt(bits - width + 1);
      StringBuilder all = new StringBuilder();
      for (byte b : code.toBytes()) {
        all.append(Integer.toBinaryString(b & 0xFF | 0x100).substring(1));
      }

      assertThat(words.slice(start, width))
          .as("seed %d", seed)
          .isEqualTo(Integer.parseInt(all.substring(start, start + width), 2));
    }
  }

  @Test
  void everySliceLiesWithinTheCode() {
    for (int bits = 8; bits <= 256; bits += 8) {
      int width = SeedSlices.width(bits, Integer.MAX_VALUE);
      int tables = SeedSlices.tables(bits);
      assertThat(tables).isBetween(1, Seeds.MAX);
      assertThat(SeedSlices.start(bits, 0)).isZero();
      assertThat(SeedSlices.start(bits, tables - 1) + width).isLessThanOrEqualTo(bits);
    }
  }

  @Test
  void seedsOutliveTheGrowthOfTheirTables() {
    SeedTables tables = new SeedTables(256);
    int first = tables.width();
    QueryWords words = new QueryWords();
    words.set(GraphData.random(random, 256), 256);
    tables.put(words, 17);
    QueryWords other = new QueryWords();
    other.set(GraphData.random(random, 256), 256);
    tables.put(other, 5000);
    tables.put(other, 5001);
    int[] found = new int[Seeds.MAX];

    int count = tables.collect(words, found);

    assertThat(tables.width()).isGreaterThan(first);
    assertThat(java.util.Arrays.stream(found, 0, count)).as("seed %d", seed).contains(17);
    words.set(Code.of(new byte[] {1}), 256);
    assertThat(tables.collect(words, found)).isZero();
  }

  @Test
  void costsGrowWithGraphAndView() {
    assertThat(SearchCost.walkNanos(1_000_000, 64)).isGreaterThan(SearchCost.walkNanos(10_000, 64));
    assertThat(SearchCost.walkNanos(10_000, 256)).isGreaterThan(SearchCost.walkNanos(10_000, 64));
    assertThat(SearchCost.closeNanos(10_000)).isLessThan(SearchCost.walkNanos(10_000, 16));
    CodeGraph graph = new CodeGraph(64, GraphOptions.defaults());
    assertThat(graph.estimatedNanos(64)).isEqualTo(SearchCost.walkNanos(0, 64));
  }

  @Test
  void optionsNameWhatIsWrong() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GraphOptions.builder().connectivity(1).build())
        .withMessageContaining("connectivity is 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GraphOptions.builder().expansionAdd(0).build())
        .withMessageContaining("expansionAdd");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GraphOptions.builder().expansionSearch(1 << 17).build())
        .withMessageContaining("expansionSearch");
    GraphOptions options =
        GraphOptions.builder().connectivity(2).expansionAdd(9).expansionSearch(8).seed(3).build();
    assertThat(options.connectivity()).isEqualTo(2);
    assertThat(options.expansionAdd()).isEqualTo(9);
    assertThat(options.expansionSearch()).isEqualTo(8);
    assertThat(options.seed()).isEqualTo(3);
  }
}
