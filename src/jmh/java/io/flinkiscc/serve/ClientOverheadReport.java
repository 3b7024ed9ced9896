package io.flinkiscc.serve;

import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.match.MatchMerger;
import io.flinkiscc.match.MatchPart;
import io.flinkiscc.match.MatchQuery;
import io.flinkiscc.match.Matcher;
import io.flinkiscc.query.EnrichedRecords;
import io.flinkiscc.query.FoundParts;
import io.flinkiscc.query.QueryTerms;
import io.flinkiscc.query.UnitCodes;
import io.flinkiscc.state.ServedTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/**
 * Measures what a client on the loopback adds to a search in the same JVM, one query after the
 * other, and how many queries a second it takes with many open, with and without linger.
 *
 * <p>Arguments: the number of assets and the rounds.
 */
final class ClientOverheadReport {

  private static final int OPEN = 64;

  private final ServiceFixture service;
  private final RegistryOptions registry;
  private final int rounds;

  private ClientOverheadReport(ServiceFixture service, RegistryOptions registry, int rounds) {
    this.service = service;
    this.registry = registry;
    this.rounds = rounds;
  }

  public static void main(String[] args) throws Exception {
    Path directory = Files.createTempDirectory("registry");
    RegistryOptions registry = RegistryOptions.of("dir:" + directory);
    try (ServiceFixture service = new ServiceFixture(options -> options.registry(registry))) {
      service.fill(Integer.parseInt(args[0]), 100);
      ClientOverheadReport report =
          new ClientOverheadReport(service, registry, Integer.parseInt(args[1]));
      for (int repeat = 0; repeat < 3; repeat++) {
        report.latencies();
      }
      for (long linger : new long[] {0, 100, 300, 0, 100, 300}) {
        report.throughput(Duration.ofNanos(1000 * linger));
      }
    }
  }

  private IsccClient client(Duration linger) throws Exception {
    return IsccClient.open(ClientOptions.builder(registry).linger(linger).build());
  }

  private QueryRecord query() {
    return QueryRecord.builder("q")
        .units(List.of(IsccUnit.of(ServiceFixture.TEXT, service.bytes(8))))
        .includeUnitMatches(true)
        .build();
  }

  private void latencies() throws Exception {
    long[] direct = new long[rounds];
    long[] remote = new long[rounds];
    try (IsccClient client = client(Duration.ZERO)) {
      for (int i = 0; i < rounds; i++) {
        QueryRecord query = query();
        long started = System.nanoTime();
        EnrichedRecord here = direct(query);
        long between = System.nanoTime();
        EnrichedRecord there = client.search(query).get();
        remote[i] = System.nanoTime() - between;
        direct[i] = between - started;
        if (!here.unitMatches().equals(there.unitMatches())) {
          throw new IllegalStateException(here + " is not " + there);
        }
      }
    }
    Arrays.sort(direct);
    Arrays.sort(remote);
    for (double share : new double[] {.5, .9, .99}) {
      int at = (int) (share * rounds);
      System.out.printf(
          "p%.0f: direct %.0f us, client %.0f us, overhead %.0f us%n",
          100 * share, direct[at] / 1e3, remote[at] / 1e3, (remote[at] - direct[at]) / 1e3);
    }
  }

  private EnrichedRecord direct(QueryRecord record) {
    ServedTask task = service.task.served();
    long started = System.nanoTime();
    MatchQuery query =
        new QueryTerms(task.unitTypes()).of(record, UnitCodes.of(record.units())).orElseThrow();
    MatchPart part = new Matcher(task.rules()).match(task.latest(), query);
    FoundParts found =
        new FoundParts(new MatchMerger(task.rules()).merge(query, List.of(part)), 1, 0, List.of());
    return new EnrichedRecords(task.realm(), task.unitTypes())
        .answered(record, query, found, "", (System.nanoTime() - started) / 1000);
  }

  private void throughput(Duration linger) throws Exception {
    try (IsccClient client = client(linger)) {
      Queue<CompletableFuture<EnrichedRecord>> open = new ArrayDeque<>();
      long started = System.nanoTime();
      for (int i = 0; i < rounds; i++) {
        if (open.size() == OPEN) {
          open.remove().get();
        }
        open.add(client.search(query()));
      }
      for (CompletableFuture<EnrichedRecord> answer : open) {
        answer.get();
      }
      double seconds = (System.nanoTime() - started) / 1e9;
      System.out.printf(
          "linger %d us, %d open: %.0f queries/s%n",
          linger.toNanos() / 1000, OPEN, rounds / seconds);
    }
  }
}
