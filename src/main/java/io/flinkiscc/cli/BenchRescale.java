package io.flinkiscc.cli;

import io.flinkiscc.state.CheckpointContents;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Spreads the index of a job over other numbers of tasks. */
@Command(
    name = "rescale",
    description = {
      "Fill the index of a Flink job in this JVM and restart it from its last checkpoint, which it"
          + " claims, with other numbers of tasks, one after the other. Told is the time until the"
          + " first exact answer that is right, and what the first checkpoint after that wrote.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class BenchRescale implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private JobBenchOptions common;

  @Option(
      names = "--from",
      paramLabel = "P",
      defaultValue = "1",
      description = "Index tasks at the beginning, 1..16. Default: ${DEFAULT-VALUE}.")
  private int from;

  @Option(
      names = "--to",
      paramLabel = "P",
      defaultValue = "2,1",
      split = ",",
      description =
          "Index tasks afterwards, 1..16, several with commas. Default: ${DEFAULT-VALUE}.")
  private int[] to;

  @Override
  public Integer call() throws Exception {
    common.checkParallelism("--from", from);
    for (int each : to) {
      common.checkParallelism("--to", each);
    }
    PrintWriter progress = spec.commandLine().getErr();
    Map<String, Object> options = common.describe();
    options.put("from", from);
    options.put("to", Arrays.stream(to).boxed().toList());
    BenchReport report =
        new BenchReport("rescale", common.data(), options, spec.commandLine().getOut());
    BenchOps ops = common.ops(0, 0);
    KnownQueries known = new KnownQueries(ops);
    int slots = Math.max(from, Arrays.stream(to).max().orElse(1));
    try (BenchDirectory directory = BenchDirectory.open(common.dir());
        JobBenchCluster cluster = JobBenchCluster.start(directory.path(), slots, common.conf());
        JobBench job = new JobBench(cluster, ops, common.engine(), true, progress)) {
      FirstAnswers first = new FirstAnswers(job, cluster, known);
      progress.println("filling the index");
      progress.flush();
      job.submit(from, null);
      report.line("filled", job.preload());
      report.line("before", first.await(System.nanoTime(), 0));
      job.settle();
      CheckpointLedger ledger = new CheckpointLedger();
      Path last = cluster.checkpoint();
      ledger.next(CheckpointContents.read(last));
      int tasks = from;
      for (int each : to) {
        progress.println("from " + tasks + " to " + each);
        progress.flush();
        cluster.cancel();
        first.forget();
        long started = System.nanoTime();
        job.submit(each, last.toUri().toString());
        Map<String, Object> figures = BenchReport.figures();
        figures.put("from", tasks);
        figures.put("to", each);
        figures.putAll(first.await(started, 0));
        figures.putAll(first.restored());
        last = cluster.checkpoint();
        CheckpointLedger.Written written = ledger.next(CheckpointContents.read(last));
        figures.put("next_checkpoint_uploaded_bytes", written.all());
        figures.put("next_checkpoint_log_bytes", written.logs());
        figures.put("next_checkpoint_new_sealed_bytes", written.shards());
        figures.put("next_checkpoint_reuploaded_sealed_bytes", written.again());
        report.line("rescaled", figures);
        tasks = each;
      }
      cluster.cancel();
    }
    return 0;
  }
}
