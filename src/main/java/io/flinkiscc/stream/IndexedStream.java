package io.flinkiscc.stream;

import io.flinkiscc.index.AssetOp;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.EnrichedRecordSerializer;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.kafka.QueryRecordSerializer;
import io.flinkiscc.query.QueryTerms;
import io.flinkiscc.state.EnrichOperator;
import io.flinkiscc.state.IndexAnswer;
import io.flinkiscc.state.IndexAnswerSerializer;
import io.flinkiscc.state.IndexIdentity;
import io.flinkiscc.state.IndexQuery;
import io.flinkiscc.state.IndexQuerySerializer;
import io.flinkiscc.state.IngestOperator;
import io.flinkiscc.types.BinaryTypeInfo;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;

/** An index that is fed; one of its methods puts it into the job. Use each instance once. */
public final class IndexedStream {

  private final IsccIndex index;
  private final DataStream<AssetOp> changes;

  IndexedStream(IsccIndex index, DataStream<AssetOp> changes) {
    this.index = index;
    this.changes = changes;
  }

  /**
   * Asks the index.
   *
   * <p>Every query gets exactly one result. Queries and changes are two streams: a query sees the
   * changes that reached an index task before it did.
   *
   * @return the results, in no particular order
   */
  public DataStream<EnrichedRecord> enrich(DataStream<QueryRecord> queries) {
    SingleOutputStreamOperator<IndexQuery> routed =
        named(
                prepare(queries)
                    .transform(
                        "route-queries",
                        IndexQuerySerializer.TYPE,
                        new QueryRouter(
                            index.maxParallelism(),
                            index.queryTimeout(),
                            index.answerAfterIngest(),
                            new QueryTerms(index.unitTypes()))),
                "route-queries")
            .startNewChain();
    SingleOutputStreamOperator<IndexAnswer> answers =
        named(
            hashed(changes.keyBy(AssetOp::key, Types.LONG))
                .connect(hashed(routed.keyBy(IndexQuery::routeKey, Types.LONG)))
                .transform(
                    "similarity-index",
                    IndexAnswerSerializer.TYPE,
                    new EnrichOperator(
                        index.operatorOptions(),
                        new IndexIdentity(index.realm(), index.queriesById()))),
            "index");
    return named(
        routed
            .getSideOutput(QueryRouter.ASKS)
            .keyBy(Ask::askId, Types.LONG)
            .connect(answers.keyBy(IndexAnswer::askId, Types.LONG))
            .process(
                new AnswerMerger(
                    index.maxParallelism(),
                    index.realm(),
                    index.unitTypes(),
                    index.rules(),
                    index.queryTimeout()),
                BinaryTypeInfo.of(new EnrichedRecordSerializer())),
        "merge-answers");
  }

  /** Keeps the index up to date without asking it. */
  public void withoutQueries() {
    fed().sinkTo(new DiscardingSink<>()).uid(index.uid() + "-no-results").name("no-results");
  }

  /**
   * Keeps the index up to date without asking it, for those who have to have it in front of a sink
   * of theirs.
   *
   * @param type type of the records of the result
   * @return a stream that has no records and ends when the index does
   */
  public <T> DataStream<T> withoutQueries(TypeInformation<T> type) {
    return named(fed().flatMap((IndexAnswer answer, Collector<T> out) -> {}, type), "no-results");
  }

  private SingleOutputStreamOperator<IndexAnswer> fed() {
    return named(
        hashed(changes.keyBy(AssetOp::key, Types.LONG))
            .transform(
                "similarity-index",
                IndexAnswerSerializer.TYPE,
                new IngestOperator(
                    index.operatorOptions(), new IndexIdentity(index.realm(), false))),
        "index");
  }

  private DataStream<PreparedQuery> prepare(DataStream<QueryRecord> queries) {
    // At the parallelism of the queries it is chained to them whatever that of the index is: a
    // chain must not depend on it, or unaligned checkpoints cannot be restored after a rescale.
    SingleOutputStreamOperator<PreparedQuery> prepared =
        queries
            .process(new QueryPreparation(index.queriesById()), PreparedQuerySerializer.TYPE)
            .name("prepare-queries")
            .uid(index.uid() + "-prepare-queries")
            .setParallelism(queries.getParallelism());
    if (!index.queriesById()) {
      return prepared;
    }
    return prepared.union(
        named(
            changes
                .keyBy(AssetOp::key, Types.LONG)
                .connect(
                    byId(prepared).keyBy(query -> query.isccId().orElseThrow().body(), Types.LONG))
                .process(
                    new QueryResolver(
                        index.deleteRetention(), index.retention(), index.answerAfterIngest()),
                    PreparedQuerySerializer.TYPE),
            "resolve-queries"));
  }

  /** Queries tell no time, so where assets expire they must not hold back that of the changes. */
  private DataStream<QueryRecord> byId(SingleOutputStreamOperator<PreparedQuery> prepared) {
    DataStream<QueryRecord> queries = prepared.getSideOutput(QueryPreparation.BY_ID);
    if (index.retention().isZero() || index.answerAfterIngest()) {
      return queries;
    }
    return queries
        .assignTimestampsAndWatermarks(WatermarkStrategy.forGenerator(context -> new Timeless<>()))
        .name("timeless-queries")
        .uid(index.uid() + "-timeless-queries")
        .setParallelism(prepared.getParallelism());
  }

  /** Tells at every turn that nobody need wait for the time of a stream. */
  private static final class Timeless<T> implements WatermarkGenerator<T> {
    @Override
    public void onEvent(T event, long eventTimestamp, WatermarkOutput output) {
      // Events tell no time.
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
      output.markIdle();
    }
  }

  /**
   * The hash edge without the keyed operator behind it: the index operator must not be keyed,
   * because then a state backend would own the place of its state.
   */
  private static <T> DataStream<T> hashed(KeyedStream<T, Long> keyed) {
    return new DataStream<>(keyed.getExecutionEnvironment(), keyed.getTransformation());
  }

  private <T> SingleOutputStreamOperator<T> named(
      SingleOutputStreamOperator<T> operator, String name) {
    operator.name(name).uid(index.uid() + "-" + name).setMaxParallelism(index.maxParallelism());
    if (index.parallelism() > 0) {
      operator.setParallelism(index.parallelism());
    }
    return operator;
  }

  /** Type of the queries that {@link #enrich} takes. */
  static final BinaryTypeInfo<QueryRecord> QUERIES = BinaryTypeInfo.of(new QueryRecordSerializer());
}
