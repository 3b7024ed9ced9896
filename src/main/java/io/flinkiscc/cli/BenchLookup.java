package io.flinkiscc.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.flinkiscc.serve.ClientOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks the query service of a job in another process, at rates up to too many. */
@Command(
    name = "lookup",
    description = {
      "Ask the query service of a running job for near codes. The job runs in a process of its own,"
          + " which gets the options of this JVM, and goes on taking changes and checkpoints"
          + " meanwhile; the client is in this process.",
      "",
      "Requests are sent at even intervals whatever becomes of the answers, and their latency counts"
          + " from the time at which they were to be sent. Percentiles are those of complete"
          + " answers. Recall is that of 100 queries asked a second time for an exact answer, behind"
          + " each rate.",
      "",
      "At the end more requests are sent than can be answered, then few again: those above must be"
          + " refused, and the few be answered as before.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class BenchLookup implements Callable<Integer> {

  private static final double WARM_UP_SHARE = .5;

  @Spec private CommandSpec spec;

  @Mixin private LookupOptions options;

  @Option(
      names = "--rates",
      split = ",",
      paramLabel = "PER_SECOND",
      defaultValue = "250,500,1000,2000,4000",
      description = "Requests per second, one rate after the other. Default: ${DEFAULT-VALUE}.")
  private double[] rates;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "10",
      description = "How long each rate is measured, .1..3600. Default: ${DEFAULT-VALUE}.")
  private double seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      defaultValue = "20",
      description =
          "How long to ask before anything is measured, at the first two rates, .1..3600. Default:"
              + " ${DEFAULT-VALUE}.")
  private double warmUp;

  @Option(
      names = "--overload",
      paramLabel = "FACTOR",
      defaultValue = "10",
      description =
          "How many times of the most that was answered are sent at the end, 0 (leave it out) to"
              + " 1000. Default: ${DEFAULT-VALUE}.")
  private double overload;

  @Option(
      names = "--timeout",
      paramLabel = "MS",
      defaultValue = "1000",
      description = "Milliseconds that a request may take, 1..60000. Default: ${DEFAULT-VALUE}.")
  private int timeoutMillis;

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      defaultValue = "1000",
      description =
          "Requests at a time at which the client refuses others, 1..1000000. Default:"
              + " ${DEFAULT-VALUE}.")
  private int inFlight;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "Where the registry, checkpoints, local files and the log of the service are written; what"
              + " is in it stays. Default: a temporary directory.")
  private Path dir;

  @Override
  public Integer call() throws Exception {
    check();
    PrintWriter progress = spec.commandLine().getErr();
    Map<String, Object> described = options.describe();
    described.put("seconds", seconds);
    described.put("timeout_ms", timeoutMillis);
    described.put("in_flight", inFlight);
    BenchReport report =
        new BenchReport("lookup", options.describeData(), described, spec.commandLine().getOut());
    try (BenchDirectory directory = BenchDirectory.open(dir);
        LookupServiceProcess service = LookupServiceProcess.start(options, directory.path())) {
      say(progress, "filling the index, log in " + directory.path().resolve("service.log"));
      report.line("filled", figures(service.next()));
      ClientOptions client =
          ClientOptions.builder(LookupJob.registry(directory.path()))
              .timeout(Duration.ofMillis(timeoutMillis))
              .maxInFlight(inFlight)
              .build();
      try (LookupMeasurement measurement = new LookupMeasurement(options, service, client)) {
        measure(measurement, report, progress);
      }
    }
    return 0;
  }

  private void check() {
    options.check();
    for (double rate : rates) {
      options.check("--rates", rate, .1, 1_000_000);
    }
    options.check("--seconds", seconds, .1, 3600);
    options.check("--warm-up", warmUp, .1, 3600);
    options.check("--overload", overload, 0, 1000);
    options.check("--timeout", timeoutMillis, 1, 60_000);
    options.check("--in-flight", inFlight, 1, 1_000_000);
  }

  private void measure(LookupMeasurement measurement, BenchReport report, PrintWriter progress)
      throws Exception {
    say(progress, "warming up");
    measurement.warmUp(rates[0], warmUp * WARM_UP_SHARE);
    measurement.warmUp(rates[Math.min(1, rates.length - 1)], warmUp * (1 - WARM_UP_SHARE));
    say(progress, "one by one");
    report.line("overhead", measurement.overhead());
    double most = 0;
    for (double rate : rates) {
      say(progress, rate + " requests per second");
      Map<String, Object> figures = measurement.rate(rate, seconds);
      figures.put("recall", measurement.recall());
      most = Math.max(most, (Double) figures.get("achieved_per_s"));
      report.line("rate", figures);
    }
    if (overload > 0) {
      say(progress, "too many, then few");
      report.line("overload", measurement.rate(overload * most, seconds));
      report.line("recovered", measurement.rate(rates[0], seconds));
    }
  }

  private static Map<String, Object> figures(JsonNode told) {
    Map<String, Object> figures = BenchReport.figures();
    told.properties().forEach(field -> figures.put(field.getKey(), field.getValue()));
    return figures;
  }

  private static void say(PrintWriter progress, String what) {
    progress.println(what);
    progress.flush();
  }
}
