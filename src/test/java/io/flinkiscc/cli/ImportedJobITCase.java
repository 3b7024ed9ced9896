package io.flinkiscc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.IngestJsonWriter;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.state.AssetOpSerializer;
import io.flinkiscc.stream.IsccIndex;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.source.legacy.SourceFunction;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A job goes on from an imported savepoint, and its own savepoint is exported again. */
class ImportedJobITCase {

  @RegisterExtension
  static final MiniClusterExtension FLINK =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(3)
              .build());

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Path GOLDEN = Path.of("src/test/resources/state/v3/canonical");

  @TempDir Path dir;

  /** The index of the task with the first key is given one asset more, by a job that never ends. */
  @ParameterizedTest
  @CsvSource({"1,1", "2,2", "3,2"})
  void anIngestJobStartsFromIt(int parallelism, int tasks) throws Exception {
    succeed(Commands.run("export", GOLDEN, "--output", dir.resolve("before")));
    Path imported = dir.resolve("imported");
    succeed(
        Commands.run(
            "import",
            dir.resolve("before/assets.jsonl"),
            "--realm",
            0,
            "--savepoint",
            imported,
            "--uid",
            "my-index",
            "--tasks",
            tasks));
    AssetOp more =
        AssetOp.upsert(
            Asset.builder(0x1234567890123456L)
                .unit(UnitType.META_NONE_V0, Code.of(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}))
                .build(),
            9_999_999,
            5);
    JobClient job = start(parallelism, imported, List.of(more));
    String savepoint;
    try {
      List<String> expected =
          new ArrayList<>(Files.readAllLines(dir.resolve("before/assets.jsonl")));
      expected.add(new String(IngestJsonWriter.write(more, 0), StandardCharsets.UTF_8));
      AtomicReference<String> taken = new AtomicReference<>();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(job.getJobStatus().get().isTerminalState()).isFalse();
                assertThatCode(() -> taken.set(savepoint(job))).doesNotThrowAnyException();
                Commands exported =
                    Commands.run(
                        "export", taken.get(), "--output", dir.resolve("after"), "--overwrite");
                succeed(exported);
                assertThat(new TreeSet<>(Files.readAllLines(dir.resolve("after/assets.jsonl"))))
                    .isEqualTo(new TreeSet<>(expected));
              });
      savepoint = taken.get();
    } finally {
      job.cancel().get();
    }
    Commands verified = Commands.run("verify", savepoint);
    succeed(verified);
    assertThat(verified.out()).contains("sound", "128 live entries");
    Commands inspected = Commands.run("inspect", savepoint);
    assertThat(inspected.out()).contains("my-index-index", parallelism + " tasks");
  }

  private String savepoint(JobClient job) throws Exception {
    return job.triggerSavepoint(
            dir.resolve("savepoints").toUri().toString(), SavepointFormatType.CANONICAL)
        .get();
  }

  private static void succeed(Commands commands) {
    assertThat(commands.exitCode()).as("%s", commands).isZero();
  }

  // A few lines in place of the parts of a source that Flink wants nowadays.
  @SuppressWarnings("deprecation")
  private static JobClient start(int parallelism, Path from, List<AssetOp> changes)
      throws Exception {
    Configuration config = new Configuration();
    config.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    config.set(StateRecoveryOptions.SAVEPOINT_PATH, from.toUri().toString());
    config.set(StateRecoveryOptions.RESTORE_MODE, RecoveryClaimMode.NO_CLAIM);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(config);
    env.setParallelism(parallelism);
    IsccIndex.builder()
        .realm(0)
        .uid("my-index")
        .build()
        .ingest(
            env.addSource(new Endless(new ArrayList<>(changes)), AssetOpSerializer.TYPE)
                .uid("changes"))
        .withoutQueries();
    return env.executeAsync("imported");
  }

  /** Sends some changes and goes on for ever. */
  @SuppressWarnings("deprecation")
  private static final class Endless implements SourceFunction<AssetOp> {
    private static final long serialVersionUID = 1L;

    private final byte[][] changes;
    private transient Thread runner;
    private volatile boolean cancelled;

    Endless(List<AssetOp> changes) {
      this.changes =
          changes.stream().map(op -> IngestJsonWriter.write(op, 0)).toArray(byte[][]::new);
    }

    @Override
    public void run(SourceContext<AssetOp> context) throws Exception {
      runner = Thread.currentThread();
      for (byte[] change : changes) {
        var record = new io.flinkiscc.kafka.RawRecord("changes", 0, 0, -1, null, change);
        synchronized (context.getCheckpointLock()) {
          context.collect(new io.flinkiscc.kafka.IsccJsonFormat(0).parse(record).orElseThrow());
        }
      }
      while (!cancelled) {
        java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
      }
    }

    @Override
    public void cancel() {
      cancelled = true;
      java.util.concurrent.locks.LockSupport.unpark(runner);
    }
  }
}
