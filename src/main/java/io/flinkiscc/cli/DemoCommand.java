package io.flinkiscc.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows the whole thing on this machine: broker, Flink and real records inside one JVM. */
@Command(
    name = "demo",
    description = {
      "Run a Kafka broker and Flink inside this JVM, index the records of 1 528 real contents, ask"
          + " 150 queries, and show what is found. Ends by itself.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class DemoCommand implements Callable<Integer> {

  private static final int MOST_TASKS = 8;

  @Spec private CommandSpec spec;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      defaultValue = "2",
      description = "Number of index tasks, 1..8. Default: ${DEFAULT-VALUE}.")
  private int parallelism;

  @Option(
      names = "--keep-running",
      description = "Leave broker and job up when all is shown, until Ctrl-C.")
  private boolean keepRunning;

  @Override
  public Integer call() throws Exception {
    if (parallelism < 1 || parallelism > MOST_TASKS) {
      throw new ParameterException(
          spec.commandLine(), "--parallelism is " + parallelism + ", allowed are 1.." + MOST_TASKS);
    }
    // The last checkpoint is cut off when the job is ended; log4j2.properties reads this.
    System.setProperty("flink-iscc.checkpoint.log", "error");
    PrintWriter out = spec.commandLine().getOut();
    try (DemoCluster cluster = DemoCluster.start(parallelism, out)) {
      new DemoRun(cluster, out).run();
      if (keepRunning) {
        out.println();
        out.println("Still running, until Ctrl-C:");
        cluster.describe(out);
        out.flush();
        Thread.currentThread().join();
      }
    }
    return 0;
  }
}
