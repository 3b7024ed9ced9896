package io.flinkiscc.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.iscc.IsccId;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found at a path, and what is said when it cannot be opened. */
class IsccSnapshotTest {

  private static final Path GOLDEN = Path.of("src/test/resources/state/v3");
  private static final String JOB_A = "0123456789abcdef0123456789abcdef";
  private static final String JOB_B = "fedcba9876543210fedcba9876543210";

  @TempDir Path dir;

  private SnapshotOptions options() {
    return SnapshotOptions.builder().directory(dir.resolve("local")).build();
  }

  private Path copy(String kind, String to) throws IOException {
    Path copy = Files.createDirectories(dir.resolve(to));
    try (Stream<Path> files = Files.list(GOLDEN.resolve(kind))) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    return copy;
  }

  private Path checkpoint(String to, long millis) throws IOException {
    Path copy = copy("checkpoint", to);
    Files.setLastModifiedTime(copy.resolve("_metadata"), FileTime.fromMillis(millis));
    return copy;
  }

  private String opened(Path path) throws Exception {
    try (IsccSnapshot snapshot = IsccSnapshot.open(path.toString(), options())) {
      return Path.of(java.net.URI.create(snapshot.path()).getPath()).toString();
    }
  }

  @Test
  void theMetadataIsAsGoodAsItsDirectory() throws Exception {
    Path state = copy("native", "native");
    assertThat(opened(state)).isEqualTo(state.toString());
    assertThat(opened(state.resolve("_metadata"))).isEqualTo(state.toString());
  }

  @Test
  void ofAJobTheNewestCompleteCheckpointIsOpened() throws Exception {
    checkpoint("job/chk-9", 1_000);
    Path newest = checkpoint("job/chk-10", 2_000);
    Files.createDirectories(dir.resolve("job/chk-11"));
    Files.createDirectories(dir.resolve("job/shared"));
    assertThat(opened(dir.resolve("job"))).isEqualTo(newest.toString());
  }

  @Test
  void ofSeveralRunsTheOneThatWasCompletedLastIsOpened() throws Exception {
    checkpoint("all/" + JOB_A + "/chk-20", 1_000);
    Path newest = checkpoint("all/" + JOB_B + "/chk-3", 2_000);
    checkpoint("all/elsewhere/chk-99", 9_000);
    assertThat(opened(dir.resolve("all"))).isEqualTo(newest.toString());
  }

  @Test
  void filesOnTheSameDiskAreLinked() throws Exception {
    Path state = copy("native", "native");
    Path local = dir.resolve("local");
    try (IsccSnapshot snapshot = IsccSnapshot.open(state.toString(), options())) {
      List<Object> there = keys(state);
      List<Object> linked = keys(local);
      linked.retainAll(there);
      assertThat(snapshot.stats().sealedShards()).isPositive();
      assertThat(linked).hasSize(snapshot.stats().sealedShards());
      delete(state);
      assertThat(snapshot.liveAssets()).isPositive();
      assertThat(snapshot.get(IsccId.of(0, 0x6379da06aa243007L))).isPresent();
    }
    assertThat(local).isEmptyDirectory();
  }

  private static List<Object> keys(Path directory) throws IOException {
    List<Object> keys = new ArrayList<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        keys.add(Files.getAttribute(file, "unix:ino"));
      }
    }
    return keys;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }

  @Test
  void tellsWhatItIsOf() throws Exception {
    try (IsccSnapshot snapshot =
        IsccSnapshot.open(GOLDEN.resolve("native").toString(), options())) {
      assertThat(snapshot.realm()).isZero();
      assertThat(snapshot.maxParallelism()).isEqualTo(128);
      assertThat(snapshot.operatorUid()).hasValue("iscc-index-index");
      assertThat(snapshot.operatorId()).isEqualTo(OperatorIds.textOfUid("iscc-index-index"));
      assertThatThrownBy(() -> snapshot.get(IsccId.of(1, 5)))
          .hasMessageContaining("realm 1")
          .hasMessageContaining("realm 0");
    }
  }

  @Test
  void aPathWithoutACheckpointIsRefused() throws Exception {
    refused(dir.resolve("nowhere"), "there is no ", "nowhere");
    refused(Files.createDirectories(dir.resolve("empty")), "empty", "_metadata", "chk-N");
    Path running = Files.createDirectories(dir.resolve("job/chk-5"));
    refused(running, "chk-5", "_metadata");
  }

  @Test
  void metadataOfSomethingElseIsRefused() throws Exception {
    Path state = Files.createDirectories(dir.resolve("foreign"));
    Files.writeString(state.resolve("_metadata"), "{\"this\": \"is another program's\"}");
    refused(state, "foreign/_metadata", "is no metadata");
    Path cut = copy("checkpoint", "cut");
    byte[] bytes = Files.readAllBytes(cut.resolve("_metadata"));
    Files.write(cut.resolve("_metadata"), java.util.Arrays.copyOf(bytes, bytes.length / 2));
    refused(cut, "cut/_metadata", "cut off");
  }

  @Test
  void eachDamagedOrMissingFileIsNamed() throws Exception {
    Path state = copy("native", "native");
    List<Path> files;
    try (Stream<Path> all = Files.list(state)) {
      files = all.filter(f -> !f.endsWith("_metadata")).sorted().toList();
    }
    int refused = 0;
    for (Path file : files) {
      byte[] bytes = Files.readAllBytes(file);
      byte[] changed = bytes.clone();
      changed[bytes.length / 2] ^= 0x10;
      Files.write(file, changed);
      refused += refusedOrNotOfTheIndex(state, file) ? 1 : 0;
      Files.delete(file);
      refused += refusedOrNotOfTheIndex(state, file) ? 1 : 0;
      Files.write(file, bytes);
    }
    assertThat(refused).as("damages of files of the index that were noticed").isGreaterThan(6);
    assertThat(opened(state)).isEqualTo(state.toString());
  }

  /** Files of other operators do not matter. */
  private boolean refusedOrNotOfTheIndex(Path state, Path file) throws Exception {
    try (IsccSnapshot snapshot = IsccSnapshot.open(state.toString(), options())) {
      return false;
    } catch (IOException e) {
      assertThat(e).hasMessageContaining(file.getFileName().toString());
      assertThat(dir.resolve("local")).isEmptyDirectory();
      return true;
    }
  }

  @Test
  void aCheckpointThatANewerOneReplacedMeanwhileCanBeTriedAgain() throws Exception {
    Path old = copy("native", "job/chk-1");
    copy("checkpoint", "job/chk-2");
    for (Path file : shards(old)) {
      Files.delete(file);
    }
    assertThatThrownBy(() -> opened(old))
        .isInstanceOf(SnapshotGoneException.class)
        .hasMessageContaining("chk-1")
        .hasMessageContaining("try again");
  }

  private static List<Path> shards(Path state) throws IOException {
    List<Path> shards = new ArrayList<>();
    try (Stream<Path> all = Files.list(state)) {
      for (Path file : all.toList()) {
        if (io.flinkiscc.index.ShardHead.isSealedShard(Files.readAllBytes(file))) {
          shards.add(file);
        }
      }
    }
    assertThat(shards).isNotEmpty();
    return shards;
  }

  @Test
  void ofSeveralIndexesOneMustBeNamed() throws Exception {
    Path state = copy("checkpoint", "two");
    addSecondIndex(state);
    assertThatThrownBy(() -> opened(state))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("iscc-index-index")
        .hasMessageContaining("second-index")
        .hasMessageContaining("name one");
    for (String name :
        List.of("second", "second-index", OperatorIds.textOfUid("second-index"), "iscc-index")) {
      SnapshotOptions named = SnapshotOptions.builder().index(name).build();
      try (IsccSnapshot snapshot = IsccSnapshot.open(state.toString(), named)) {
        assertThat(snapshot.operatorUid().orElseThrow())
            .isEqualTo(name.equals("iscc-index") ? "iscc-index-index" : "second-index");
      }
    }
    SnapshotOptions wrong = SnapshotOptions.builder().index("third").build();
    assertThatThrownBy(() -> IsccSnapshot.open(state.toString(), wrong))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("third")
        .hasMessageContaining("second-index");
  }

  private static void addSecondIndex(Path state) throws IOException {
    CheckpointMetadata metadata;
    try (DataInputStream in =
        new DataInputStream(Files.newInputStream(state.resolve("_metadata")))) {
      metadata =
          Checkpoints.loadCheckpointMetadata(
              in, IsccSnapshotTest.class.getClassLoader(), state.toString());
    }
    List<OperatorState> operators = new ArrayList<>(metadata.getOperatorStates());
    OperatorState index =
        operators.stream()
            .filter(o -> o.getOperatorUid().orElse("").equals("iscc-index-index"))
            .findAny()
            .orElseThrow();
    operators.add(
        index.copyWithNewIDs("second-index", new OperatorID(OperatorIds.ofUid("second-index"))));
    try (OutputStream out = Files.newOutputStream(state.resolve("_metadata"))) {
      Checkpoints.storeCheckpointMetadata(
          new CheckpointMetadata(
              metadata.getCheckpointId(),
              operators,
              metadata.getMasterStates(),
              metadata.getCheckpointProperties()),
          out);
    }
  }

  private void refused(Path path, String... parts) {
    assertThatThrownBy(() -> opened(path))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(SnapshotGoneException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }
}
