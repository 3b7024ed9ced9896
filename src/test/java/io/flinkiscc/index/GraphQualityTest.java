package io.flinkiscc.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.graph.CodeGraph;
import io.flinkiscc.graph.GraphOptions;
import io.flinkiscc.nphd.Code;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class GraphQualityTest {

  private static final GraphOptions OPTIONS =
      GraphOptions.builder().connectivity(8).expansionAdd(32).build();
  private static final int CODES = 8192;
  private static final int FEWEST = 64;

  private final long seed = new Random().nextLong();
  private final GraphQuality quality = new GraphQuality(FEWEST);

  @Test
  void closeNeighboursMakeAGraphGood() {
    ClusteredCodes codes = new ClusteredCodes(seed, CODES / 20);
    quality.measure(graph(codes::next, CODES), CODES, CODES);
    assertThat(quality.good()).as("seed %d", seed).isTrue();
    assertThat(quality.sureShare()).as("seed %d", seed).isBetween(.5, 1.);
    assertThat(quality.candidates()).as("seed %d", seed).isGreaterThanOrEqualTo(FEWEST);
    assertThat(quality.outdated(2 * CODES - 1)).isFalse();
    assertThat(quality.outdated(2 * CODES)).isTrue();
  }

  @Test
  void aGraphThatOnlyTellsThatNothingIsCloseIsNoGood() {
    quality.measure(graph(uniform(), CODES), CODES, CODES);
    assertThat(quality.good()).as("seed %d", seed).isFalse();
    assertThat(quality.sureShare()).as("seed %d", seed).isZero();
  }

  @Test
  void groupsThatHaveYetToGrowAreAPromise() {
    ClusteredCodes codes = new ClusteredCodes(seed, CODES);
    CodeGraph graph = graph(codes::next, CODES);
    quality.measure(graph, CODES, CODES);
    assertThat(quality.good()).as("seed %d", seed).isFalse();
    quality.measure(graph, CODES, 20 * CODES);
    assertThat(quality.good()).as("seed %d", seed).isTrue();
  }

  private Supplier<Code> uniform() {
    Random random = new Random(seed);
    return () -> {
      byte[] body = new byte[32];
      random.nextBytes(body);
      return Code.of(body);
    };
  }

  private static CodeGraph graph(Supplier<Code> codes, int count) {
    CodeGraph graph = new CodeGraph(256, OPTIONS);
    for (int i = 0; i < count; i++) {
      graph.add(codes.get());
    }
    return graph;
  }
}
