package io.flinkiscc.state;

import io.flinkiscc.index.EngineOptions;
import io.flinkiscc.match.MatchRules;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** What an index task needs to know. Immutable; serializable as a part of a job. */
public final class IndexOptions implements Serializable {

  /** How often queries are sampled unless something else is said. */
  public static final int DEFAULT_RECALL_SAMPLE_EVERY = 1000;

  /** Most {@link #transferThreads}. */
  public static final int MOST_TRANSFER_THREADS = 64;

  private static final long serialVersionUID = 1L;

  private final MatchRules rules;
  private final Duration deleteRetention;
  private final Duration retention;
  private final boolean answerAfterIngest;
  private final EngineOptions engine;
  private final int recallSampleEvery;
  private final int transferThreads;
  private final TaskServiceFactory service;

  private IndexOptions(Builder builder) {
    this.rules = builder.rules;
    this.deleteRetention = builder.deleteRetention;
    this.retention = builder.retention;
    this.answerAfterIngest = builder.answerAfterIngest;
    this.engine = builder.engine;
    this.recallSampleEvery = builder.recallSampleEvery;
    this.transferThreads = builder.transferThreads;
    this.service = builder.service;
  }

  /** Starts with default options. */
  public static Builder builder() {
    return new Builder();
  }

  /** How matches are judged. */
  public MatchRules rules() {
    return rules;
  }

  /** How long numbered deletes are remembered. */
  public Duration deleteRetention() {
    return deleteRetention;
  }

  /** How long an asset lives after its event time; zero for ever. */
  public Duration retention() {
    return retention;
  }

  /** Whether queries wait, in checkpointed state, until the stream of changes has ended. */
  public boolean answerAfterIngest() {
    return answerAfterIngest;
  }

  /** How assets are kept. */
  public EngineOptions engine() {
    return engine;
  }

  /**
   * How many queries there are to one that is answered a second time, by comparing everything, to
   * see what was missed; 0 for none.
   */
  public int recallSampleEvery() {
    return recallSampleEvery;
  }

  /** Files that are copied to or from a checkpoint at a time. */
  public int transferThreads() {
    return transferThreads;
  }

  /** What offers the index of every task to others; empty for nothing. */
  public Optional<TaskServiceFactory> service() {
    return Optional.ofNullable(service);
  }

  /** Collects options; checked by {@link #build}. */
  public static final class Builder {
    private MatchRules rules = MatchRules.tiered();
    private Duration deleteRetention = Duration.ofHours(24);
    private Duration retention = Duration.ZERO;
    private boolean answerAfterIngest;
    private EngineOptions engine = EngineOptions.defaults();
    private int recallSampleEvery = DEFAULT_RECALL_SAMPLE_EVERY;
    private int transferThreads = 4;
    private TaskServiceFactory service;

    private Builder() {}

    /** Sets how matches are judged; default {@link MatchRules#tiered()}. */
    public Builder rules(MatchRules rules) {
      this.rules = Objects.requireNonNull(rules, "rules");
      return this;
    }

    /** Sets how long numbered deletes are remembered; default 24 hours. */
    public Builder deleteRetention(Duration deleteRetention) {
      this.deleteRetention = Objects.requireNonNull(deleteRetention, "deleteRetention");
      return this;
    }

    /** Sets how long an asset lives after its event time; default zero: for ever. */
    public Builder retention(Duration retention) {
      this.retention = Objects.requireNonNull(retention, "retention");
      return this;
    }

    /** Sets whether queries wait until the stream of changes has ended; default false. */
    public Builder answerAfterIngest(boolean answerAfterIngest) {
      this.answerAfterIngest = answerAfterIngest;
      return this;
    }

    /** Sets how assets are kept; default {@link EngineOptions#defaults()}. */
    public Builder engine(EngineOptions engine) {
      this.engine = Objects.requireNonNull(engine, "engine");
      return this;
    }

    /**
     * Sets how many queries there are to one that is checked, from 0 (none) on; default {@value
     * IndexOptions#DEFAULT_RECALL_SAMPLE_EVERY}.
     */
    public Builder recallSampleEvery(int queries) {
      this.recallSampleEvery = queries;
      return this;
    }

    /** Sets how many files are copied to or from a checkpoint at a time, 1..64; default 4. */
    public Builder transferThreads(int threads) {
      this.transferThreads = threads;
      return this;
    }

    /** Sets what offers the index of every task to others, null for nothing; default nothing. */
    public Builder service(TaskServiceFactory factory) {
      this.service = factory;
      return this;
    }

    /**
     * Makes the options.
     *
     * @throws IllegalArgumentException naming the option that is out of range
     */
    public IndexOptions build() {
      if (deleteRetention.isNegative()) {
        throw new IllegalArgumentException(
            "deleteRetention is " + deleteRetention + ", allowed are durations from zero on");
      }
      if (retention.isNegative()) {
        throw new IllegalArgumentException(
            "retention is " + retention + ", allowed are durations from zero (for ever) on");
      }
      if (recallSampleEvery < 0) {
        throw new IllegalArgumentException(
            "recallSampleEvery is " + recallSampleEvery + ", allowed are numbers from 0 on");
      }
      if (transferThreads < 1 || transferThreads > MOST_TRANSFER_THREADS) {
        throw new IllegalArgumentException(
            "transferThreads is " + transferThreads + ", allowed are 1.." + MOST_TRANSFER_THREADS);
      }
      return new IndexOptions(this);
    }
  }
}
