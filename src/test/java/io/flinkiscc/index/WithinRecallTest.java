package io.flinkiscc.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many of the codes within a radius a fast search finds, small clusters and large ones. */
class WithinRecallTest {

  private static final UnitType TYPE = UnitType.CONTENT_TEXT_V0;
  private static final int CODES = 48_000;
  private static final int QUERIES = 100;
  private static final double[] RADII = {.05, .1, .15, .25};

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(ints = {20, 600})
  void nearlyAllWithinARadiusAreFound(int perCentre) {
    ClusteredCodes codes = new ClusteredCodes(perCentre, CODES / perCentre);
    try (AssetIndex index =
        AssetIndex.builder().directory(directory).options(EngineOptions.defaults()).build()) {
      for (int key = 0; key < CODES; key++) {
        index.apply(codes.put(key), key & 127);
      }
      index.finishGraphs();
      IndexSnapshot snapshot = index.snapshot();
      for (double score : RADII) {
        Radius radius = Radius.nphd(score);
        long expected = 0;
        long found = 0;
        int byGraph = 0;
        for (int i = 0; i < QUERIES; i++) {
          Code query = codes.next();
          Set<Long> all = new HashSet<>();
          snapshot.within(TYPE, query, radius, (key, hamming, bits) -> all.add(key));
          Set<Long> some = new HashSet<>();
          boolean exact =
              snapshot.within(
                  TYPE, query, radius, SearchMode.FAST, (key, hamming, bits) -> some.add(key));
          assertThat(all).containsAll(some);
          if (exact) {
            assertThat(some).isEqualTo(all);
          } else {
            byGraph++;
            expected += all.size();
            found += some.size();
          }
        }
        assertThat(found)
            .as("of %d within %.2f, by %d searches of the graph", expected, score, byGraph)
            .isGreaterThanOrEqualTo(expected * 99 / 100);
      }
    }
  }
}
