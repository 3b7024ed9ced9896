package io.flinkiscc.job;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * Runs the job that keeps an index up to date and answers queries. With {@code flink run} it is
 * handed to the cluster, else it runs in this JVM until it is stopped. Exit codes: 0 done, 1
 * failed, 2 wrong arguments or configuration.
 */
@Command(
    name = "enrich",
    description = "Keep an index up to date from a Kafka topic and answer the queries of another.",
    sortOptions = false)
public final class EnrichCommand implements Callable<Integer> {

  @Mixin private JobArguments arguments;

  /** For picocli. */
  public EnrichCommand() {}

  @Override
  public Integer call() throws Exception {
    return arguments.run(JobKind.ENRICH);
  }
}
