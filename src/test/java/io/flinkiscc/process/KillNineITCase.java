package io.flinkiscc.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.testing.GoldenData;
import io.flinkiscc.testing.ProcessBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Task managers killed as by {@code kill -9}: nothing is lost, duplicated, stale or resurrected.
 *
 * <p>{@code -Dkills=50} makes each test go on to that many kills, {@code -Dkills.seed=7} makes
 * other ones.
 */
class KillNineITCase {

  private static final int KILLS = Integer.getInteger("kills", 2);
  private static final long SEED = Long.getLong("kills.seed", 1);
  private static final int KEYS = 3_000;
  private static final int MOST_PARALLEL = 4;

  @TempDir Path dir;

  @Test
  void nothingIsLostWhenTaskManagersAreKilled() throws Exception {
    campaign("kill-nine", new Configuration(), false, "tm1", "tm2", "tm3");
  }

  @Test
  void nothingIsLostWhenTheSchedulerAdaptsToKills() throws Exception {
    Configuration adaptive = new Configuration();
    adaptive.set(JobManagerOptions.SCHEDULER, JobManagerOptions.SchedulerType.Adaptive);
    Duration soon = Duration.ofMillis(200);
    adaptive.set(JobManagerOptions.SCHEDULER_SUBMISSION_RESOURCE_STABILIZATION_TIMEOUT, soon);
    adaptive.set(JobManagerOptions.SCHEDULER_EXECUTING_RESOURCE_STABILIZATION_TIMEOUT, soon);
    adaptive.set(JobManagerOptions.SCHEDULER_EXECUTING_COOLDOWN_AFTER_RESCALING, soon);
    adaptive.set(JobManagerOptions.SCHEDULER_RESCALE_TRIGGER_MAX_DELAY, soon);
    // No slots to spare: the loss of a process takes parallelism, its return gives it back.
    campaign("kill-nine-adaptive", adaptive, true, "tm1", "tm2");
  }

  @Test
  void answersOverKafkaStayTheGoldenOnes() throws Exception {
    Random random = new Random(SEED);
    int events = GoldenData.events().size();
    int queries = GoldenData.queries().size();
    int poison = GoldenData.refusals().size();
    try (ProcessBroker broker = ProcessBroker.start();
        ProcessCluster cluster =
            new ProcessCluster("kill-nine-kafka", dir, new Configuration(), "tm1", "tm2")) {
      TopicJob job = new TopicJob("golden", broker.bootstrapServers());
      JobClient running = job.start(client(cluster), 2);
      job.sendEvents(GoldenData.events());
      job.awaitTaken("events", 1 + random.nextInt(events / 2));
      cluster.killAndRestart("tm1");
      job.awaitEventsApplied(running, dir.resolve("savepoints").toUri().toString());
      job.sendQueries(GoldenData.queries());
      job.awaitCommitted(1 + random.nextInt(queries / 2), 0);
      cluster.killAndRestart("tm2");
      job.awaitCommitted(queries, poison);
      running.cancel().get();
      GoldenData.assertGolden(job.results(), "seed " + SEED);
      assertThat(job.deadLetters()).as("seed %d", SEED).hasSize(poison);
      cluster.passed();
    }
  }

  private void campaign(String name, Configuration options, boolean inPlace, String... taskManagers)
      throws Exception {
    Random random = new Random(SEED);
    // So that one is there long enough to be looked at.
    options.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, 60);
    try (ProcessCluster cluster = new ProcessCluster(name, dir, options, taskManagers)) {
      String savepoints = dir.resolve("savepoints").toUri().toString();
      KillCampaign campaign =
          new KillCampaign(cluster, client(cluster), savepoints, new ChangeLog(SEED, KEYS), random);
      try {
        int parallelism = 2;
        campaign.start(parallelism, null);
        for (int round = 0; campaign.kills() < KILLS; round++) {
          campaign.kill(KillAim.values()[round % KillAim.values().length]);
          if (inPlace) {
            campaign.awaitParallelism(parallelism);
          }
          campaign.awaitCheckpoint();
          campaign.verify();
          if (round % 3 == 2) {
            parallelism = other(parallelism, random);
            if (inPlace) {
              campaign.rescaleInPlace(parallelism);
            } else {
              campaign.rescaleByRestart(parallelism);
            }
          }
        }
        campaign.verify();
        campaign.awaitAnswers();
        campaign.end();
      } finally {
        System.out.println(name + ", seed " + SEED + ": " + campaign);
      }
      assertThat(campaign.aimsHit()).isPositive();
      cluster.passed();
    }
  }

  private Configuration client(ProcessCluster cluster) {
    Configuration client = cluster.client();
    client.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(250));
    client.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY, dir.resolve("checkpoints").toUri().toString());
    client.set(StateRecoveryOptions.LOCAL_RECOVERY, true);
    client.set(CheckpointingOptions.LOCAL_BACKUP_ENABLED, true);
    return client;
  }

  private static int other(int parallelism, Random random) {
    int next = 1 + random.nextInt(MOST_PARALLEL - 1);
    return next < parallelism ? next : next + 1;
  }
}
