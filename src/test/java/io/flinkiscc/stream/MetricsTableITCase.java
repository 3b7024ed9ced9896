package io.flinkiscc.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.IsccJsonFormat;
import io.flinkiscc.kafka.QueryFormat;
import io.flinkiscc.serve.QueryServiceOptions;
import io.flinkiscc.testing.GoldenData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.Metric;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The table of metrics in the documentation holds what a job registers, all of it and no more. */
class MetricsTableITCase {

  private static final Pattern ROW =
      Pattern.compile("\\| ([\\w-]+) \\| `([^`]+)` \\| (\\w+) \\|.*");
  private static final Pattern REGISTERED =
      Pattern.compile(".*\\.([\\w-]+)\\.\\d+\\.similarity\\.(.+)");
  private static final InMemoryReporter REPORTER = InMemoryReporter.createWithRetainedMetrics();

  @RegisterExtension
  static final MiniClusterExtension FLINK =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(2)
              .setConfiguration(REPORTER.addToConfiguration(new Configuration()))
              .build());

  @Test
  void isComplete() throws Exception {
    run();
    Set<String> registered = new TreeSet<>();
    REPORTER
        .getMetricsByGroup()
        .forEach(
            (group, metrics) ->
                metrics.forEach(
                    (last, metric) -> {
                      Matcher name = REGISTERED.matcher(group.getMetricIdentifier(last));
                      if (name.matches()) {
                        registered.add(
                            name.group(1) + " " + withoutType(name.group(2)) + " " + kind(metric));
                      }
                    }));
    Set<String> documented = new TreeSet<>();
    for (String line : Files.readAllLines(Path.of("docs", "metrics.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        assertThat(documented.add(row.group(1) + " " + row.group(2) + " " + row.group(3)))
            .as(line)
            .isTrue();
      }
    }
    assertThat(registered).hasSizeGreaterThan(30).isEqualTo(documented);
  }

  private static void run() throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.setParallelism(2);
    IngestRecords ingest =
        IngestRecords.parse(
            env.fromData(GoldenData.events()), new IsccJsonFormat(0), "parse-ingest");
    QueryRecords queries =
        QueryRecords.parse(env.fromData(GoldenData.queries()), new QueryFormat(0), "parse-queries");
    IsccIndex index =
        IsccIndex.builder()
            .realm(0)
            .answerAfterIngest(true)
            .service(QueryServiceOptions.builder().build())
            .build();
    index.ingest(ingest.changes()).enrich(queries.queries()).sinkTo(new DiscardingSink<>());
    env.execute("metrics");
  }

  private static String withoutType(String name) {
    for (UnitType type : UnitType.values()) {
      if (name.contains("." + type.name() + ".")) {
        return name.replace(type.name(), "<type>");
      }
    }
    return name;
  }

  private static String kind(Metric metric) {
    if (metric instanceof Counter) {
      return "counter";
    }
    return metric instanceof Histogram ? "histogram" : metric instanceof Gauge ? "gauge" : "other";
  }
}
