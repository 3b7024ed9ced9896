package io.flinkiscc.cli;

import io.flinkiscc.state.CheckpointContents;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Takes checkpoints of a job while its index is written to. */
@Command(
    name = "checkpoint",
    description = {
      "Take checkpoints of a Flink job in this JVM, one after the other in even intervals, while"
          + " its index takes changes as quickly as it can, and tell what they cost.",
      "",
      "The index is filled first; one checkpoint with all of it, and one of an idle index, are told"
          + " of apart. Bytes are those of the files the checkpoints refer to.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class BenchCheckpoint implements Callable<Integer> {

  private static final int BLOCK = 10;
  private static final int MOST_CHECKPOINTS = 10_000;

  @Spec private CommandSpec spec;

  @Mixin private JobBenchOptions common;

  @Option(
      names = "--checkpoints",
      paramLabel = "C",
      defaultValue = "200",
      description = "Checkpoints to complete, 1..10000. Default: ${DEFAULT-VALUE}.")
  private int checkpoints;

  @Option(
      names = "--interval",
      paramLabel = "MS",
      defaultValue = "1000",
      description =
          "Milliseconds from the start of one to that of the next, 0..3600000."
              + " Default: ${DEFAULT-VALUE}.")
  private int interval;

  @Option(
      names = "--parallelism",
      paramLabel = "P",
      defaultValue = "1",
      description = "Index tasks, 1..16. Default: ${DEFAULT-VALUE}.")
  private int parallelism;

  @Option(
      names = "--updates",
      paramLabel = "SHARE",
      defaultValue = "0.3",
      description =
          "Share of changes that give an asset other units, 0..1. Default: ${DEFAULT-VALUE}.")
  private double updates;

  @Option(
      names = "--deletes",
      paramLabel = "SHARE",
      defaultValue = "0.1",
      description =
          "Share of changes that delete an asset, 0..1; the rest adds new ones."
              + " Default: ${DEFAULT-VALUE}.")
  private double deletes;

  @Option(
      names = "--compare",
      description =
          "After every tenth checkpoint take none for as long as these ten took, and compare how"
              + " many changes were taken meanwhile.")
  private boolean compare;

  @Option(names = "--each", description = "Print a line for every checkpoint too.")
  private boolean each;

  private PrintWriter progress;
  private BenchReport report;
  private JobBenchCluster cluster;
  private JobBench job;
  private final CheckpointLedger ledger = new CheckpointLedger();

  @Override
  public Integer call() throws Exception {
    common.check("--checkpoints", checkpoints, 1, MOST_CHECKPOINTS);
    common.check("--interval", interval, 0, 3_600_000);
    common.checkParallelism("--parallelism", parallelism);
    if (!(updates >= 0 && deletes >= 0 && updates + deletes <= 1)) {
      throw common.wrong(
          "--updates and --deletes are %s and %s, allowed are shares from 0 on that make 1 at most"
              .formatted(updates, deletes));
    }
    progress = spec.commandLine().getErr();
    Map<String, Object> options = common.describe();
    options.put("parallelism", parallelism);
    options.put("interval_ms", interval);
    options.put("updates", updates);
    options.put("deletes", deletes);
    report = new BenchReport("checkpoint", common.data(), options, spec.commandLine().getOut());
    BenchOps ops = common.ops(updates, deletes);
    try (BenchDirectory directory = BenchDirectory.open(common.dir());
        JobBenchCluster started =
            JobBenchCluster.start(directory.path(), parallelism, common.conf());
        JobBench bench = new JobBench(started, ops, common.engine(), false, progress)) {
      cluster = started;
      job = bench;
      progress.println("filling the index");
      progress.flush();
      job.submit(parallelism, null);
      report.line("filled", job.preload());
      report.line("first", single());
      job.settle();
      ledger.next(CheckpointContents.read(cluster.checkpoint()));
      report.line("idle", single());
      run();
      cluster.cancel();
    }
    return 0;
  }

  /**
   * A checkpoint that was taken.
   *
   * @param encoded bytes of the changes since the one before, in their encoded form
   */
  private record Taken(long id, CheckpointLedger.Written written, long encoded) {}

  /** A checkpoint without changes meanwhile. */
  private Map<String, Object> single() throws Exception {
    Path path = cluster.checkpoint();
    return figures(id(path), ledger.next(CheckpointContents.read(path)));
  }

  private Map<String, Object> figures(long id, CheckpointLedger.Written written) throws Exception {
    FlinkRest.Times times = cluster.rest().times(id, JobBench.INDEX);
    Map<String, Object> figures = BenchReport.figures();
    figures.put("checkpoint", id);
    figures.put("sync_ms", times.syncMillis());
    figures.put("async_ms", times.asyncMillis());
    figures.put("end_to_end_ms", times.allMillis());
    figures.put("uploaded_bytes", written.all());
    figures.put("log_bytes", written.logs());
    figures.put("new_sealed_bytes", written.shards());
    figures.put("reuploaded_sealed_bytes", written.again());
    figures.put("referenced_sealed_bytes", written.referenced());
    figures.put("metadata_bytes", written.metadata());
    figures.put("parts", written.parts());
    return figures;
  }

  private static long id(Path checkpoint) {
    return Long.parseLong(checkpoint.getFileName().toString().replace("chk-", ""));
  }

  private void run() throws Exception {
    Throughput with = new Throughput(job.changes());
    Throughput without = new Throughput(job.changes());
    double sealed = job.metric("sealingBytes");
    double seals = job.metric("sealings");
    double compactions = job.metric("compactions");
    long encoded = job.changes().bytes();
    List<Taken> taken = new ArrayList<>();
    job.changes().raiseTo(Long.MAX_VALUE);
    while (taken.size() < checkpoints) {
      int end = compare ? Math.min(taken.size() + BLOCK, checkpoints) : checkpoints;
      with.start();
      long blockStart = System.nanoTime();
      while (taken.size() < end) {
        long start = System.nanoTime();
        Path path = cluster.checkpoint();
        long passed = job.changes().bytesAt(id(path));
        taken.add(
            new Taken(id(path), ledger.next(CheckpointContents.read(path)), passed - encoded));
        encoded = passed;
        if (taken.size() % BLOCK == 0) {
          progress.printf("  %d of %d checkpoints%n", taken.size(), checkpoints);
          progress.flush();
        }
        sleepUntil(start + TimeUnit.MILLISECONDS.toNanos(interval));
      }
      with.stop();
      if (compare) {
        without.start();
        sleepUntil(2 * System.nanoTime() - blockStart);
        without.stop();
      }
    }
    job.changes().raiseTo(0);
    CheckpointTotals totals = new CheckpointTotals();
    for (Taken one : taken) {
      totals.add(one.written(), one.encoded(), cluster.rest().times(one.id(), JobBench.INDEX));
      if (each) {
        Map<String, Object> line = figures(one.id(), one.written());
        line.put("encoded_bytes", one.encoded());
        report.line("each", line);
      }
    }
    Map<String, Object> figures = totals.figures(Math.round(job.metric("sealingBytes") - sealed));
    figures.put("sealings", job.metric("sealings") - seals);
    figures.put("compactions", job.metric("compactions") - compactions);
    job.tell("checkpointSyncNanos_median", "max", 1e3, "sync_us_p50", figures);
    job.tell("checkpointSyncNanos_p99", "max", 1e3, "sync_us_p99", figures);
    job.tell("checkpointSyncNanos_max", "max", 1e3, "sync_us_max", figures);
    job.tell("lastCheckpointDeltaBytes", "sum", 1, "last_delta_bytes", figures);
    job.tell("checkpointUploadedBytes", "sum", 1, "told_uploaded_bytes", figures);
    job.tell("checkpointReusedBytes", "sum", 1, "told_reused_bytes", figures);
    job.tell("stallNanos", "sum", 1e6, "slowed_down_ms", figures);
    figures.putAll(with.figures("changes_per_s"));
    figures.putAll(job.shape());
    report.line("checkpoints", figures);
    if (compare) {
      Map<String, Object> both = BenchReport.figures();
      both.putAll(with.figures("with"));
      both.putAll(without.figures("without"));
      both.put("ratio", with.perSecond() / without.perSecond());
      both.put("ratio_cpu", with.perCpuSecond() / without.perCpuSecond());
      report.line("compare", both);
    }
  }

  private void sleepUntil(long nanos) throws Exception {
    long left = nanos - System.nanoTime();
    if (left > 0) {
      Thread.sleep(Duration.ofNanos(left).toMillis());
    }
    cluster.checkRunning();
  }
}
