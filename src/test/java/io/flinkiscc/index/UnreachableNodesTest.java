package io.flinkiscc.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.iscc.UnitType;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnreachableNodesTest {

  private static final int ASSETS = 4000;

  @TempDir private Path directory;

  @Test
  void allNodesOfSealedGraphsCanBeReached() {
    ClusteredCodes codes = new ClusteredCodes(81, ASSETS / 20);
    try (AssetIndex index =
        AssetIndex.builder()
            .directory(directory)
            .options(
                EngineOptions.builder()
                    .shardMaxAssets(1000)
                    .graphFrom(100)
                    .everyGraph(true)
                    .build())
            .build()) {
      for (int key = 0; key < ASSETS; key++) {
        index.apply(codes.put(key), key & 127);
      }
      Settling.settle(index);
      IndexSnapshot snapshot = index.snapshot();
      assertThat(snapshot.sealedParts())
          .isNotEmpty()
          .allSatisfy(
              part ->
                  assertThat(part.shard().field(UnitType.CONTENT_TEXT_V0).lengths())
                      .anySatisfy(length -> assertThat(length.graph()).isNotNull()));
      UnreachableNodes nodes = new UnreachableNodes();
      assertThat(nodes.count(snapshot)).isZero();
      assertThat(nodes.count(snapshot)).isZero();
    }
  }
}
