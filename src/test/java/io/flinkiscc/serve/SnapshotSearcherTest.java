package io.flinkiscc.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.Completeness;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.GlobalMatch;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.kafka.Status;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.state.SavepointWriter;
import io.flinkiscc.state.SnapshotOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers from checkpoints, also while newer ones take their place. */
class SnapshotSearcherTest {

  private static final String JOB_A = "0123456789abcdef0123456789abcdef";
  private static final String JOB_B = "fedcba9876543210fedcba9876543210";
  private static final byte[] BODY = {1, 2, 3, 4, 5, 6, 7, 8};

  @TempDir Path dir;

  /** A checkpoint with the assets 1 to count, which all have the same unit. */
  private Path write(String to, int count) throws Exception {
    Path directory = dir.resolve(to);
    try (SavepointWriter writer = SavepointWriter.builder(directory.toString()).realm(0).build()) {
      for (long key = 1; key <= count; key++) {
        Asset asset = Asset.builder(key).unit(UnitType.CONTENT_TEXT_V0, Code.of(BODY)).build();
        writer.apply(AssetOp.upsert(asset, key, key));
      }
      writer.write();
    }
    return directory;
  }

  private SnapshotSearcher.Builder searcher(Path path) {
    return SnapshotSearcher.builder(path.toString())
        .options(SnapshotOptions.builder().directory(dir.resolve("local")).build());
  }

  private static QueryRecord byUnit(int limit) {
    return QueryRecord.builder("q")
        .units(List.of(IsccUnit.of(UnitType.CONTENT_TEXT_V0, BODY)))
        .limit(limit)
        .build();
  }

  private static List<Long> keys(EnrichedRecord record) {
    return record.globalMatches().stream().map(GlobalMatch::id).map(IsccId::body).toList();
  }

  @Test
  void answersAsAJobWould() throws Exception {
    try (SnapshotSearcher searcher = searcher(write("savepoint", 5)).open()) {
      EnrichedRecord found = searcher.search(byUnit(3)).get();
      assertThat(found.status()).isEqualTo(Status.OK);
      assertThat(found.completeness()).isEqualTo(Completeness.EXACT);
      assertThat(keys(found)).containsExactly(1L, 2L, 3L);
      assertThat(found.indexTimeMicros()).hasValue(5);
      QueryRecord byId = QueryRecord.builder("q").isccId(IsccId.of(0, 2)).build();
      assertThat(keys(searcher.search(byId).get())).containsExactly(1L, 3L, 4L, 5L);
      QueryRecord unknown = QueryRecord.builder("q").isccId(IsccId.of(0, 77)).build();
      assertThat(searcher.search(unknown).get().status()).isEqualTo(Status.NOT_FOUND);
      QueryRecord foreign = QueryRecord.builder("q").isccId(IsccId.of(1, 2)).build();
      assertThat(searcher.search(foreign).get().status()).isEqualTo(Status.INVALID);
      assertThat(searcher.get(IsccId.of(0, 4)).get().orElseThrow().key()).isEqualTo(4);
      assertThat(searcher.get(IsccId.of(0, 6)).get()).isEmpty();
      assertThatThrownBy(() -> searcher.get(IsccId.of(1, 4)).get())
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("realm 1");
      assertThat(searcher.realm()).isZero();
    }
    assertThat(dir.resolve("local")).isEmptyDirectory();
  }

  @Test
  void followsTheJobAndItsNextRun() throws Exception {
    Path first = write("jobs/" + JOB_A + "/chk-1", 1);
    AtomicBoolean stop = new AtomicBoolean();
    AtomicLong asked = new AtomicLong();
    try (SnapshotSearcher searcher =
        searcher(dir.resolve("jobs")).follow(Duration.ofMillis(5)).threads(2).open()) {
      CompletableFuture<Void> asking =
          CompletableFuture.runAsync(
              () -> {
                int before = 0;
                while (!stop.get()) {
                  int now = keys(searcher.search(byUnit(10)).join()).size();
                  assertThat(now).isGreaterThanOrEqualTo(before);
                  before = now;
                  asked.incrementAndGet();
                }
              });
      Path second = write("jobs/" + JOB_A + "/chk-2", 2);
      delete(first);
      await().until(() -> searcher.checkpointPath().endsWith(JOB_A + "/chk-2"));
      Files.createDirectories(dir.resolve("jobs/" + JOB_A + "/chk-3"));
      write("jobs/" + JOB_B + "/chk-1", 3);
      delete(second);
      await().until(() -> searcher.checkpointPath().endsWith(JOB_B + "/chk-1"));
      assertThat(searcher.checkpointId()).isEqualTo(1);
      await().until(() -> keys(searcher.search(byUnit(10)).join()).size() == 3);
      long soFar = asked.get();
      await().until(() -> asked.get() > soFar + 10);
      stop.set(true);
      asking.get();
      await()
          .untilAsserted(
              () -> assertThat(dir.resolve("local").toFile().list()).as("only one").hasSize(1));
    }
    assertThat(dir.resolve("local")).isEmptyDirectory();
  }

  @Test
  void goesOnWithWhatItHasWhenTheNewestIsDamaged() throws Exception {
    write("job/chk-1", 1);
    try (SnapshotSearcher searcher =
        searcher(dir.resolve("job")).follow(Duration.ofMillis(5)).open()) {
      Path damaged = Files.createDirectories(dir.resolve("job/chk-2"));
      Files.writeString(damaged.resolve("_metadata"), "no metadata of Flink");
      await().until(() -> searcher.lastFailure().isPresent());
      assertThat(searcher.lastFailure().orElseThrow()).hasMessageContaining("chk-2");
      assertThat(keys(searcher.search(byUnit(10)).get())).containsExactly(1L);
      delete(damaged);
      write("job/chk-3", 4);
      await().until(() -> searcher.checkpointPath().endsWith("chk-3"));
      await().until(() -> searcher.lastFailure().isEmpty());
      assertThat(keys(searcher.search(byUnit(10)).get())).hasSize(4);
    }
  }

  @Test
  void afterCloseNothingIsAnswered() throws Exception {
    SnapshotSearcher searcher = searcher(write("savepoint", 1)).open();
    searcher.close();
    searcher.close();
    assertThatThrownBy(() -> searcher.search(byUnit(1)).join())
        .satisfiesAnyOf(
            e -> assertThat(e).hasMessageContaining("closed"),
            e -> assertThat(e).isInstanceOf(CancellationException.class));
  }

  @Test
  void aSingleCheckpointCannotBeFollowed() throws Exception {
    Path path = write("savepoint", 1);
    assertThatThrownBy(() -> searcher(path).follow(Duration.ofSeconds(1)).open())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("follow")
        .hasMessageContaining("chk-N");
    assertThatThrownBy(() -> searcher(path).threads(0).open()).hasMessageContaining("threads is 0");
    assertThatThrownBy(() -> searcher(path).queue(0).open()).hasMessageContaining("queue is 0");
    assertThat(dir.resolve("local")).isEmptyDirectory();
  }

  private static void delete(Path directory) throws Exception {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
