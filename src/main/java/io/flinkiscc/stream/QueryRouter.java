package io.flinkiscc.stream;

import io.flinkiscc.match.MatchQuery;
import io.flinkiscc.query.QueryTerms;
import io.flinkiscc.state.IndexOperator;
import io.flinkiscc.state.IndexQuery;
import io.flinkiscc.state.IndexQuerySerializer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Sends every query to every index task, one copy each over a hash edge, and an {@link Ask} to the
 * task that merges the answers. (A broadcast edge would switch unaligned checkpoints off.)
 *
 * <p>Whom to ask follows from the parallelism in force, which the router shares with the index. A
 * copy that waited in a channel while the job was rescaled may reach only some of the new tasks;
 * therefore the queries that may still be waited for are kept in state and asked again after a
 * restore with another parallelism. Whoever was answered by then is remembered at the merge.
 */
final class QueryRouter extends AbstractStreamOperator<IndexQuery>
    implements OneInputStreamOperator<PreparedQuery, IndexQuery>, BoundedOneInput {

  static final OutputTag<Ask> ASKS = new OutputTag<>("asks", AskSerializer.TYPE);

  private static final long serialVersionUID = 1L;

  /** Bounds the state; at this rate of queries the oldest are not asked again. */
  static final int MOST_RECENT = 100_000;

  private record Recent(long untilMillis, IndexQuery query) {}

  private final int keyGroups;
  private final Duration timeout;
  private final boolean neverTimesOut;
  private final QueryTerms terms;

  private transient long[] routeKeys;
  private transient SplittableRandom askIds;
  private transient ArrayDeque<Recent> recent;
  private transient ListState<IndexQuery> recentState;
  private transient ListState<Integer> parallelismState;
  private transient List<IndexQuery> askAgain;

  /**
   * @param keyGroups maximal parallelism of the index, which that of this task need not be when it
   *     is chained to others
   * @param timeout how long answers are waited for unless a query says otherwise
   * @param neverTimesOut whether to wait as long as it takes, whatever a query says
   * @param terms makes what is asked
   */
  QueryRouter(int keyGroups, Duration timeout, boolean neverTimesOut, QueryTerms terms) {
    this.keyGroups = keyGroups;
    this.timeout = timeout;
    this.neverTimesOut = neverTimesOut;
    this.terms = terms;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    int parallelism = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
    routeKeys = IndexOperator.routeKeys(keyGroups, parallelism);
    // Ids need to differ from those of other tasks and of earlier attempts that are still answered.
    askIds = new SplittableRandom(new SecureRandom().nextLong());
    recent = new ArrayDeque<>();
    var store = context.getOperatorStateStore();
    recentState =
        store.getListState(new ListStateDescriptor<>("recent-queries", IndexQuerySerializer.TYPE));
    parallelismState = store.getUnionListState(new ListStateDescriptor<>("parallelism", Types.INT));
    askAgain = new ArrayList<>();
    boolean rescaled = false;
    for (int before : parallelismState.get()) {
      rescaled |= before != parallelism;
    }
    for (IndexQuery query : recentState.get()) {
      if (rescaled) {
        askAgain.add(query);
      } else {
        // Its copies may still wait in channels when the next checkpoint is taken.
        remember(query, timeout.toMillis());
      }
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    if (!askAgain.isEmpty()) {
      ProcessingTimeService time = getProcessingTimeService();
      time.registerTimer(time.getCurrentProcessingTime(), at -> askAgain());
    }
  }

  private void askAgain() {
    for (IndexQuery query : askAgain) {
      send(query);
      remember(query, timeout.toMillis());
    }
    askAgain.clear();
  }

  @Override
  public void endInput() {
    // The timer of open() may not fire any more.
    askAgain();
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    long now = now();
    recent.removeIf(r -> r.untilMillis() < now);
    List<IndexQuery> queries = new ArrayList<>(askAgain);
    recent.forEach(r -> queries.add(r.query()));
    recentState.update(queries);
    parallelismState.update(List.of(routeKeys.length));
  }

  @Override
  public void processElement(StreamRecord<PreparedQuery> element) {
    PreparedQuery prepared = element.getValue();
    boolean ready = prepared.state() == PreparedQuery.State.READY;
    MatchQuery query = ready ? terms.of(prepared.record(), prepared.units()).orElse(null) : null;
    if (ready && query == null) {
      prepared = prepared.in(PreparedQuery.State.NOT_INDEXED);
    }
    long askId = askIds.nextLong();
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    long timeoutMillis = timeoutOf(prepared);
    output.collect(
        ASKS, new StreamRecord<>(new Ask(askId, micros, timeoutMillis, prepared, query)));
    if (query != null) {
      IndexQuery asked = new IndexQuery(askId, 0, query);
      send(asked);
      remember(asked, timeoutMillis);
    }
  }

  private void send(IndexQuery query) {
    for (long routeKey : routeKeys) {
      output.collect(new StreamRecord<>(new IndexQuery(query.askId(), routeKey, query.query())));
    }
  }

  private void remember(IndexQuery query, long millis) {
    long now = now();
    recent.add(new Recent(neverTimesOut ? Long.MAX_VALUE : now + millis, query));
    while (recent.peek().untilMillis() < now || recent.size() > MOST_RECENT) {
      recent.poll();
    }
  }

  private long now() {
    // By its public interface, not by the internal one that the method declares.
    ProcessingTimeService time = getProcessingTimeService();
    return time.getCurrentProcessingTime();
  }

  private long timeoutOf(PreparedQuery prepared) {
    return neverTimesOut ? 0 : prepared.record().timeoutMs().orElse(timeout.toMillis());
  }
}
