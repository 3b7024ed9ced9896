package io.flinkiscc.process;

import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.EngineOptions;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.match.MatchRules;
import io.flinkiscc.state.AssetOpSerializer;
import io.flinkiscc.state.IndexOptions;
import io.flinkiscc.stream.IsccIndex;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * A job without end that applies a {@link ChangeLog} to an index of very small shards, so that it
 * always seals and compacts, and asks it now and then.
 */
final class ChurnJob {

  /** Uids of the operators whose state tells how far the job has come. */
  static final String CHANGES = "seen-changes";

  static final String QUERIES = "seen-queries";
  static final String RESULTS = "seen-results";

  /** Uid of the index, and what the names of its tasks hold. */
  static final String INDEX = "churn-index";

  static final String TASKS = "index";

  static final int KEY_GROUPS = 128;
  private static final long ENDLESS = 1L << 30;
  private static final Duration QUERY_TIMEOUT = Duration.ofMinutes(10);

  private static final MatchRules RULES = MatchRules.compatible();
  private static final EngineOptions ENGINE =
      EngineOptions.builder().shardMaxAssets(150).mergedMaxAssets(1200).mergeFanIn(3).build();

  private ChurnJob() {}

  /** The options of its index tasks. */
  static IndexOptions indexOptions() {
    return IndexOptions.builder().rules(RULES).engine(ENGINE).build();
  }

  /**
   * Starts the job.
   *
   * @param client configuration of the environment: where to run, and where checkpoints go
   * @param log the changes
   * @param parallelism of the index
   * @param from checkpoint or savepoint to go on from, null for none
   */
  static JobClient start(Configuration client, ChangeLog log, int parallelism, String from)
      throws Exception {
    Configuration config = new Configuration(client);
    config.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    if (from != null) {
      config.set(StateRecoveryOptions.SAVEPOINT_PATH, from);
    }
    StreamExecutionEnvironment env = new StreamExecutionEnvironment(config);
    env.setMaxParallelism(KEY_GROUPS);
    env.setParallelism(parallelism);
    DataStream<AssetOp> changes =
        single(numbers(env, "changes", new Pace<>(5, 2), CHANGES).map(log::op))
            .returns(AssetOpSerializer.TYPE)
            .uid("make-changes");
    DataStream<QueryRecord> queries =
        single(numbers(env, "queries", new Pace<>(1, 20), QUERIES).map(n -> query(log, n)))
            .returns(QueryRecord.class)
            .uid("make-queries");
    DataStream<EnrichedRecord> results =
        IsccIndex.builder()
            .realm(0)
            .uid("churn")
            .maxParallelism(KEY_GROUPS)
            .parallelism(parallelism)
            .rules(RULES)
            .queryTimeout(QUERY_TIMEOUT)
            .engine(ENGINE)
            .build()
            .ingest(changes)
            .enrich(queries);
    single(results.map(new Seen<EnrichedRecord>(r -> Integer.parseInt(r.queryId()))))
        .returns(EnrichedRecord.class)
        .uid(RESULTS)
        // With one merging task it would be chained to that, and share its maximal parallelism.
        .startNewChain()
        .sinkTo(new DiscardingSink<>())
        .setParallelism(1)
        .setMaxParallelism(1)
        .uid("end");
    return env.executeAsync("churn");
  }

  private static DataStream<Long> numbers(
      StreamExecutionEnvironment env, String name, Pace<Long> pace, String seen) {
    DataStream<Long> numbers =
        env.fromSource(new NumberSequenceSource(0, ENDLESS), WatermarkStrategy.noWatermarks(), name)
            .setParallelism(1)
            .setMaxParallelism(1)
            .uid(name);
    DataStream<Long> paced = single(numbers.map(pace)).returns(Long.class).uid("pace-" + name);
    return single(paced.map(new Seen<Long>(Math::toIntExact))).returns(Long.class).uid(seen);
  }

  /** One task, which no rescale may touch. */
  private static <T> SingleOutputStreamOperator<T> single(SingleOutputStreamOperator<T> operator) {
    return operator.setParallelism(1).setMaxParallelism(1);
  }

  private static QueryRecord query(ChangeLog log, long number) {
    QueryRecord.Builder query = QueryRecord.builder(Long.toString(number)).limit(20);
    return number % 3 == 0
        ? query.isccId(IsccId.of(0, log.op(number).key())).build()
        : query
            .units(
                List.of(
                    IsccUnit.of(
                        ChangeLog.OWN,
                        ChangeLog.strangeCode(new Random(number).nextLong()).toBytes())))
            .build();
  }
}
