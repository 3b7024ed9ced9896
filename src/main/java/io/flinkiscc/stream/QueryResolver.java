package io.flinkiscc.stream;

import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.WriteRules;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.kafka.QueryRecordSerializer;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Finds the units of the asset that a query by ISCC-ID asks about: keyed by ISCC-ID body, it
 * follows the same changes as the index by the same rules and keeps the units of every live asset.
 *
 * <p>With a retention an asset is forgotten when its event time is so long ago; the watermarks of
 * the changes tell.
 *
 * <p>If queries are to wait for the end of the changes, they wait here too: the event-time timer at
 * the end of time fires when all inputs have ended.
 */
final class QueryResolver
    extends KeyedCoProcessFunction<Long, AssetOp, QueryRecord, PreparedQuery> {

  private static final long serialVersionUID = 1L;

  private final long deleteRetentionMillis;
  private final boolean answerAfterIngest;
  private final AssetLifetimes lifetimes;

  private transient ValueState<KnownAsset> known;
  private transient ListState<QueryRecord> waiting;

  QueryResolver(Duration deleteRetention, Duration retention, boolean answerAfterIngest) {
    this.deleteRetentionMillis = deleteRetention.toMillis();
    this.lifetimes = new AssetLifetimes(retention);
    this.answerAfterIngest = answerAfterIngest;
  }

  @Override
  public void open(OpenContext context) {
    lifetimes.open(getRuntimeContext());
    known =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("known-asset", KnownAssetSerializer.TYPE));
    waiting =
        getRuntimeContext()
            .getListState(
                new ListStateDescriptor<>("waiting-queries", new QueryRecordSerializer()));
  }

  @Override
  public void processElement1(AssetOp op, Context context, Collector<PreparedQuery> out)
      throws Exception {
    long now = context.timerService().currentProcessingTime();
    switch (WriteRules.decide(op, KnownAsset.stateOf(known.value(), now))) {
      case PUT -> put(op, context);
      case DELETE, REMEMBER_DELETE -> forget(op.seq(), context.timerService());
      default -> {
        // Ignored by the index too.
      }
    }
  }

  private void put(AssetOp op, Context context) throws Exception {
    if (lifetimes.begin(op, context.timerService())) {
      known.update(KnownAsset.live(op.seq(), op.asset().units()));
    } else {
      forget(op.seq(), context.timerService());
    }
  }

  private void forget(long seq, TimerService timers) throws Exception {
    lifetimes.end(timers);
    if (seq == AssetOp.NO_SEQ) {
      known.clear();
    } else {
      long until = timers.currentProcessingTime() + deleteRetentionMillis;
      known.update(KnownAsset.deleted(seq, until));
      timers.registerProcessingTimeTimer(until);
    }
  }

  @Override
  public void processElement2(QueryRecord query, Context context, Collector<PreparedQuery> out)
      throws Exception {
    if (answerAfterIngest) {
      waiting.add(query);
      context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
    } else {
      out.collect(resolve(query));
    }
  }

  private PreparedQuery resolve(QueryRecord query) throws Exception {
    KnownAsset asset = known.value();
    return asset == null || !asset.live()
        ? new PreparedQuery(query, PreparedQuery.State.NOT_FOUND, Map.of())
        : new PreparedQuery(query, PreparedQuery.State.READY, asset.units());
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<PreparedQuery> out)
      throws Exception {
    if (context.timeDomain() == TimeDomain.EVENT_TIME && timestamp < Long.MAX_VALUE) {
      if (lifetimes.ended(context.timerService())) {
        forget(known.value().seq(), context.timerService());
      }
      return;
    }
    if (context.timeDomain() == TimeDomain.EVENT_TIME) {
      for (QueryRecord query : waiting.get()) {
        out.collect(resolve(query));
      }
      waiting.clear();
      return;
    }
    KnownAsset asset = known.value();
    if (asset != null && !asset.live() && asset.rememberUntilMillis() <= timestamp) {
      known.clear();
    }
  }
}
