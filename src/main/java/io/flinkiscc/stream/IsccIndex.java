package io.flinkiscc.stream;

import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.EngineOptions;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.match.MatchRules;
import io.flinkiscc.state.IndexOptions;
import io.flinkiscc.state.TaskServiceFactory;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * A similarity index inside a Flink job: fed by a stream of changes, asked by a stream of queries,
 * and checkpointed with both.
 *
 * <pre>{@code
 * IsccIndex index = IsccIndex.builder().realm(0).uid("iscc").build();
 * DataStream<EnrichedRecord> results = index.ingest(changes).enrich(queries);
 * }</pre>
 *
 * <p>Immutable. The uid and the maximal parallelism are part of what a checkpoint can be restored
 * into: keep both for the life of the index.
 */
public final class IsccIndex {

  private static final int HIGHEST_PARALLELISM = 1 << 15;

  private final int realm;
  private final String uid;
  private final int maxParallelism;
  private final int parallelism;
  private final MatchRules rules;
  private final Duration deleteRetention;
  private final Duration retention;
  private final Duration queryTimeout;
  private final boolean queriesById;
  private final boolean answerAfterIngest;
  private final int checkpointTransferThreads;
  private final EngineOptions engine;
  private final int recallSampleEvery;
  private final TaskServiceFactory service;

  private IsccIndex(Builder builder) {
    this.realm = builder.realm;
    this.uid = builder.uid;
    this.maxParallelism = builder.maxParallelism;
    this.parallelism = builder.parallelism;
    this.rules = builder.rules;
    this.deleteRetention = builder.deleteRetention;
    this.retention = builder.retention;
    this.queryTimeout = builder.queryTimeout;
    this.queriesById = builder.queriesById;
    this.answerAfterIngest = builder.answerAfterIngest;
    this.checkpointTransferThreads = builder.checkpointTransferThreads;
    this.engine = builder.engine;
    this.recallSampleEvery = builder.recallSampleEvery;
    this.service = builder.service;
  }

  /** Starts an index with default options; only the realm has none. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Feeds the index.
   *
   * @param changes the changes, in the order of their log for every key
   * @return the fed index, to be asked or left alone
   */
  public IndexedStream ingest(DataStream<AssetOp> changes) {
    return new IndexedStream(this, Objects.requireNonNull(changes, "changes"));
  }

  int realm() {
    return realm;
  }

  String uid() {
    return uid;
  }

  int maxParallelism() {
    return maxParallelism;
  }

  /** Parallelism of the index and all around it, 0 for that of the environment. */
  int parallelism() {
    return parallelism;
  }

  MatchRules rules() {
    return rules;
  }

  /** The unit types that are searched. */
  Set<UnitType> unitTypes() {
    return engine.unitTypes();
  }

  Duration deleteRetention() {
    return deleteRetention;
  }

  Duration retention() {
    return retention;
  }

  Duration queryTimeout() {
    return queryTimeout;
  }

  boolean queriesById() {
    return queriesById;
  }

  boolean answerAfterIngest() {
    return answerAfterIngest;
  }

  IndexOptions operatorOptions() {
    return IndexOptions.builder()
        .rules(rules)
        .deleteRetention(deleteRetention)
        .retention(retention)
        .answerAfterIngest(answerAfterIngest)
        .engine(engine)
        .recallSampleEvery(recallSampleEvery)
        .transferThreads(checkpointTransferThreads)
        .service(service)
        .build();
  }

  /** Options of an index. */
  public static final class Builder {
    private int realm = -1;
    private String uid = "iscc-index";
    private int maxParallelism = 128;
    private int parallelism;
    private MatchRules rules = MatchRules.tiered();
    private Duration deleteRetention = Duration.ofHours(24);
    private Duration retention = Duration.ZERO;
    private Duration queryTimeout = Duration.ofSeconds(10);
    private boolean queriesById = true;
    private boolean answerAfterIngest;
    private int checkpointTransferThreads = 4;
    private EngineOptions engine = EngineOptions.defaults();
    private int recallSampleEvery = IndexOptions.DEFAULT_RECALL_SAMPLE_EVERY;
    private TaskServiceFactory service;

    private Builder() {}

    /** Sets the one realm of all ISCC-IDs: 0 for test, 1 for operational IDs. Required. */
    public Builder realm(int realm) {
      this.realm = realm;
      return this;
    }

    /** Sets the prefix of the uids of all operators of the index; default {@code iscc-index}. */
    public Builder uid(String uid) {
      this.uid = uid;
      return this;
    }

    /** Sets the number of key groups, 1..32768; default 128. Cannot be changed later. */
    public Builder maxParallelism(int maxParallelism) {
      this.maxParallelism = maxParallelism;
      return this;
    }

    /** Sets the number of index tasks; default that of the environment. */
    public Builder parallelism(int parallelism) {
      this.parallelism = parallelism;
      return this;
    }

    /** Sets how matches are judged; default {@link MatchRules#tiered()}. */
    public Builder rules(MatchRules rules) {
      this.rules = rules;
      return this;
    }

    /** Sets how long deletes with a seq are remembered; default 24 hours. */
    public Builder deleteRetention(Duration deleteRetention) {
      this.deleteRetention = deleteRetention;
      return this;
    }

    /**
     * Sets how long an asset lives after its event time; default zero: for ever. The time is told
     * by the watermarks of the changes, so without watermarks nothing expires.
     */
    public Builder retention(Duration retention) {
      this.retention = retention;
      return this;
    }

    /** Sets how long answers are waited for unless a query says otherwise; default 10 seconds. */
    public Builder queryTimeout(Duration queryTimeout) {
      this.queryTimeout = queryTimeout;
      return this;
    }

    /**
     * Sets whether queries may ask by ISCC-ID, which keeps the units of every asset a second time;
     * default true.
     */
    public Builder queriesById(boolean queriesById) {
      this.queriesById = queriesById;
      return this;
    }

    /**
     * Sets whether queries wait, in checkpointed state, until the stream of changes has ended, and
     * then as long as it takes; for bounded streams; default false.
     */
    public Builder answerAfterIngest(boolean answerAfterIngest) {
      this.answerAfterIngest = answerAfterIngest;
      return this;
    }

    /**
     * Sets how many files each index task copies to or from a checkpoint at a time, 1..64; default
     * 4.
     */
    public Builder checkpointTransferThreads(int checkpointTransferThreads) {
      this.checkpointTransferThreads = checkpointTransferThreads;
      return this;
    }

    /**
     * Sets how every index task keeps its assets and which unit types it searches; default {@link
     * EngineOptions#defaults()}.
     */
    public Builder engine(EngineOptions engine) {
      this.engine = engine;
      return this;
    }

    /**
     * Sets how many queries there are to one that a background thread answers a second time, by
     * comparing everything, for the metric {@code sampledRecall}: one in ten seconds at most; 0 for
     * none. Default 1000.
     */
    public Builder recallSampleEvery(int queries) {
      this.recallSampleEvery = queries;
      return this;
    }

    /**
     * Sets what every task of the index starts to offer it to others, such as {@code
     * QueryServiceOptions}; null, which is the default, for nothing.
     */
    public Builder service(TaskServiceFactory service) {
      this.service = service;
      return this;
    }

    /**
     * Makes the index.
     *
     * @throws IllegalArgumentException naming the option that is missing or out of range
     */
    public IsccIndex build() {
      require(realm == 0 || realm == 1, "realm", realm, "0 (test) and 1 (operational)");
      require(uid != null && !uid.isBlank(), "uid", uid, "texts that are not blank");
      require(
          maxParallelism >= 1 && maxParallelism <= HIGHEST_PARALLELISM,
          "maxParallelism",
          maxParallelism,
          "1.." + HIGHEST_PARALLELISM);
      require(
          parallelism >= 0 && parallelism <= maxParallelism,
          "parallelism",
          parallelism,
          "1.." + maxParallelism + " (maxParallelism)");
      require(rules != null, "rules", rules, "match rules");
      require(
          deleteRetention != null && !deleteRetention.isNegative(),
          "deleteRetention",
          deleteRetention,
          "durations from zero on");
      require(
          retention != null && !retention.isNegative(),
          "retention",
          retention,
          "durations from zero (for ever) on");
      require(
          queryTimeout != null && queryTimeout.toMillis() > 0,
          "queryTimeout",
          queryTimeout,
          "durations from 1 ms on");
      require(
          checkpointTransferThreads >= 1
              && checkpointTransferThreads <= IndexOptions.MOST_TRANSFER_THREADS,
          "checkpointTransferThreads",
          checkpointTransferThreads,
          "1.." + IndexOptions.MOST_TRANSFER_THREADS);
      require(engine != null, "engine", engine, "engine options");
      require(
          recallSampleEvery >= 0,
          "recallSampleEvery",
          recallSampleEvery,
          "numbers from 0 (none) on");
      return new IsccIndex(this);
    }

    private static void require(boolean holds, String option, Object given, String allowed) {
      if (!holds) {
        throw new IllegalArgumentException(
            "IsccIndex option " + option + " is " + given + ", allowed are " + allowed);
      }
    }
  }
}
