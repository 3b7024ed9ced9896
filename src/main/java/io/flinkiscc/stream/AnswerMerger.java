package io.flinkiscc.stream;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.match.MatchMerger;
import io.flinkiscc.match.MatchRules;
import io.flinkiscc.match.MergedAnswer;
import io.flinkiscc.query.EnrichedRecords;
import io.flinkiscc.query.FoundParts;
import io.flinkiscc.query.KeyGroupCoverage;
import io.flinkiscc.state.IndexAnswer;
import io.flinkiscc.state.IndexAnswerSerializer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Waits for the answers of all index tasks to one asking, keyed by ask id, and puts them together.
 *
 * <p>What counts is that all key groups have answered. When the time is up before, the result says
 * which are missing. An asking that was answered is remembered for two time-outs, so that what a
 * rescale asked again is not answered twice.
 */
final class AnswerMerger extends KeyedCoProcessFunction<Long, Ask, IndexAnswer, EnrichedRecord>
    implements CheckpointedFunction {

  private static final long serialVersionUID = 1L;

  private final int keyGroups;
  private final int realm;
  private final EnumSet<UnitType> indexed;
  private final MatchRules rules;
  private final long rememberMillis;
  private final long graceMillis;

  private transient ValueState<Ask> asks;
  private transient ListState<IndexAnswer> answers;
  private transient ValueState<Long> doneUntil;
  private transient MatchMerger merger;
  private transient EnrichedRecords records;
  private transient boolean restored;
  private transient long restoredAtMillis;

  /**
   * @param keyGroups maximal parallelism of the index
   * @param realm realm of the ISCC-IDs in the results
   * @param indexed the unit types that the index searches
   * @param rules how matches are judged
   * @param timeout what an asking of before a restore gets anew
   */
  AnswerMerger(
      int keyGroups, int realm, Collection<UnitType> indexed, MatchRules rules, Duration timeout) {
    this.keyGroups = keyGroups;
    this.realm = realm;
    this.indexed = EnumSet.copyOf(indexed);
    this.rules = rules;
    this.graceMillis = timeout.toMillis();
    this.rememberMillis = 2 * timeout.toMillis();
  }

  @Override
  public void initializeState(FunctionInitializationContext context) {
    restored = context.isRestored();
    restoredAtMillis = Long.MIN_VALUE;
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) {
    // All state is keyed.
  }

  @Override
  public void open(OpenContext context) {
    var runtime = getRuntimeContext();
    asks = runtime.getState(new ValueStateDescriptor<>("ask", AskSerializer.TYPE));
    answers =
        runtime.getListState(new ListStateDescriptor<>("answers", IndexAnswerSerializer.TYPE));
    doneUntil = runtime.getState(new ValueStateDescriptor<>("done-until", Types.LONG));
    merger = new MatchMerger(rules);
    records = new EnrichedRecords(realm, indexed);
  }

  @Override
  public void processElement1(Ask ask, Context context, Collector<EnrichedRecord> out)
      throws Exception {
    noteRestore(context.timerService());
    if (ask.query() == null) {
      out.collect(unasked(ask));
      return;
    }
    asks.update(ask);
    if (ask.timeoutMillis() > 0) {
      context.timerService().registerProcessingTimeTimer(deadlineOf(ask));
    }
    finishIfComplete(ask, received(), context, out);
  }

  @Override
  public void processElement2(IndexAnswer answer, Context context, Collector<EnrichedRecord> out)
      throws Exception {
    noteRestore(context.timerService());
    if (doneUntil.value() != null) {
      return;
    }
    List<IndexAnswer> received = received();
    if (received.isEmpty() && asks.value() == null) {
      // Its asking may still come by the other input; if it never does, this is not kept for ever.
      long now = context.timerService().currentProcessingTime();
      context.timerService().registerProcessingTimeTimer(now + rememberMillis);
    }
    answers.add(answer);
    received.add(answer);
    if (asks.value() != null) {
      finishIfComplete(asks.value(), received, context, out);
    }
  }

  private EnrichedRecord unasked(Ask ask) {
    PreparedQuery query = ask.prepared();
    return switch (query.state()) {
      case BY_ID_SWITCHED_OFF ->
          records.unsupported(
              query.record(),
              "queries by ISCC-ID are switched off in this job; ask by iscc_code or units, or start"
                  + " the job with queries.by-id: true",
              tookMicros(ask));
      case NOT_INDEXED -> records.notIndexed(query.record(), query.askedTypes(), tookMicros(ask));
      default -> records.notFound(query.record(), tookMicros(ask));
    };
  }

  private static long tookMicros(Ask ask) {
    long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    // Clocks of two machines may differ.
    return Math.max(0, now - ask.askedAtMicros());
  }

  private List<IndexAnswer> received() throws Exception {
    List<IndexAnswer> received = new ArrayList<>();
    answers.get().forEach(received::add);
    return received;
  }

  private void finishIfComplete(
      Ask ask, List<IndexAnswer> received, Context context, Collector<EnrichedRecord> out)
      throws Exception {
    List<IndexAnswer> disjoint = KeyGroupCoverage.disjoint(received);
    if (new KeyGroupCoverage(keyGroups, disjoint).complete()) {
      if (ask.timeoutMillis() > 0) {
        context.timerService().deleteProcessingTimeTimer(deadlineOf(ask));
      }
      finish(ask, disjoint, context, out);
    }
  }

  private void finish(
      Ask ask, List<IndexAnswer> needed, Context context, Collector<EnrichedRecord> out)
      throws Exception {
    MergedAnswer merged =
        merger.merge(ask.query(), needed.stream().map(IndexAnswer::part).toList());
    FoundParts found =
        new FoundParts(
            merged,
            needed.size(),
            needed.stream().mapToLong(IndexAnswer::indexTimeMicros).max().orElse(0),
            new KeyGroupCoverage(keyGroups, needed).missing());
    String why = "did not answer within " + ask.timeoutMillis() + " ms";
    out.collect(
        records.answered(ask.prepared().record(), ask.query(), found, why, tookMicros(ask)));
    asks.clear();
    answers.clear();
    long until = context.timerService().currentProcessingTime() + rememberMillis;
    doneUntil.update(until);
    context.timerService().registerProcessingTimeTimer(until);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<EnrichedRecord> out)
      throws Exception {
    noteRestore(context.timerService());
    Ask ask = asks.value();
    if (ask != null) {
      // A timer before the deadline is that of an answer that came before its asking.
      if (ask.timeoutMillis() > 0 && timestamp >= deadlineOf(ask)) {
        if (!waitsAnew(ask.askedAtMicros() / 1000, context.timerService())) {
          finish(ask, KeyGroupCoverage.disjoint(received()), context, out);
        }
      }
    } else if (doneUntil.value() != null) {
      if (timestamp >= doneUntil.value()) {
        doneUntil.clear();
      }
    } else if (!waitsAnew(timestamp - rememberMillis, context.timerService())) {
      answers.clear();
    }
  }

  /** Timers that a restore finds late fire first, so this is soon after it. */
  private void noteRestore(TimerService time) {
    if (restored) {
      restored = false;
      restoredAtMillis = time.currentProcessingTime();
    }
  }

  /** What waited before a restore gets its time again: the tasks could not answer meanwhile. */
  private boolean waitsAnew(long sinceMillis, TimerService time) {
    long until = restoredAtMillis + graceMillis;
    boolean waits = sinceMillis < restoredAtMillis && time.currentProcessingTime() < until;
    if (waits) {
      time.registerProcessingTimeTimer(until);
    }
    return waits;
  }

  private static long deadlineOf(Ask ask) {
    return ask.askedAtMicros() / 1000 + ask.timeoutMillis();
  }
}
