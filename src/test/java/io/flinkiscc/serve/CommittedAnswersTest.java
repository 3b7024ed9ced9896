package io.flinkiscc.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.index.Asset;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.Completeness;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.KeyGroupSpan;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.match.MatchRules;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.query.KeyGroupOf;
import io.flinkiscc.state.TaskPlace;
import io.flinkiscc.state.TestServedTask;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two tasks hear of completed checkpoints one after the other. */
class CommittedAnswersTest {

  private static final int KEY_GROUPS = 128;
  private static final UnitType TYPE = UnitType.CONTENT_TEXT_V0;
  private static final byte[] CODE = new byte[8];

  @TempDir Path dir;
  private final List<TestServedTask> tasks = new ArrayList<>();
  private final List<AutoCloseable> services = new ArrayList<>();
  private RegistryOptions registry;

  @BeforeEach
  void start() throws Exception {
    registry = RegistryOptions.of("dir:" + dir);
    for (int task = 0; task < 2; task++) {
      int first = task * KEY_GROUPS / 2;
      TaskPlace place =
          new TaskPlace("00ff", task, 2, 0, KEY_GROUPS, first, first + KEY_GROUPS / 2 - 1);
      TestServedTask served = new TestServedTask(place, MatchRules.tiered(), new RecordedMetrics());
      tasks.add(served);
      services.add(QueryServiceOptions.builder().registry(registry).build().start(served.served()));
    }
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable service : services) {
      service.close();
    }
    for (TestServedTask task : tasks) {
      task.close();
    }
  }

  private void put(int from, int to) {
    for (int key = from; key < to; key++) {
      int task = KeyGroupOf.key(key, KEY_GROUPS) * 2 / KEY_GROUPS;
      tasks.get(task).put(Asset.builder(key).unit(TYPE, Code.of(CODE)).build());
    }
  }

  private static QueryRecord query(long timeoutMs) {
    return QueryRecord.builder("q")
        .units(List.of(IsccUnit.of(TYPE, CODE)))
        .limit(1000)
        .timeoutMs(timeoutMs)
        .build();
  }

  @Test
  void partsOfTwoCheckpointsAreNotPutTogether() throws Exception {
    ClientOptions options =
        ClientOptions.builder(registry)
            .consistency(Consistency.COMMITTED)
            .refresh(Duration.ofMillis(100))
            .build();
    put(0, 100);
    tasks.forEach(task -> task.checkpoint(1));
    put(100, 200);
    try (IsccClient client = IsccClient.open(options)) {
      EnrichedRecord first =
          Awaitility.await()
              .until(
                  () -> client.search(query(10_000)).get(),
                  answer -> answer.completeness() == Completeness.EXACT);
      assertThat(first.globalMatches()).hasSize(100);

      tasks.get(0).checkpoint(2);
      EnrichedRecord early = client.search(query(300)).get();
      assertThat(early.completeness()).isEqualTo(Completeness.PARTIAL);
      assertThat(early.missingKeyGroups()).containsExactly(new KeyGroupSpan(64, 127));
      assertThat(early.reason()).contains("checkpoint 1", "others of 2");

      CompletableFuture<EnrichedRecord> late = client.search(query(60_000));
      tasks.get(1).checkpoint(2);
      assertThat(late.get().completeness()).isEqualTo(Completeness.EXACT);
      assertThat(late.get().globalMatches()).hasSize(200);
    }
  }
}
