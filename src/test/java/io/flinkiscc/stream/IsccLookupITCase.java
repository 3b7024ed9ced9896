package io.flinkiscc.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.Completeness;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.kafka.QueryRecordSerializer;
import io.flinkiscc.kafka.Status;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.serve.IsccSearcher;
import io.flinkiscc.serve.SearcherFactory;
import io.flinkiscc.state.SavepointWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Lookups in a checkpoint from within a job, some of which are answered by a part or by nobody. */
class IsccLookupITCase {

  private static final byte[] BODY = {1, 2, 3, 4, 5, 6, 7, 8};
  private static final int QUERIES = 30;
  private static final AtomicInteger OPENED = new AtomicInteger();
  private static final AtomicInteger CLOSED = new AtomicInteger();
  private static final AtomicInteger ASKED = new AtomicInteger();

  @RegisterExtension
  static final MiniClusterExtension FLINK =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(3)
              .build());

  @TempDir Path dir;

  @BeforeEach
  void write() throws Exception {
    OPENED.set(0);
    CLOSED.set(0);
    ASKED.set(0);
    try (SavepointWriter writer =
        SavepointWriter.builder(dir.resolve("savepoint").toString()).realm(0).build()) {
      for (long key = 1; key <= 100; key++) {
        Asset asset = Asset.builder(key).unit(UnitType.CONTENT_TEXT_V0, Code.of(BODY)).build();
        writer.apply(AssetOp.upsert(asset, key, key));
      }
      writer.write();
    }
  }

  /** Answers of a checkpoint, of which some are said to be partial and some fail. */
  private record Troubled(SearcherFactory real) implements SearcherFactory {

    private static final long serialVersionUID = 1L;

    @Override
    public IsccSearcher open() throws IOException, InterruptedException {
      OPENED.incrementAndGet();
      return new TroubledSearcher(real.open());
    }
  }

  /** The second of three queries is answered by a part, the third by nobody. */
  private record TroubledSearcher(IsccSearcher real) implements IsccSearcher {

    @Override
    public CompletableFuture<EnrichedRecord> search(QueryRecord query) {
      ASKED.incrementAndGet();
      int number = Integer.parseInt(query.queryId());
      if (number % 3 == 0) {
        return real.search(query);
      }
      if (number % 3 == 1) {
        return CompletableFuture.completedFuture(
            EnrichedRecord.answer(query, Status.PARTIAL)
                .completeness(Completeness.PARTIAL)
                .reason("a part is missing")
                .build());
      }
      return CompletableFuture.failedFuture(new IOException("nobody is there"));
    }

    @Override
    public CompletableFuture<Optional<Asset>> get(io.flinkiscc.iscc.IsccId id) {
      return real.get(id);
    }

    @Override
    public void close() {
      CLOSED.incrementAndGet();
      real.close();
    }
  }

  private static QueryRecord query(long number) {
    return QueryRecord.builder(Long.toString(number))
        .units(List.of(IsccUnit.of(UnitType.CONTENT_TEXT_V0, BODY)))
        .limit(1 + (int) number)
        .build();
  }

  /** The ids of the results, those put aside behind a minus. */
  private List<String> run(UnaryOperator<IsccLookup.Builder> options, int parallelism)
      throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.setParallelism(parallelism);
    SearcherFactory factory =
        new Troubled(SearcherFactory.snapshot(dir.resolve("savepoint").toString(), Duration.ZERO));
    LookupResults results =
        options
            .apply(IsccLookup.builder(factory).capacity(5))
            .build()
            .ask(
                env.fromSequence(0, QUERIES - 1)
                    .map(IsccLookupITCase::query)
                    .returns(QueryRecordSerializer.typeInfo()));
    List<String> ids = new ArrayList<>();
    results
        .results()
        .map(IsccLookupITCase::told)
        .union(results.deadLetters().map(record -> "-" + told(record)))
        .executeAndCollect()
        .forEachRemaining(ids::add);
    return ids;
  }

  /** The id of a result, with what is wrong with it. */
  private static String told(EnrichedRecord record) {
    int number = Integer.parseInt(record.queryId());
    if (record.status() == Status.OK && record.globalMatches().size() != number + 1) {
      return number + " is wrong";
    }
    return number + (record.reason() == null ? "" : ": " + record.reason());
  }

  private static List<String> wanted(String partial, String unreachable) {
    List<String> ids = new ArrayList<>();
    for (int number = 0; number < QUERIES; number++) {
      switch (number % 3) {
        case 0 -> ids.add(Integer.toString(number));
        case 1 -> ids.add(partial + number + ": a part is missing");
        default -> ids.add(unreachable + number + ": nobody is there");
      }
    }
    return ids;
  }

  @Test
  void whatIsIncompletePassesMarkedOrIsPutAside() throws Exception {
    assertThat(
            run(
                b -> b.onPartial(OnIncomplete.PASS_MARKED).onUnreachable(OnIncomplete.DEAD_LETTER),
                2))
        .containsExactlyInAnyOrderElementsOf(wanted("", "-"));
    assertThat(
            run(
                b -> b.onPartial(OnIncomplete.DEAD_LETTER).onUnreachable(OnIncomplete.PASS_MARKED),
                3))
        .containsExactlyInAnyOrderElementsOf(wanted("-", ""));
    assertThat(OPENED.get()).as("the tasks of a job share one").isBetween(2, 5);
    assertThat(CLOSED.get()).isEqualTo(OPENED.get());
  }

  @Test
  void resultsComeInOrderIfWanted() throws Exception {
    assertThat(run(b -> b.ordered(true).onUnreachable(OnIncomplete.PASS_MARKED), 1))
        .containsExactlyElementsOf(wanted("", ""));
  }

  @Test
  void theJobFailsIfWanted() {
    assertThatThrownBy(() -> run(b -> b.onUnreachable(OnIncomplete.FAIL), 1))
        .hasStackTraceContaining("query 2 was not answered: nobody is there");
    assertThatThrownBy(
            () ->
                run(b -> b.onPartial(OnIncomplete.FAIL).onUnreachable(OnIncomplete.PASS_MARKED), 1))
        .hasStackTraceContaining("was not answered: a part is missing");
  }

  @Test
  void whatIsIncompleteIsAskedAnew() throws Exception {
    List<String> ids =
        run(b -> b.retry(2, Duration.ofMillis(1)).onUnreachable(OnIncomplete.PASS_MARKED), 1);
    assertThat(ids).containsExactlyInAnyOrderElementsOf(wanted("", ""));
    // The end of the input fires what waits to be asked anew once, for the last time.
    int incomplete = QUERIES * 2 / 3;
    assertThat(ASKED.get()).isBetween(QUERIES + incomplete, QUERIES + 2 * incomplete);
  }

  @Test
  void theOptionAtFaultIsNamed() {
    SearcherFactory factory = SearcherFactory.snapshot("/a", Duration.ZERO);
    assertThatThrownBy(() -> IsccLookup.builder(factory).capacity(0).build())
        .hasMessageContaining("option capacity is 0");
    assertThatThrownBy(() -> IsccLookup.builder(factory).uid("").build())
        .hasMessageContaining("option uid is");
    assertThatThrownBy(() -> IsccLookup.builder(factory).timeout(Duration.ZERO).build())
        .hasMessageContaining("option timeout is");
    assertThatThrownBy(() -> IsccLookup.builder(factory).retry(-1, Duration.ofDays(1)).build())
        .hasMessageContaining("option retry times is -1");
    assertThatThrownBy(() -> IsccLookup.builder(factory).retry(1, Duration.ZERO).build())
        .hasMessageContaining("option retry after is");
  }
}
