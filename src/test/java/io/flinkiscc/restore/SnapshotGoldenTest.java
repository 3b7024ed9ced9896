package io.flinkiscc.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.index.Asset;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.state.IsccSnapshot;
import io.flinkiscc.state.SnapshotOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every released version wrote can be opened without a job. */
class SnapshotGoldenTest {

  private static final Path GOLDEN = Path.of("src/test/resources/state");

  @TempDir Path dir;

  static Stream<Arguments> states() throws IOException {
    try (Stream<Path> versions = Files.list(GOLDEN)) {
      List<Path> all = versions.filter(Files::isDirectory).sorted().toList();
      return all.stream()
          .flatMap(
              v ->
                  Stream.of("canonical", "native", "checkpoint", "waiting", "in-flight")
                      .map(kind -> Arguments.of(v.getFileName().toString(), kind)));
    }
  }

  @ParameterizedTest
  @MethodSource("states")
  void allAssetsAreThere(String version, String kind) throws Exception {
    Path state = GOLDEN.resolve(version).resolve(kind);
    List<String> before = names(state);
    Map<Long, Asset> live = Listing.read(GOLDEN.resolve(version).resolve("assets.tsv")).live();
    SnapshotOptions options = SnapshotOptions.builder().realm(0).directory(dir).build();
    try (IsccSnapshot snapshot = IsccSnapshot.open(state.toString(), options)) {
      assertThat(snapshot.maxParallelism()).isEqualTo(128);
      assertThat(snapshot.liveAssets()).isEqualTo(live.size());
      live.forEach(
          (key, asset) ->
              assertThat(snapshot.get(IsccId.of(0, key))).as("%x", key).hasValue(asset));
      assertThat(snapshot.unitTypes()).containsExactlyInAnyOrder(UnitType.values());
    }
    assertThat(dir).isEmptyDirectory();
    assertThat(names(state)).isEqualTo(before);
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(Path::toString).sorted().toList();
    }
  }
}
