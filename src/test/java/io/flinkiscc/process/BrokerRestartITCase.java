package io.flinkiscc.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.kafka.RawRecord;
import io.flinkiscc.testing.GoldenData;
import io.flinkiscc.testing.ProcessBroker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker killed and brought back under a running job: every result is there once. */
class BrokerRestartITCase {

  private static final int PARALLELISM = 2;
  private static final int KEYS = 800;
  private static final int CHANGES = 1_500;

  private static ProcessBroker broker;

  @TempDir Path dir;

  @BeforeAll
  static void startBroker() {
    broker = ProcessBroker.start();
  }

  @AfterAll
  static void closeBroker() {
    broker.close();
  }

  @Test
  void answersStayTheGoldenOnes() throws Exception {
    List<RawRecord> events = GoldenData.events();
    List<RawRecord> queries = GoldenData.queries();
    int poison = GoldenData.refusals().size();
    TopicJob job = new TopicJob("golden", broker.bootstrapServers());
    JobClient client = job.start(local(), PARALLELISM);
    try {
      job.sendEvents(events);
      job.awaitTaken("events", events.size() / 8);
      killAndRestart();
      job.awaitEventsApplied(client, savepoints());
      job.sendQueries(queries);
      job.awaitCommitted(queries.size() / 8, 0);
      killAndRestart();
      job.awaitCommitted(queries.size(), poison);
    } finally {
      client.cancel().get();
    }
    GoldenData.assertGolden(job.results(), "broker killed twice");
    assertThat(job.deadLetters()).hasSize(poison);
  }

  @Test
  void numberedRecordsThatComeTwiceAndInAnyOrderDoNoHarm() throws Exception {
    long seed = 5;
    Random random = new Random(seed);
    NumberedRecords log = new NumberedRecords(new ChangeLog(seed, KEYS), CHANGES);
    List<RawRecord> delivered = new ArrayList<>(log.records());
    delivered.addAll(log.records());
    Collections.shuffle(delivered, random);
    TopicJob job = new TopicJob("redelivered", broker.bootstrapServers());
    JobClient client = job.start(local(), PARALLELISM);
    try {
      job.sendEvents(delivered);
      job.awaitTaken("events", 1 + random.nextInt(delivered.size() / 2));
      killAndRestart();
      job.awaitEventsApplied(client, savepoints());
      job.sendQueries(NumberedRecords.queries());
      job.awaitCommitted(NumberedRecords.queries().size(), 0);
    } finally {
      client.cancel().get();
    }
    assertThat(job.results()).hasSize(NumberedRecords.queries().size());
    assertThat(NumberedRecords.found(job.results())).as("seed %d", seed).isEqualTo(log.expected());
    assertThat(job.deadLetters()).isEmpty();
  }

  private static void killAndRestart() {
    broker.kill();
    broker.restart();
  }

  private String savepoints() {
    return dir.resolve("savepoints").toUri().toString();
  }

  private Configuration local() {
    Configuration config = new Configuration();
    config.set(DeploymentOptions.TARGET, "local");
    config.set(DeploymentOptions.ATTACHED, true);
    config.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY, dir.resolve("checkpoints").toUri().toString());
    return config;
  }
}
