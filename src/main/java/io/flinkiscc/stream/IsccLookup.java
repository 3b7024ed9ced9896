package io.flinkiscc.stream;

import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.EnrichedRecordSerializer;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.serve.SearcherFactory;
import io.flinkiscc.types.BinaryTypeInfo;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * Asks an index that another job keeps, or a checkpoint of it, from within a stream.
 *
 * <pre>{@code
 * SearcherFactory index = SearcherFactory.of(RegistryOptions.of("s3://bucket/registry"));
 * LookupResults results = IsccLookup.builder(index).build().ask(queries);
 * }</pre>
 *
 * <p>Queries that are open when a checkpoint is taken are part of it and asked again after a
 * restore: each has at least one answer, of the moment it was asked. The lookup lives through
 * restarts, failovers and rescales of the job that keeps the index; what happens to queries that
 * could not be answered meanwhile is told by {@link Builder#onPartial} and {@link
 * Builder#onUnreachable}. Immutable; use each instance once per uid.
 */
public final class IsccLookup {

  private final SearcherFactory searcher;
  private final String uid;
  private final int capacity;
  private final Duration timeout;
  private final int retries;
  private final Duration retryAfter;
  private final boolean ordered;
  private final OnIncomplete onPartial;
  private final OnIncomplete onUnreachable;

  private IsccLookup(Builder builder) {
    this.searcher = builder.searcher;
    this.uid = builder.uid;
    this.capacity = builder.capacity;
    this.timeout = builder.timeout;
    this.retries = builder.retries;
    this.retryAfter = builder.retryAfter;
    this.ordered = builder.ordered;
    this.onPartial = builder.onPartial;
    this.onUnreachable = builder.onUnreachable;
  }

  /**
   * Starts a lookup with default options.
   *
   * @param searcher opens what is asked, once in each JVM that the tasks run in
   */
  public static Builder builder(SearcherFactory searcher) {
    return new Builder(searcher);
  }

  /** Asks, one result per query. */
  public LookupResults ask(DataStream<QueryRecord> queries) {
    IsccLookupFunction function = new IsccLookupFunction(searcher, onPartial, onUnreachable);
    LookupRetry retry = new LookupRetry(retries, retryAfter);
    long millis = timeout.toMillis();
    SingleOutputStreamOperator<EnrichedRecord> found =
        ordered
            ? AsyncDataStream.orderedWaitWithRetry(
                queries, function, millis, TimeUnit.MILLISECONDS, capacity, retry)
            : AsyncDataStream.unorderedWaitWithRetry(
                queries, function, millis, TimeUnit.MILLISECONDS, capacity, retry);
    found
        .returns(BinaryTypeInfo.of(new EnrichedRecordSerializer()))
        .name("lookup")
        .uid(uid)
        .setParallelism(queries.getParallelism());
    return new LookupResults(
        found
            .process(
                new LookupSplit(
                    onPartial == OnIncomplete.DEAD_LETTER,
                    onUnreachable == OnIncomplete.DEAD_LETTER))
            .returns(BinaryTypeInfo.of(new EnrichedRecordSerializer()))
            .name("split-lookups")
            .uid(uid + "-split")
            .setParallelism(queries.getParallelism()));
  }

  /** Collects options; checked by {@link #build}. */
  public static final class Builder {
    private static final int MOST_RETRIES = 1000;
    private static final Duration LONGEST = Duration.ofDays(1);

    private final SearcherFactory searcher;
    private String uid = "iscc-lookup";
    private int capacity = 100;
    private Duration timeout = Duration.ofMinutes(1);
    private int retries;
    private Duration retryAfter = Duration.ofSeconds(1);
    private boolean ordered;
    private OnIncomplete onPartial = OnIncomplete.PASS_MARKED;
    private OnIncomplete onUnreachable = OnIncomplete.FAIL;

    private Builder(SearcherFactory searcher) {
      this.searcher = Objects.requireNonNull(searcher, "searcher");
    }

    /** Sets the first part of the uids of the operators; default {@code iscc-lookup}. */
    public Builder uid(String uid) {
      this.uid = uid;
      return this;
    }

    /**
     * Sets how many queries a task has open at a time, from 1 on; default 100. What a searcher
     * takes is shared by the tasks of a JVM.
     */
    public Builder capacity(int queries) {
      this.capacity = queries;
      return this;
    }

    /**
     * Sets after what time, retries included, nobody is waited for any more, 1 ms to 1 d; default 1
     * min. The time-outs of queries and of the searcher come first and tell more; they should be
     * shorter.
     */
    public Builder timeout(Duration timeout) {
      this.timeout = Objects.requireNonNull(timeout, "timeout");
      return this;
    }

    /**
     * Sets how often a query that was not answered by the whole index is asked anew, 0..1000, and
     * how long after; each time it is twice as long, up to 1 min. Default 0: a searcher of a
     * running index does so itself within the time of the query.
     */
    public Builder retry(int times, Duration after) {
      this.retries = times;
      this.retryAfter = Objects.requireNonNull(after, "after");
      return this;
    }

    /** Sets whether results come in the order of the queries; default false. */
    public Builder ordered(boolean ordered) {
      this.ordered = ordered;
      return this;
    }

    /**
     * Sets what happens to queries that a part of the index answered; default {@link
     * OnIncomplete#PASS_MARKED}.
     */
    public Builder onPartial(OnIncomplete what) {
      this.onPartial = Objects.requireNonNull(what, "onPartial");
      return this;
    }

    /**
     * Sets what happens to queries that nobody answered; default {@link OnIncomplete#FAIL}, as
     * nothing is learnt of them.
     */
    public Builder onUnreachable(OnIncomplete what) {
      this.onUnreachable = Objects.requireNonNull(what, "onUnreachable");
      return this;
    }

    /**
     * Makes the lookup.
     *
     * @throws IllegalArgumentException naming the option that is out of range
     */
    public IsccLookup build() {
      require(uid != null && !uid.isBlank(), "uid", uid, "texts that are not blank");
      require(capacity >= 1, "capacity", capacity, "numbers from 1 on");
      require(
          timeout.toMillis() >= 1 && timeout.compareTo(LONGEST) <= 0,
          "timeout",
          timeout,
          "durations from 1 ms to 1 d");
      require(
          retries >= 0 && retries <= MOST_RETRIES, "retry times", retries, "0.." + MOST_RETRIES);
      require(
          retryAfter.toMillis() >= 1 && retryAfter.compareTo(LONGEST) <= 0,
          "retry after",
          retryAfter,
          "durations from 1 ms to 1 d");
      return new IsccLookup(this);
    }

    private static void require(boolean holds, String option, Object given, String allowed) {
      if (!holds) {
        throw new IllegalArgumentException(
            "IsccLookup option " + option + " is " + given + ", allowed are " + allowed);
      }
    }
  }
}
