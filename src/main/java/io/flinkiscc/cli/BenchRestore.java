package io.flinkiscc.cli;

import io.flinkiscc.state.CheckpointContents;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Brings a job back after a failure and after a restart. */
@Command(
    name = "restore",
    description = {
      "Fill the index of a Flink job in this JVM, take a checkpoint, let a task fail, and start the"
          + " job anew from the checkpoint. Told is the time until the first exact answer that is"
          + " right (the ten nearest of a query are known beforehand), and until the first one that"
          + " graphs gave.",
      "",
      "After the failure tasks find the state in local files, after the restart they copy it from"
          + " the directory of checkpoints, which is on the same disk.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class BenchRestore implements Callable<Integer> {

  /** What a job is restored from. */
  enum Saved {
    CHECKPOINT,
    SAVEPOINT
  }

  @Spec private CommandSpec spec;

  @Mixin private JobBenchOptions common;

  @Option(
      names = "--parallelism",
      paramLabel = "P",
      defaultValue = "1",
      description = "Index tasks, 1..16. Default: ${DEFAULT-VALUE}.")
  private int parallelism;

  @Option(
      names = "--of",
      paramLabel = "checkpoint|savepoint",
      defaultValue = "checkpoint",
      description = "What the job is restarted from. Default: ${DEFAULT-VALUE}.")
  private Saved saved;

  @Override
  public Integer call() throws Exception {
    common.checkParallelism("--parallelism", parallelism);
    PrintWriter progress = spec.commandLine().getErr();
    Map<String, Object> options = common.describe();
    options.put("parallelism", parallelism);
    options.put("of", saved.name().toLowerCase(java.util.Locale.ROOT));
    BenchReport report =
        new BenchReport("restore", common.data(), options, spec.commandLine().getOut());
    BenchOps ops = common.ops(0, 0);
    KnownQueries known = new KnownQueries(ops);
    try (BenchDirectory directory = BenchDirectory.open(common.dir());
        JobBenchCluster cluster =
            JobBenchCluster.start(directory.path(), parallelism, common.conf());
        JobBench job = new JobBench(cluster, ops, common.engine(), true, progress)) {
      FirstAnswers first = new FirstAnswers(job, cluster, known);
      progress.println("filling the index");
      progress.flush();
      job.submit(parallelism, null);
      report.line("filled", job.preload());
      report.line("before", first.await(System.nanoTime(), 0));
      job.settle();
      report.line("saved", save(cluster::checkpoint));

      progress.println("letting a task fail");
      progress.flush();
      first.forget();
      long failed = System.nanoTime();
      job.changes().fail();
      report.line("failover", with(first.await(failed, 1), first));

      Path from = saved == Saved.SAVEPOINT ? cluster.savepoint() : cluster.checkpoint();
      cluster.cancel();
      progress.println("starting the job anew");
      progress.flush();
      first.forget();
      long started = System.nanoTime();
      job.submit(parallelism, from.toUri().toString());
      report.line("restart", with(first.await(started, 0), first));
      cluster.cancel();
    }
    return 0;
  }

  private static Map<String, Object> with(Map<String, Object> figures, FirstAnswers first)
      throws Exception {
    figures.putAll(first.restored());
    return figures;
  }

  private static Map<String, Object> save(Callable<Path> saving) throws Exception {
    Stopwatch watch = Stopwatch.start();
    Path path = saving.call();
    Map<String, Object> figures = BenchReport.figures();
    figures.put("seconds", watch.wallSeconds());
    CheckpointLedger.Written written = new CheckpointLedger().next(CheckpointContents.read(path));
    figures.put("bytes", written.all());
    figures.put("sealed_bytes", written.referenced());
    return figures;
  }
}
