package io.flinkiscc.stream;

import static io.flinkiscc.stream.Samples.query;
import static io.flinkiscc.stream.Samples.ready;
import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.match.MatchQuery;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.query.QueryTerms;
import io.flinkiscc.query.RandomCodes;
import io.flinkiscc.state.IndexQuery;
import io.flinkiscc.state.IndexQuerySerializer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryRouterTest {

  private static final int KEY_GROUPS = 128;
  private static final long START = 1_000_000;
  private static final long TIMEOUT = 10_000;

  private static final class Harness
      extends OneInputStreamOperatorTestHarness<PreparedQuery, IndexQuery> {

    Harness(boolean neverTimesOut, int ownKeyGroups, int parallelism, int task) throws Exception {
      this(EnumSet.allOf(UnitType.class), neverTimesOut, ownKeyGroups, parallelism, task);
    }

    Harness(
        Set<UnitType> indexed, boolean neverTimesOut, int ownKeyGroups, int parallelism, int task)
        throws Exception {
      super(
          new QueryRouter(
              KEY_GROUPS, Duration.ofMillis(TIMEOUT), neverTimesOut, new QueryTerms(indexed)),
          ownKeyGroups,
          parallelism,
          task);
      setup(new IndexQuerySerializer());
    }

    void ask(QueryRecord query) throws Exception {
      ask(ready(query));
    }

    void ask(PreparedQuery query) throws Exception {
      processElement(new StreamRecord<>(query));
    }

    List<Ask> asks() {
      var asks = getSideOutput(QueryRouter.ASKS);
      return asks == null ? List.of() : asks.stream().map(StreamRecord::getValue).toList();
    }

    Ask onlyAsk() {
      assertThat(asks()).hasSize(1);
      return asks().get(0);
    }
  }

  private static Harness open(int parallelism, int task, OperatorSubtaskState state, long now)
      throws Exception {
    Harness harness = new Harness(false, KEY_GROUPS, parallelism, task);
    open(harness, state, now);
    return harness;
  }

  private static void open(Harness harness, OperatorSubtaskState state, long now) throws Exception {
    harness.setProcessingTime(now);
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
  }

  private static Harness open() throws Exception {
    return open(1, 0, null, START);
  }

  private static Set<Integer> tasks(Collection<IndexQuery> copies, int parallelism) {
    return copies.stream()
        .map(
            c ->
                KeyGroupRangeAssignment.assignKeyToParallelOperator(
                    c.routeKey(), KEY_GROUPS, parallelism))
        .collect(Collectors.toSet());
  }

  private static Set<Integer> all(int parallelism) {
    return IntStream.range(0, parallelism).boxed().collect(Collectors.toSet());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 128})
  void everyTaskGetsOneCopyAndTheMergeOneAsking(int parallelism) throws Exception {
    try (Harness harness = open(parallelism, parallelism - 1, null, START)) {
      QueryRecord asked = query("q").limit(7).threshold(.5).exact(true).build();
      harness.ask(asked);
      List<IndexQuery> copies = harness.extractOutputValues();
      assertThat(copies).hasSize(parallelism);
      assertThat(tasks(copies, parallelism)).isEqualTo(all(parallelism));
      Ask ask = harness.onlyAsk();
      assertThat(ask.prepared().record()).isEqualTo(asked);
      assertThat(copies).allMatch(c -> c.askId() == ask.askId() && c.query().equals(ask.query()));
      assertThat(ask.query().limit()).isEqualTo(7);
      assertThat(ask.query().threshold()).hasValue(.5);
      assertThat(ask.query().exact()).isTrue();
      assertThat(ask.query().excludedKey()).isEmpty();
    }
  }

  @Test
  void theKeyGroupsOfTheIndexCountNotThoseOfTheOwnTask() throws Exception {
    try (Harness harness = new Harness(false, 9, 7, 0)) {
      open(harness, null, START);
      harness.ask(query("q").build());
      assertThat(tasks(harness.extractOutputValues(), 7)).isEqualTo(all(7));
    }
  }

  @Test
  void everyAskingHasAnIdOfItsOwn() throws Exception {
    Set<Long> ids = new HashSet<>();
    for (int task = 0; task < 2; task++) {
      try (Harness harness = open(2, task, null, START)) {
        for (int i = 0; i < 50; i++) {
          harness.ask(query("same").build());
        }
        harness.asks().forEach(a -> ids.add(a.askId()));
      }
    }
    assertThat(ids).hasSize(100);
  }

  @ParameterizedTest
  @CsvSource({"NOT_FOUND", "BY_ID_SWITCHED_OFF"})
  void whatCannotBeAskedGoesToTheMergeOnly(PreparedQuery.State state) throws Exception {
    try (Harness harness = open()) {
      harness.ask(new PreparedQuery(Samples.byId("q", 5), state, Map.of()));
      assertThat(harness.extractOutputValues()).isEmpty();
      assertThat(harness.onlyAsk().query()).isNull();
      assertThat(harness.onlyAsk().prepared().state()).isEqualTo(state);
    }
  }

  @Test
  void theTimeoutOfTheQueryWins() throws Exception {
    try (Harness harness = open()) {
      harness.ask(query("default").build());
      harness.ask(query("own").timeoutMs(77).build());
      assertThat(harness.asks()).extracting(Ask::timeoutMillis).containsExactly(TIMEOUT, 77L);
    }
    try (Harness harness = new Harness(true, KEY_GROUPS, 1, 0)) {
      open(harness, null, START);
      harness.ask(query("default").build());
      harness.ask(query("own").timeoutMs(77).build());
      assertThat(harness.asks()).extracting(Ask::timeoutMillis).containsExactly(0L, 0L);
    }
  }

  @Test
  void unitTypesRestrictUnitsAndSimprints() throws Exception {
    Code code = Samples.CODE;
    QueryRecord.Builder query =
        query("q")
            .units(List.of(IsccUnit.of(UnitType.DATA_NONE_V0, code.toBytes())))
            .simprints(UnitType.CONTENT_TEXT_V0, List.of(code, code))
            .simprints(UnitType.SEMANTIC_TEXT_V0, List.of(code));
    try (Harness harness = open()) {
      harness.ask(query.build());
      harness.ask(query.unitTypes(List.of(UnitType.CONTENT_TEXT_V0)).build());
      List<MatchQuery> asked = harness.asks().stream().map(Ask::query).toList();
      assertThat(asked.get(0).units())
          .containsOnlyKeys(UnitType.CONTENT_TEXT_V0, UnitType.DATA_NONE_V0);
      assertThat(asked.get(0).simprints())
          .containsOnlyKeys(UnitType.CONTENT_TEXT_V0, UnitType.SEMANTIC_TEXT_V0);
      assertThat(asked.get(1).units()).containsOnlyKeys(UnitType.CONTENT_TEXT_V0);
      assertThat(asked.get(1).simprints())
          .isEqualTo(Map.of(UnitType.CONTENT_TEXT_V0, List.of(code, code)));
    }
  }

  @Test
  void whatIsNotIndexedIsNotAsked() throws Exception {
    Code code = Samples.CODE;
    QueryRecord.Builder query =
        query("q")
            .units(
                List.of(
                    IsccUnit.of(UnitType.CONTENT_TEXT_V0, code.toBytes()),
                    IsccUnit.of(UnitType.DATA_NONE_V0, code.toBytes())))
            .simprints(UnitType.CONTENT_TEXT_V0, List.of(code))
            .simprints(UnitType.SEMANTIC_TEXT_V0, List.of(code));
    Set<UnitType> indexed = EnumSet.of(UnitType.DATA_NONE_V0, UnitType.SEMANTIC_TEXT_V0);
    try (Harness harness = new Harness(indexed, false, KEY_GROUPS, 1, 0)) {
      open(harness, null, START);
      harness.ask(query.build());
      assertThat(harness.asks().get(0).query().units()).containsOnlyKeys(UnitType.DATA_NONE_V0);
      assertThat(harness.asks().get(0).query().simprints())
          .containsOnlyKeys(UnitType.SEMANTIC_TEXT_V0);
      harness.ask(query.unitTypes(List.of(UnitType.CONTENT_TEXT_V0)).build());
      harness.ask(
          new PreparedQuery(
              Samples.byId("id", 5),
              PreparedQuery.State.READY,
              Map.of(UnitType.META_NONE_V0, code)));
      assertThat(harness.asks().subList(1, 3))
          .allSatisfy(
              ask -> {
                assertThat(ask.query()).isNull();
                assertThat(ask.prepared().state()).isEqualTo(PreparedQuery.State.NOT_INDEXED);
              });
      assertThat(harness.extractOutputValues()).hasSize(1);
    }
  }

  @Test
  void aQueryByIdExcludesTheAssetItAsksAbout() throws Exception {
    try (Harness harness = open()) {
      Map<UnitType, Code> units = Map.of(UnitType.DATA_NONE_V0, Samples.CODE);
      harness.ask(new PreparedQuery(Samples.byId("q", -5), PreparedQuery.State.READY, units));
      assertThat(harness.onlyAsk().query().excludedKey()).hasValue(-5);
      assertThat(harness.onlyAsk().query().units()).isEqualTo(units);
    }
  }

  /** One snapshot of so many routers, each of which has asked so many queries. */
  private static OperatorSubtaskState asked(int parallelism, int queries, Set<Long> ids)
      throws Exception {
    List<OperatorSubtaskState> parts = new ArrayList<>();
    for (int task = 0; task < parallelism; task++) {
      try (Harness harness = open(parallelism, task, null, START)) {
        for (int i = 0; i < queries; i++) {
          harness.ask(query("q" + i).build());
        }
        harness.asks().forEach(a -> ids.add(a.askId()));
        parts.add(harness.snapshot(1, 1));
      }
    }
    return AbstractStreamOperatorTestHarness.repackageState(
        parts.toArray(OperatorSubtaskState[]::new));
  }

  private static OperatorSubtaskState part(
      OperatorSubtaskState state, int before, int after, int task) throws Exception {
    return AbstractStreamOperatorTestHarness.repartitionOperatorState(
        state, KEY_GROUPS, before, after, task);
  }

  @ParameterizedTest
  @CsvSource({"1,3", "3,2", "2,7", "3,1"})
  void afterARescaleAllIsAskedAgainOnce(int before, int after) throws Exception {
    Set<Long> ids = new HashSet<>();
    OperatorSubtaskState state = asked(before, 5, ids);
    List<IndexQuery> again = new ArrayList<>();
    List<OperatorSubtaskState> parts = new ArrayList<>();
    for (int task = 0; task < after; task++) {
      try (Harness harness = open(after, task, part(state, before, after, task), START + 1)) {
        harness.setProcessingTime(START + 2);
        assertThat(harness.asks()).isEmpty();
        again.addAll(harness.extractOutputValues());
        parts.add(harness.snapshot(2, 2));
      }
    }
    assertThat(again).hasSize(ids.size() * after);
    Map<Long, List<IndexQuery>> byId =
        again.stream().collect(Collectors.groupingBy(IndexQuery::askId));
    assertThat(byId.keySet()).isEqualTo(ids);
    assertThat(byId.values()).allSatisfy(c -> assertThat(tasks(c, after)).isEqualTo(all(after)));

    // Another rescale at once finds them again.
    state =
        AbstractStreamOperatorTestHarness.repackageState(
            parts.toArray(OperatorSubtaskState[]::new));
    try (Harness harness = open(after + 1, 0, part(state, after, after + 1, 0), START + 3)) {
      harness.setProcessingTime(START + 4);
      assertThat(harness.extractOutputValues()).isNotEmpty();
    }
  }

  @Test
  void whatIsToBeAskedAgainIsNotLostByACheckpointBefore() throws Exception {
    Set<Long> ids = new HashSet<>();
    OperatorSubtaskState state = asked(1, 5, ids);
    List<OperatorSubtaskState> parts = new ArrayList<>();
    for (int task = 0; task < 2; task++) {
      try (Harness harness = new Harness(false, KEY_GROUPS, 2, task)) {
        harness.initializeState(part(state, 1, 2, task));
        parts.add(harness.snapshot(2, 2));
        assertThat(harness.extractOutputValues()).isEmpty();
      }
    }
    state =
        AbstractStreamOperatorTestHarness.repackageState(
            parts.toArray(OperatorSubtaskState[]::new));
    try (Harness rescaled = open(1, 0, part(state, 2, 1, 0), START)) {
      rescaled.setProcessingTime(START + 1);
      assertThat(rescaled.extractOutputValues())
          .extracting(IndexQuery::askId)
          .containsExactlyInAnyOrderElementsOf(ids);
    }
  }

  @Test
  void ifTheInputEndsAtOnceAllIsStillAskedAgain() throws Exception {
    Set<Long> ids = new HashSet<>();
    Harness harness = new Harness(false, KEY_GROUPS, 3, 0);
    try (harness) {
      harness.initializeState(part(asked(1, 6, ids), 1, 3, 0));
      assertThat(harness.extractOutputValues()).isEmpty();
      harness.endInput();
      assertThat(harness.extractOutputValues()).hasSize(2 * 3);
    }
  }

  @Test
  void atTheSameParallelismNothingIsAskedAgainButItIsStillRemembered() throws Exception {
    Set<Long> ids = new HashSet<>();
    OperatorSubtaskState state = asked(1, 5, ids);
    try (Harness harness = open(1, 0, state, START)) {
      harness.setProcessingTime(START + 1);
      assertThat(harness.extractOutputValues()).isEmpty();
      state = harness.snapshot(2, 2);
    }
    try (Harness harness = open(2, 0, part(state, 1, 2, 0), START)) {
      harness.setProcessingTime(START + 1);
      assertThat(harness.extractOutputValues()).isNotEmpty();
    }
  }

  private static List<String> askedAgain(OperatorSubtaskState state, Map<Long, String> names)
      throws Exception {
    Set<String> again = new HashSet<>();
    for (int task = 0; task < 2; task++) {
      try (Harness harness = open(2, task, part(state, 1, 2, task), START)) {
        harness.setProcessingTime(START + 1);
        harness.extractOutputValues().forEach(c -> again.add(names.get(c.askId())));
      }
    }
    return again.stream().sorted().toList();
  }

  private static Map<Long, String> names(Harness harness) {
    return harness.asks().stream()
        .collect(Collectors.toMap(Ask::askId, a -> a.prepared().record().queryId()));
  }

  @Test
  void whoseTimeIsUpIsNotAskedAgain() throws Exception {
    try (Harness harness = open()) {
      harness.ask(query("patient").timeoutMs(3 * TIMEOUT).build());
      harness.ask(query("old").build());
      harness.ask(query("hasty").timeoutMs(5).build());
      harness.setProcessingTime(START + TIMEOUT / 2);
      harness.ask(query("young").build());
      harness.setProcessingTime(START + TIMEOUT + 1);
      assertThat(askedAgain(harness.snapshot(1, 1), names(harness)))
          .containsExactly("patient", "young");
    }
  }

  @Test
  void whereNothingTimesOutAllIsAskedAgain() throws Exception {
    try (Harness harness = new Harness(true, KEY_GROUPS, 1, 0)) {
      open(harness, null, START);
      harness.ask(query("q").timeoutMs(5).build());
      harness.setProcessingTime(START + 100 * TIMEOUT);
      assertThat(askedAgain(harness.snapshot(1, 1), names(harness))).containsExactly("q");
    }
  }

  @Test
  void theStateIsBounded() throws Exception {
    int tooMany = 3;
    OperatorSubtaskState state;
    Set<Long> oldest = new HashSet<>();
    try (Harness harness = open()) {
      PreparedQuery query = ready(query("q").build());
      for (int i = 0; i < QueryRouter.MOST_RECENT + tooMany; i++) {
        harness.ask(query);
      }
      harness.asks().subList(0, tooMany).forEach(a -> oldest.add(a.askId()));
      state = harness.snapshot(1, 1);
    }
    try (Harness harness = open(2, 0, state, START)) {
      harness.setProcessingTime(START + 1);
      List<IndexQuery> again = harness.extractOutputValues();
      assertThat(again).hasSize(2 * QueryRouter.MOST_RECENT);
      assertThat(again).noneMatch(c -> oldest.contains(c.askId()));
    }
  }

  @Test
  void randomQueriesKeepTheirUnits() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    try (Harness harness = open()) {
      for (int i = 0; i < 200; i++) {
        Map<UnitType, Code> units = RandomCodes.units(random);
        harness.ask(new PreparedQuery(query("q").build(), PreparedQuery.State.READY, units));
        assertThat(harness.asks().get(i).query().units()).as("seed %d", seed).isEqualTo(units);
      }
    }
  }
}
