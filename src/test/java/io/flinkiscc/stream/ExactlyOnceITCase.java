package io.flinkiscc.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flinkiscc.cli.EmbeddedBroker;
import io.flinkiscc.testing.GoldenData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Failures and rescales, over real topics: the answers stay the golden ones, each given once. */
class ExactlyOnceITCase {

  @RegisterExtension
  static final MiniClusterExtension FLINK =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(2)
              .setNumberSlotsPerTaskManager(3)
              .build());

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int EVENTS = GoldenData.events().size();
  private static final int POISON = GoldenData.refusals().size();

  private static EmbeddedBroker broker;

  @TempDir Path dir;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  static Stream<Long> seeds() {
    return Stream.iterate(100L, seed -> seed + 1).limit(10);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void failuresAnywhereLeaveTheSameAnswersAndNoDuplicates(long seed) throws Exception {
    Random random = new Random(seed);
    KafkaPipeline pipeline = pipeline("fail-" + seed);
    if (random.nextBoolean()) {
      pipeline.unaligned();
    }
    Set<Long> points = new TreeSet<>();
    while (points.size() < 3) {
      points.add(1L + random.nextInt(EVENTS));
    }
    FailurePlan plan = pipeline.failAt(points);
    int parallelism = 1 + random.nextInt(3);
    JobClient job = pipeline.start(parallelism, null);
    try {
      pipeline.sendEvents(0, EVENTS);
      pipeline.awaitEventsApplied(job, dir.resolve("savepoints"));
      assertThat(plan.failures()).as("seed %d", seed).isEqualTo(3);
      FailurePlan second = pipeline.failAt(Set.of(1L + random.nextInt(100)));
      pipeline.sendQueries();
      await().atMost(PATIENCE).until(() -> pipeline.committedResults().size() >= 150);
      assertThat(second.failures()).as("seed %d", seed).isEqualTo(1);
      await().atMost(PATIENCE).until(() -> pipeline.committedDeadLetters().size() >= POISON);
    } finally {
      job.cancel().get();
    }
    GoldenData.assertGolden(
        pipeline.committedResults(), "seed " + seed + ", parallelism " + parallelism);
    assertThat(pipeline.committedDeadLetters()).as("seed %d", seed).hasSize(POISON);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1,3,2", "3,2,1", "2,1,3"})
  void aRetainedCheckpointGoesOnAtAnotherParallelism(String parallelisms) throws Exception {
    KafkaPipeline pipeline = pipeline("rescale-" + parallelisms.replace(',', '-'));
    int[] steps = Stream.of(parallelisms.split(",")).mapToInt(Integer::parseInt).toArray();
    String checkpoint = null;
    for (int step = 0; step < steps.length; step++) {
      JobClient job = pipeline.start(steps[step], checkpoint);
      try {
        pipeline.sendEvents(EVENTS * step / steps.length, EVENTS * (step + 1) / steps.length);
        pipeline.awaitEventsApplied(job, dir.resolve("savepoints"));
        if (step == steps.length - 1) {
          pipeline.sendQueries();
          await().atMost(PATIENCE).until(() -> pipeline.committedResults().size() >= 150);
          await().atMost(PATIENCE).until(() -> pipeline.committedDeadLetters().size() >= POISON);
        }
      } finally {
        job.cancel().get();
      }
      checkpoint = lastCheckpoint(job.getJobID().toHexString());
    }
    GoldenData.assertGolden(pipeline.committedResults(), "parallelisms " + parallelisms);
    assertThat(pipeline.committedDeadLetters()).hasSize(POISON);
  }

  private KafkaPipeline pipeline(String name) {
    return new KafkaPipeline(name, broker.bootstrapServers(), dir.toUri().toString());
  }

  private String lastCheckpoint(String jobId) throws IOException {
    try (Stream<Path> checkpoints = Files.list(dir.resolve(jobId))) {
      return checkpoints
          .filter(p -> Files.exists(p.resolve("_metadata")))
          .max(
              Comparator.comparingInt(
                  p -> Integer.parseInt(p.getFileName().toString().substring(4))))
          .orElseThrow()
          .toUri()
          .toString();
    }
  }
}
