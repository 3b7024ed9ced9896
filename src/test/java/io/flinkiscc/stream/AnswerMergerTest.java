package io.flinkiscc.stream;

import static io.flinkiscc.stream.Samples.answer;
import static io.flinkiscc.stream.Samples.ask;
import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.Completeness;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.KeyGroupSpan;
import io.flinkiscc.kafka.Status;
import io.flinkiscc.match.MatchRules;
import io.flinkiscc.state.IndexAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerMergerTest {

  private static final int KEY_GROUPS = 128;
  private static final int LAST = KEY_GROUPS - 1;
  private static final long START = 1_000_000;
  private static final long TIMEOUT = 10_000;

  private static final class Harness
      extends KeyedTwoInputStreamOperatorTestHarness<Long, Ask, IndexAnswer, EnrichedRecord> {

    Harness() throws Exception {
      super(
          new KeyedCoProcessOperator<>(
              new AnswerMerger(
                  KEY_GROUPS,
                  0,
                  EnumSet.of(UnitType.DATA_NONE_V0),
                  MatchRules.compatible(),
                  Duration.ofMillis(TIMEOUT))),
          Ask::askId,
          IndexAnswer::askId,
          Types.LONG,
          KEY_GROUPS,
          1,
          0);
    }

    void take(Ask ask) throws Exception {
      processElement1(new StreamRecord<>(ask));
    }

    void take(IndexAnswer answer) throws Exception {
      processElement2(new StreamRecord<>(answer));
    }

    EnrichedRecord onlyResult() {
      assertThat(extractOutputValues()).hasSize(1);
      return extractOutputValues().get(0);
    }

    void assertNothing() {
      assertThat(extractOutputValues()).isEmpty();
    }

    /** After the time that an asking is remembered, nothing is left and nothing more came. */
    void assertForgets() throws Exception {
      int results = extractOutputValues().size();
      setProcessingTime(getProcessingTime() + 2 * TIMEOUT + 1);
      assertThat(numKeyedStateEntries()).isZero();
      assertThat(numProcessingTimeTimers()).isZero();
      assertThat(numEventTimeTimers()).isZero();
      assertThat(extractOutputValues()).hasSize(results);
    }
  }

  private static Harness open(OperatorSubtaskState state, long now) throws Exception {
    Harness harness = new Harness();
    harness.setProcessingTime(now);
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
    return harness;
  }

  private static Harness open() throws Exception {
    return open(null, START);
  }

  private static List<Long> keys(EnrichedRecord result) {
    return result.globalMatches().stream().map(m -> m.id().body()).toList();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void askingAndAnswersComeInAnyOrder(long seed) throws Exception {
    List<Object> inputs =
        new ArrayList<>(
            List.of(
                ask(1, START, TIMEOUT),
                answer(1, 0, 42, 3),
                answer(1, 43, 85, 1),
                answer(1, 86, LAST, 2)));
    Collections.shuffle(inputs, new Random(seed));
    try (Harness harness = open()) {
      for (Object input : inputs) {
        harness.assertNothing();
        if (input instanceof Ask ask) {
          harness.take(ask);
        } else {
          harness.take((IndexAnswer) input);
        }
      }
      EnrichedRecord result = harness.onlyResult();
      assertThat(result.queryId()).isEqualTo("q1");
      assertThat(result.status()).isEqualTo(Status.OK);
      assertThat(result.completeness()).isEqualTo(Completeness.EXACT);
      assertThat(result.missingKeyGroups()).isEmpty();
      assertThat(result.reason()).isNull();
      assertThat(result.indexTimeMicros()).hasValue(1000);
      assertThat(keys(result)).as("seed %d", seed).containsExactly(1L, 2L, 3L);
      harness.assertForgets();
    }
  }

  @Test
  void keyGroupsCountNotAnswers() throws Exception {
    try (Harness harness = open()) {
      harness.take(ask(1, START, TIMEOUT));
      for (int i = 0; i < 5; i++) {
        harness.take(answer(1, 0, 63, 1));
      }
      for (int g = 64; g < LAST; g++) {
        harness.take(answer(1, g, g));
      }
      harness.assertNothing();
      harness.take(answer(1, LAST, LAST));
      assertThat(keys(harness.onlyResult())).containsExactly(1L);
    }
  }

  @Test
  void anAssetOfOverlappingAnswersIsTakenOnceAndFromTheLaterOne() throws Exception {
    try (Harness harness = open()) {
      harness.take(ask(1, START, TIMEOUT));
      harness.take(answer(1, 0, 63, 1, 2, 3));
      harness.take(answer(1, 43, 85, 3, 4));
      harness.take(answer(1, 0, 42, 1, 5));
      harness.assertNothing();
      harness.take(answer(1, 86, LAST, 6));
      // The first answer is superseded as a whole: asset 2 is no longer there.
      assertThat(keys(harness.onlyResult())).containsExactly(1L, 3L, 4L, 5L, 6L);
      assertThat(harness.onlyResult().unitMatches().values())
          .allSatisfy(hits -> assertThat(hits).hasSize(5));
      harness.assertForgets();
    }
  }

  @Test
  void askingsDoNotMix() throws Exception {
    try (Harness harness = open()) {
      harness.take(ask(1, START, TIMEOUT));
      harness.take(ask(2, START, TIMEOUT));
      harness.take(answer(1, 0, 63, 1));
      harness.take(answer(2, 64, LAST, 2));
      harness.assertNothing();
      harness.take(answer(2, 0, 63));
      assertThat(harness.onlyResult().queryId()).isEqualTo("q2");
      assertThat(keys(harness.onlyResult())).containsExactly(2L);
    }
  }

  @Test
  void whenTheTimeIsUpTheResultSaysWhatIsMissing() throws Exception {
    try (Harness harness = open()) {
      harness.take(ask(1, START, 300));
      harness.take(answer(1, 10, 42, 7));
      harness.take(answer(1, 86, LAST - 1, 8));
      harness.setProcessingTime(START + 299);
      harness.assertNothing();
      harness.setProcessingTime(START + 300);
      EnrichedRecord result = harness.onlyResult();
      assertThat(result.status()).isEqualTo(Status.PARTIAL);
      assertThat(result.completeness()).isEqualTo(Completeness.PARTIAL);
      assertThat(result.missingKeyGroups())
          .containsExactly(
              new KeyGroupSpan(0, 9), new KeyGroupSpan(43, 85), new KeyGroupSpan(LAST, LAST));
      assertThat(result.reason())
          .contains("0..9")
          .contains("43..85")
          .contains("127..127")
          .contains("300 ms");
      assertThat(keys(result)).containsExactly(7L, 8L);

      harness.take(answer(1, 0, LAST, 9));
      harness.take(answer(1, 43, 85, 9));
      harness.assertForgets();
      assertThat(harness.extractOutputValues()).hasSize(1);
    }
  }

  @Test
  void whenNobodyAnsweredInTimeItIsATimeout() throws Exception {
    try (Harness harness = open()) {
      harness.take(ask(1, START, 300));
      harness.setProcessingTime(START + 300);
      EnrichedRecord result = harness.onlyResult();
      assertThat(result.status()).isEqualTo(Status.TIMEOUT);
      assertThat(result.completeness()).isEqualTo(Completeness.PARTIAL);
      assertThat(result.missingKeyGroups()).containsExactly(new KeyGroupSpan(0, LAST));
      assertThat(result.reason()).contains("0..127").contains("300 ms");
      assertThat(result.globalMatches()).isEmpty();
      harness.assertForgets();
    }
  }

  @Test
  void withoutATimeoutItWaitsAsLongAsItTakes() throws Exception {
    try (Harness harness = open()) {
      harness.take(answer(1, 0, 63));
      harness.take(ask(1, START, 0));
      harness.setProcessingTime(START + 1000 * TIMEOUT);
      harness.assertNothing();
      harness.take(answer(1, 64, LAST));
      assertThat(harness.onlyResult().status()).isEqualTo(Status.OK);
      harness.assertForgets();
    }
  }

  @Test
  void whatIsAnsweredAgainGivesNoSecondResult() throws Exception {
    try (Harness harness = open()) {
      // The timer of the early answer must not cut the time that the asking is remembered.
      harness.take(answer(1, 0, 63));
      harness.setProcessingTime(START + TIMEOUT / 2);
      harness.take(ask(1, START, TIMEOUT));
      harness.take(answer(1, 64, LAST));
      harness.setProcessingTime(START + 2 * TIMEOUT + 1);
      harness.take(answer(1, 0, LAST));
      assertThat(harness.extractOutputValues()).hasSize(1);
      harness.setProcessingTime(START + TIMEOUT / 2 + 2 * TIMEOUT);
      assertThat(harness.numKeyedStateEntries()).isZero();
      assertThat(harness.numProcessingTimeTimers()).isZero();
    }
  }

  @Test
  void anAnswerThatNobodyAskedForIsDropped() throws Exception {
    try (Harness harness = open()) {
      harness.take(answer(1, 0, 63));
      harness.take(answer(1, 64, LAST));
      assertThat(harness.numKeyedStateEntries()).isPositive();
      harness.assertForgets();
      harness.assertNothing();
    }
  }

  @Test
  void aQueryOfOtherUnitTypesIsToldWhichThereAre() throws Exception {
    try (Harness harness = open()) {
      PreparedQuery query =
          new PreparedQuery(
              Samples.byId("q", 5),
              PreparedQuery.State.NOT_INDEXED,
              Map.of(UnitType.META_NONE_V0, Samples.CODE));
      harness.take(new Ask(1, START * 1000, TIMEOUT, query, null));
      assertThat(harness.onlyResult().status()).isEqualTo(Status.INVALID);
      assertThat(harness.onlyResult().error())
          .contains("META_NONE_V0", "DATA_NONE_V0", "index.unit-types");
    }
  }

  @ParameterizedTest
  @CsvSource({"NOT_FOUND,NOT_FOUND", "BY_ID_SWITCHED_OFF,INVALID"})
  void whatNobodyIsAskedIsAnsweredAtOnce(PreparedQuery.State state, Status status)
      throws Exception {
    try (Harness harness = open()) {
      PreparedQuery query = new PreparedQuery(Samples.byId("q", 5), state, Map.of());
      harness.take(new Ask(1, START * 1000, TIMEOUT, query, null));
      assertThat(harness.onlyResult().queryId()).isEqualTo("q");
      assertThat(harness.onlyResult().status()).isEqualTo(status);
      assertThat(harness.numKeyedStateEntries()).isZero();
      assertThat(harness.numProcessingTimeTimers()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {TIMEOUT, 0})
  void waitingGoesOnAfterARestore(long timeout) throws Exception {
    OperatorSubtaskState state;
    try (Harness harness = open()) {
      harness.take(ask(1, START, timeout));
      harness.take(answer(1, 0, 63, 1));
      harness.take(answer(2, 0, 63, 2));
      state = harness.snapshot(1, 1);
      harness.assertNothing();
    }
    try (Harness harness = open(state, START + 1)) {
      harness.take(answer(1, 64, LAST, 3));
      harness.take(ask(2, START, timeout));
      harness.take(answer(2, 64, LAST, 4));
      assertThat(harness.extractOutputValues())
          .extracting(EnrichedRecord::queryId, AnswerMergerTest::keys)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple("q1", List.of(1L, 3L)),
              org.assertj.core.groups.Tuple.tuple("q2", List.of(2L, 4L)));
      harness.assertForgets();
    }
  }

  @Test
  void aResultIsNotGivenAgainAfterARestore() throws Exception {
    OperatorSubtaskState state;
    try (Harness harness = open()) {
      harness.take(ask(1, START, TIMEOUT));
      harness.take(answer(1, 0, LAST));
      harness.onlyResult();
      state = harness.snapshot(1, 1);
    }
    try (Harness harness = open(state, START + 1)) {
      harness.take(answer(1, 0, 42));
      harness.take(answer(1, 43, LAST));
      harness.assertNothing();
      harness.assertForgets();
    }
  }

  @Test
  void afterARestorePastTheDeadlineThereIsTimeAgain() throws Exception {
    OperatorSubtaskState state;
    try (Harness harness = open()) {
      harness.take(ask(1, START, TIMEOUT));
      harness.take(ask(2, START, TIMEOUT));
      state = harness.snapshot(1, 1);
    }
    long later = START + 100 * TIMEOUT;
    try (Harness harness = open(state, later)) {
      harness.setProcessingTime(later + 1);
      harness.assertNothing();
      harness.take(answer(1, 0, LAST));
      assertThat(harness.onlyResult().status()).isEqualTo(Status.OK);
      harness.setProcessingTime(later + TIMEOUT - 1);
      harness.onlyResult();
      harness.setProcessingTime(later + TIMEOUT + 1);
      assertThat(harness.extractOutputValues())
          .extracting(EnrichedRecord::status)
          .containsExactly(Status.OK, Status.TIMEOUT);
      harness.assertForgets();
    }
  }

  @Test
  void whatIsAskedAfterTheRestoreHasItsOwnTimeOnly() throws Exception {
    OperatorSubtaskState state;
    try (Harness harness = open()) {
      harness.take(ask(1, START, TIMEOUT));
      state = harness.snapshot(1, 1);
    }
    long later = START + 100 * TIMEOUT;
    try (Harness harness = open(state, later)) {
      harness.setProcessingTime(later + 1);
      harness.take(ask(2, later + 1, 50));
      harness.setProcessingTime(later + 51);
      assertThat(harness.onlyResult().queryId()).isEqualTo("q2");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {TIMEOUT, 0})
  void anAnswerBeforeTheRestoreWaitsForItsAskingAfterIt(long timeout) throws Exception {
    OperatorSubtaskState state;
    try (Harness harness = open()) {
      harness.take(answer(1, 0, LAST, 5));
      state = harness.snapshot(1, 1);
    }
    long later = START + 100 * TIMEOUT;
    try (Harness harness = open(state, later)) {
      harness.setProcessingTime(later + 1);
      harness.take(ask(1, START, timeout));
      assertThat(keys(harness.onlyResult())).containsExactly(5L);
      harness.assertForgets();
    }
  }
}
