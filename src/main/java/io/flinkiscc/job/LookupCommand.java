package io.flinkiscc.job;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * Runs the job that asks the index of another job. With {@code flink run} it is handed to the
 * cluster, else it runs in this JVM until it is stopped. Exit codes: 0 done, 1 failed, 2 wrong
 * arguments or configuration.
 */
@Command(
    name = "lookup",
    description = "Answer the queries of a Kafka topic from the index of another job.",
    sortOptions = false)
public final class LookupCommand implements Callable<Integer> {

  @Mixin private JobArguments arguments;

  /** For picocli. */
  public LookupCommand() {}

  @Override
  public Integer call() throws Exception {
    return arguments.run(JobKind.LOOKUP);
  }
}
