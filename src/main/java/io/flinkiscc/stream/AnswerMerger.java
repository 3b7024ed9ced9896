package io.flinkiscc.stream;

import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.match.MatchMerger;
import io.flinkiscc.match.MatchRules;
import io.flinkiscc.match.MergedAnswer;
import io.flinkiscc.state.IndexAnswer;
import io.flinkiscc.state.IndexAnswerSerializer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
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

  private final int realm;
  private final MatchRules rules;
  private final long rememberMillis;
  private final long graceMillis;

  private transient ValueState<Ask> asks;
  private transient ListState<IndexAnswer> answers;
  private transient ValueState<Boolean> done;
  private transient MatchMerger merger;
  private transient EnrichedRecords records;
  private transient int maxParallelism;
  private transient long graceUntilMillis;

  AnswerMerger(int realm, MatchRules rules, Duration timeout) {
    this.realm = realm;
    this.rules = rules;
    this.graceMillis = timeout.toMillis();
    this.rememberMillis = 2 * timeout.toMillis();
  }

  @Override
  public void initializeState(FunctionInitializationContext context) {
    // What was asked before a restore gets its time again: the tasks could not answer meanwhile.
    graceUntilMillis = context.isRestored() ? System.currentTimeMillis() + graceMillis : 0;
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
    done = runtime.getState(new ValueStateDescriptor<>("done", Types.BOOLEAN));
    maxParallelism = runtime.getTaskInfo().getMaxNumberOfParallelSubtasks();
    merger = new MatchMerger(rules);
    records = new EnrichedRecords(realm);
  }

  @Override
  public void processElement1(Ask ask, Context context, Collector<EnrichedRecord> out)
      throws Exception {
    if (ask.query() == null) {
      out.collect(records.unasked(ask));
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
    if (done.value() != null) {
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

  private List<IndexAnswer> received() throws Exception {
    List<IndexAnswer> received = new ArrayList<>();
    answers.get().forEach(received::add);
    return received;
  }

  private void finishIfComplete(
      Ask ask, List<IndexAnswer> received, Context context, Collector<EnrichedRecord> out)
      throws Exception {
    if (new KeyGroupCoverage(maxParallelism, received).complete()) {
      if (ask.timeoutMillis() > 0) {
        context.timerService().deleteProcessingTimeTimer(deadlineOf(ask));
      }
      finish(ask, received, context, out);
    }
  }

  private void finish(
      Ask ask, List<IndexAnswer> received, Context context, Collector<EnrichedRecord> out)
      throws Exception {
    List<IndexAnswer> needed = KeyGroupCoverage.withoutSuperseded(received, maxParallelism);
    MergedAnswer merged =
        merger.merge(ask.query(), needed.stream().map(IndexAnswer::part).toList());
    out.collect(
        records.answered(
            ask, needed, merged, new KeyGroupCoverage(maxParallelism, needed).missing()));
    asks.clear();
    answers.clear();
    done.update(true);
    long now = context.timerService().currentProcessingTime();
    context.timerService().registerProcessingTimeTimer(now + rememberMillis);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<EnrichedRecord> out)
      throws Exception {
    Ask ask = asks.value();
    if (ask == null) {
      done.clear();
      answers.clear();
    } else if (timestamp < deadlineOf(ask)) {
      // The timer of an answer that came before its asking: the asking has a timer of its own.
      return;
    } else if (context.timerService().currentProcessingTime() < graceUntilMillis) {
      context.timerService().registerProcessingTimeTimer(graceUntilMillis);
    } else if (ask.timeoutMillis() > 0) {
      finish(ask, received(), context, out);
    }
  }

  private static long deadlineOf(Ask ask) {
    return ask.askedAtMicros() / 1000 + ask.timeoutMillis();
  }
}
