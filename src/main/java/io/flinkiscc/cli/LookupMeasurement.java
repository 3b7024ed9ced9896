package io.flinkiscc.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.serve.ClientListener;
import io.flinkiscc.serve.ClientOptions;
import io.flinkiscc.serve.Endpoint;
import io.flinkiscc.serve.IsccClient;
import io.flinkiscc.serve.TaskFailure;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Asks the service of another process in several ways, and tells how that went. */
final class LookupMeasurement implements AutoCloseable {

  private static final int QUERIES = 8192;
  private static final int SAMPLES = 100;
  private static final int ROUNDS = 20;
  private static final int ROUND = 50;

  private final LookupOptions options;
  private final LookupServiceProcess service;
  private final List<QueryRecord> queries = new ArrayList<>();
  private final Events events = new Events();
  private final IsccClient client;
  private final OpenLoop loop;

  /** What the client did beside answering. */
  private static final class Events implements ClientListener {
    private final LongAdder retried = new LongAdder();
    private final LongAdder overloaded = new LongAdder();

    @Override
    public void retried() {
      retried.increment();
    }

    @Override
    public void taskFailed(Endpoint task, TaskFailure why) {
      if (why.kind() == TaskFailure.Kind.OVERLOADED) {
        overloaded.increment();
      }
    }
  }

  LookupMeasurement(
      LookupOptions options, LookupServiceProcess service, ClientOptions clientOptions)
      throws IOException {
    this.options = options;
    this.service = service;
    LookupLog log = options.log();
    for (int i = 0; i < QUERIES; i++) {
      queries.add(options.query().query(i, log.query(i), options.k(), options.exact()));
    }
    this.client = IsccClient.open(clientOptions, events);
    this.loop = new OpenLoop(client, queries, 2 * clientOptions.timeout().toMillis() / 1e3);
  }

  /** Asks at a rate without measuring. */
  void warmUp(double perSecond, double seconds) throws InterruptedException {
    loop.run(perSecond, seconds);
  }

  /** Asks at a rate. */
  Map<String, Object> rate(double perSecond, double seconds)
      throws IOException, InterruptedException {
    service.ask(LookupServiceCommand.USED);
    long retried = events.retried.sum();
    long overloaded = events.overloaded.sum();
    Stopwatch watch = Stopwatch.start();
    LookupTally tally = loop.run(perSecond, seconds);
    double own = watch.processSeconds();
    double wall = watch.wallSeconds();
    JsonNode used = service.ask(LookupServiceCommand.USED);
    Map<String, Object> figures = BenchReport.figures();
    figures.put("offered_per_s", perSecond);
    figures.putAll(tally.figures());
    figures.put("retries", events.retried.sum() - retried);
    figures.put("refusals_by_service", events.overloaded.sum() - overloaded);
    figures.put("seconds", wall);
    figures.put("client_cpu_s", own);
    figures.put("service_cpu_s", used.get("cpu_seconds").asDouble());
    figures.put("changes", used.get("changes").asLong());
    figures.put("checkpoints", used.get("checkpoints").asLong());
    figures.put(
        "machine_load", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    return figures;
  }

  /**
   * Asks samples of the queries twice, one right behind the other: as they are, and for an exact
   * answer.
   */
  Double recall() {
    LookupRecall recall = new LookupRecall();
    LookupLog log = options.log();
    for (int i = 0; i < SAMPLES; i++) {
      int number = i * (QUERIES / SAMPLES) + i % 3;
      EnrichedRecord answer = client.search(queries.get(number)).join();
      QueryRecord exact = options.query().query(number, log.query(number), options.k(), true);
      recall.compare(answer, client.search(exact).join());
    }
    return recall.recall();
  }

  /** Asks one query after the other, here by the client and there without it, in turns. */
  Map<String, Object> overhead() throws IOException {
    long[] asked = new long[ROUNDS * ROUND];
    long[] direct = new long[ROUNDS * ROUND];
    long directCpu = 0;
    // Those below 0 are for the compilers of both.
    for (int round = -ROUNDS / 2; round < ROUNDS; round++) {
      int first = Math.max(0, round) * ROUND;
      for (int i = first; i < first + ROUND; i++) {
        long started = System.nanoTime();
        client.search(queries.get(i)).join();
        asked[i] = System.nanoTime() - started;
      }
      JsonNode searched = service.ask(LookupServiceCommand.SEARCH + " " + first + " " + ROUND);
      for (int i = 0; i < ROUND; i++) {
        direct[first + i] = searched.get("nanos").get(i).asLong();
      }
      directCpu += round < 0 ? 0 : searched.get("cpu_nanos").asLong();
    }
    Arrays.sort(asked);
    Arrays.sort(direct);
    Map<String, Object> figures = BenchReport.figures();
    figures.put("requests", asked.length);
    figures.put("client_p50_us", Latencies.at(asked, .5));
    figures.put("direct_p50_us", Latencies.at(direct, .5));
    figures.put("direct_cpu_us", directCpu / 1e3 / direct.length);
    figures.put("overhead_p50_us", Latencies.at(asked, .5) - Latencies.at(direct, .5));
    figures.put("client_p99_us", Latencies.at(asked, .99));
    figures.put("direct_p99_us", Latencies.at(direct, .99));
    return figures;
  }

  @Override
  public void close() {
    client.close();
  }
}
