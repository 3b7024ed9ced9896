package io.flinkiscc.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.flinkiscc.kafka.RawRecord;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Sends the dataset through a {@link DemoCluster} and shows what comes out. */
final class DemoRun {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long PROGRESS_MILLIS = 500;

  /** Name of the index operator in the job. */
  private static final String INDEX = "index";

  private final DemoCluster cluster;
  private final PrintWriter out;
  private final DemoTopics topics;

  DemoRun(DemoCluster cluster, PrintWriter out) {
    this.cluster = cluster;
    this.out = out;
    this.topics = new DemoTopics(cluster.bootstrapServers());
  }

  void run() throws Exception {
    List<RawRecord> events = DemoData.events();
    long started = System.nanoTime();
    topics.send(DemoCluster.INGEST, events);
    List<JsonNode> deadLetters = awaitIngest(events.size());
    double ingestSeconds = (System.nanoTime() - started) / 1e9;

    long asked = System.nanoTime();
    List<RawRecord> queries = new ArrayList<>();
    DemoData.queries().forEach((id, json) -> queries.add(DemoTopics.record(id, json)));
    topics.send(DemoCluster.QUERIES, queries);
    DemoResults results = readResults(queries.size());
    double querySeconds = (System.nanoTime() - asked) / 1e9;

    out.println();
    out.println(
        "What is similar to what (names of the contents, score, relation, differing bits):");
    out.print(results.table());
    out.println();
    showDeadLetters(deadLetters);
    out.println();
    out.printf(
        "%d records applied in %.1f s (%.0f records/s, start of the job included)%n",
        events.size() - deadLetters.size(), ingestSeconds, events.size() / ingestSeconds);
    out.printf(
        "%d queries answered in %.1f s, each result in one transaction with its checkpoint%n",
        results.size(), querySeconds);
    showShards();
    showCheckpoints();
    out.println(results.relativesFound());
    out.flush();
  }

  /** Waits until every event is either in the index or among the dead letters. */
  private List<JsonNode> awaitIngest(int events) throws Exception {
    List<JsonNode> deadLetters = new ArrayList<>();
    FlinkRest rest = cluster.rest();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    long applied = 0;
    while (applied + deadLetters.size() < events) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            applied + " of " + events + " records were indexed within " + PATIENCE);
      }
      TimeUnit.MILLISECONDS.sleep(PROGRESS_MILLIS);
      deadLetters = topics.committed(DemoCluster.DEAD_LETTERS);
      long now = rest.recordsIn(INDEX);
      if (now != applied) {
        out.printf("  %d of %d records in the index%n", now, events);
        out.flush();
      }
      applied = now;
    }
    return deadLetters;
  }

  private DemoResults readResults(int wanted) {
    DemoResults results = new DemoResults();
    topics.read(
        DemoCluster.ENRICHED,
        PATIENCE,
        new DemoTopics.ReadUntil() {
          @Override
          public void accept(ConsumerRecord<byte[], byte[]> record) {
            results.add(new String(record.value(), UTF_8));
          }

          @Override
          public boolean enough() {
            return results.size() >= wanted;
          }
        });
    return results;
  }

  private void showDeadLetters(List<JsonNode> deadLetters) {
    out.println("Records that were refused, from the dead-letter topic:");
    for (JsonNode letter : deadLetters) {
      out.printf(
          "  offset %-5d %-16s %s%n",
          letter.path("offset").asLong(),
          letter.path("reason").asText(),
          letter.path("message").asText());
    }
  }

  private void showShards() throws Exception {
    FlinkRest rest = cluster.rest();
    out.printf(
        "%d shards sealed, %d compactions; %d sealed shards of %.1f kB are searched now%n",
        rest.metricSum(INDEX, "similarity.sealings"),
        rest.metricSum(INDEX, "similarity.compactions"),
        rest.metricSum(INDEX, "similarity.sealedShards"),
        rest.metricSum(INDEX, "similarity.sealedBytes") / 1000.0);
  }

  private void showCheckpoints() throws Exception {
    FlinkRest.Checkpoints checkpoints = cluster.rest().checkpoints();
    out.printf(
        "%d checkpoints completed, %d failed; the last one holds %.1f kB; %d ms each on average%n",
        checkpoints.completed(),
        checkpoints.failed(),
        checkpoints.lastBytes() / 1000.0,
        checkpoints.averageMillis());
  }
}
