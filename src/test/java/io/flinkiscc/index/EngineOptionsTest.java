package io.flinkiscc.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.graph.GraphOptions;
import io.flinkiscc.iscc.UnitType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class EngineOptionsTest {

  @Test
  void whatIsOutOfRangeIsNamed() {
    Map<String, Function<EngineOptions.Builder, EngineOptions.Builder>> wrong =
        Map.ofEntries(
            Map.entry("shardMaxAssets", b -> b.shardMaxAssets(0)),
            Map.entry("shardMaxBytes", b -> b.shardMaxBytes(0)),
            Map.entry("mergedMaxAssets", b -> b.mergedMaxAssets(0)),
            Map.entry("mergedMaxBytes", b -> b.mergedMaxBytes((1L << 30) + 1)),
            Map.entry("mergeFanIn", b -> b.mergeFanIn(1)),
            Map.entry("deadShare", b -> b.deadShare(Double.NaN)),
            Map.entry("connectivity", b -> b.connectivity(65)),
            Map.entry("expansionAdd", b -> b.expansionAdd(0)),
            Map.entry("expansionSearch", b -> b.expansionSearch(5000)),
            Map.entry("graphTail", b -> b.graphTail(0)),
            Map.entry("graphThreads", b -> b.graphThreads(0)),
            Map.entry("graphFrom", b -> b.graphFrom(0)),
            Map.entry("memoryMaxBytes", b -> b.memoryMaxBytes(0)),
            Map.entry("diskMaxBytes", b -> b.diskMaxBytes(0)),
            Map.entry("unitTypes", b -> b.unitTypes(List.of())),
            Map.entry("waitingShards", b -> b.waitingShards(0)));
    wrong.forEach(
        (name, set) ->
            assertThatThrownBy(() -> set.apply(EngineOptions.builder()).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(name + " is ")
                .hasMessageContaining("allowed are"));
  }

  @Test
  void theDefaultsOfGraphsAreThoseOfGraphs() {
    GraphOptions graph = EngineOptions.defaults().graph();
    assertThat(graph).usingRecursiveComparison().isEqualTo(GraphOptions.defaults());
  }

  @Test
  void optionsTravelWithAJob() throws Exception {
    EngineOptions options =
        EngineOptions.builder()
            .shardMaxAssets(7)
            .graphTail(9)
            .unitTypes(List.of(UnitType.DATA_NONE_V0))
            .build();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(options);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).usingRecursiveComparison().isEqualTo(options);
    }
  }
}
