package io.flinkiscc.job;

import io.flinkiscc.kafka.DeadLetter;
import io.flinkiscc.kafka.HubLogFormat;
import io.flinkiscc.kafka.IngestFormat;
import io.flinkiscc.kafka.IsccJsonFormat;
import io.flinkiscc.kafka.KafkaRecords;
import io.flinkiscc.kafka.QueryFormat;
import io.flinkiscc.kafka.RawRecord;
import io.flinkiscc.kafka.RecordSinkBuilder;
import io.flinkiscc.kafka.StartOffsets;
import io.flinkiscc.stream.IngestRecords;
import io.flinkiscc.stream.IsccIndex;
import io.flinkiscc.stream.LookupResults;
import io.flinkiscc.stream.QueryRecords;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Puts the pipeline of a configuration into a Flink job: from the topics of records through the
 * index to the topics of results and dead letters. Nothing runs until the job is executed.
 */
public final class IsccJob {

  private final StreamExecutionEnvironment env;
  private final JobConfig config;

  private IsccJob(StreamExecutionEnvironment env, JobConfig config) {
    this.env = env;
    this.config = config;
  }

  /**
   * A job that keeps an index up to date and answers no queries; what is no record goes to the
   * dead-letter topic.
   */
  public static void ingest(StreamExecutionEnvironment env, JobConfig config) {
    IsccJob job = new IsccJob(env, config);
    JobEnvironment.configure(env, config);
    IngestRecords records = job.ingestRecords();
    job.index().ingest(records.changes()).withoutQueries();
    job.deadLetters(records.deadLetters(), "ingest");
  }

  /**
   * A job that keeps an index up to date and answers the queries of the query topic, one result for
   * each; what is no record or no query goes to the dead-letter topic.
   */
  public static void enrich(StreamExecutionEnvironment env, JobConfig config) {
    IsccJob job = new IsccJob(env, config);
    JobEnvironment.configure(env, config);
    IngestRecords records = job.ingestRecords();
    QueryRecords queries = job.queryRecords();
    job.index()
        .ingest(records.changes())
        .enrich(queries.queries())
        .union(queries.invalidResults())
        .sinkTo(
            job.withDelivery(KafkaRecords.enrichedSink(), "enrich-results")
                .topic(config.get(JobOptions.ENRICHED_TOPIC))
                .build())
        .name("enriched-topic")
        .uid("enriched-topic");
    job.deadLetters(records.deadLetters().union(queries.deadLetters()), "enrich");
  }

  /**
   * A job that answers the queries of the query topic from the index of another job, or from a
   * checkpoint of it, one result for each; what the whole index did not answer goes where the
   * configuration says.
   */
  public static void lookup(StreamExecutionEnvironment env, JobConfig config) {
    IsccJob job = new IsccJob(env, config);
    JobEnvironment.configure(env, config);
    QueryRecords queries = job.queryRecords();
    LookupResults found = LookupOptions.lookup(config).ask(queries.queries());
    found
        .results()
        .union(queries.invalidResults())
        .sinkTo(
            job.withDelivery(KafkaRecords.enrichedSink(), "lookup-results")
                .topic(config.get(JobOptions.ENRICHED_TOPIC))
                .build())
        .name("enriched-topic")
        .uid("enriched-topic");
    found
        .deadLetters()
        .sinkTo(
            job.withDelivery(KafkaRecords.enrichedSink(), "lookup-incomplete")
                .topic(config.get(LookupOptions.LOOKUP_INCOMPLETE_TOPIC))
                .build())
        .name("incomplete-topic")
        .uid("incomplete-topic");
    job.deadLetters(queries.deadLetters(), "lookup");
  }

  private IsccIndex index() {
    return IsccIndex.builder()
        .realm(config.get(JobOptions.INDEX_REALM))
        .uid(config.get(JobOptions.INDEX_UID))
        .maxParallelism(config.get(JobOptions.INDEX_MAX_PARALLELISM))
        .parallelism(config.find(JobOptions.PARALLELISM).orElse(0))
        .deleteRetention(config.get(JobOptions.INDEX_DELETE_RETENTION))
        .retention(config.get(RetentionOptions.INDEX_RETENTION))
        .checkpointTransferThreads(config.get(StateOptions.INDEX_CHECKPOINT_TRANSFER_THREADS))
        .rules(ThresholdOptions.rules(config))
        .queryTimeout(config.get(JobOptions.QUERY_TIMEOUT))
        .queriesById(config.get(JobOptions.QUERY_BY_ID))
        .engine(EngineSettings.of(config))
        .recallSampleEvery(config.get(WatchOptions.INDEX_RECALL_SAMPLE_EVERY))
        .service(ServiceOptions.of(config).orElse(null))
        .build();
  }

  private IngestRecords ingestRecords() {
    int realm = config.get(JobOptions.INDEX_REALM);
    int maxBytes = config.get(JobOptions.INGEST_MAX_RECORD_SIZE);
    IngestFormat format =
        switch (config.get(JobOptions.INGEST_FORMAT)) {
          case ISCC_JSON -> new IsccJsonFormat(realm, maxBytes);
          case HUB_LOG -> new HubLogFormat(realm, maxBytes);
        };
    return IngestRecords.parse(
        source(
            "ingest-topic",
            JobOptions.INGEST_TOPIC,
            JobOptions.INGEST_GROUP_ID,
            JobOptions.INGEST_START_OFFSETS,
            RetentionOptions.watermarks(config)),
        format,
        "parse-ingest-records");
  }

  private QueryRecords queryRecords() {
    QueryFormat format =
        new QueryFormat(config.get(JobOptions.INDEX_REALM))
            .withDefaultLimit(config.get(JobOptions.QUERY_DEFAULT_LIMIT));
    return QueryRecords.parse(
        source(
            "query-topic",
            JobOptions.QUERY_TOPIC,
            JobOptions.QUERY_GROUP_ID,
            JobOptions.QUERY_START_OFFSETS,
            WatermarkStrategy.noWatermarks()),
        format,
        "parse-queries");
  }

  private DataStream<RawRecord> source(
      String uid,
      JobOption<String> topic,
      JobOption<String> groupId,
      JobOption<StartOffsets> startOffsets,
      WatermarkStrategy<RawRecord> watermarks) {
    return env.fromSource(
            KafkaRecords.source()
                .bootstrapServers(config.get(JobOptions.BOOTSTRAP_SERVERS))
                .properties(config.kafkaProperties())
                .topic(config.get(topic))
                .groupId(config.get(groupId))
                .startOffsets(config.get(startOffsets))
                .build(),
            watermarks,
            uid)
        .uid(uid);
  }

  private void deadLetters(DataStream<DeadLetter> deadLetters, String job) {
    deadLetters
        .sinkTo(
            withDelivery(KafkaRecords.deadLetterSink(), job + "-dead-letters")
                .topic(config.get(JobOptions.DEAD_LETTER_TOPIC))
                .build())
        .name("dead-letter-topic")
        .uid("dead-letter-topic");
  }

  /** Two sinks of one transactional id would fence each other, in one job or in two. */
  private <T> RecordSinkBuilder<T> withDelivery(RecordSinkBuilder<T> sink, String name) {
    DeliveryGuarantee delivery = config.get(JobOptions.DELIVERY);
    sink.bootstrapServers(config.get(JobOptions.BOOTSTRAP_SERVERS))
        .properties(config.kafkaProperties())
        .delivery(delivery);
    if (delivery == DeliveryGuarantee.EXACTLY_ONCE) {
      sink.transactionalIdPrefix(config.get(JobOptions.TRANSACTIONAL_ID_PREFIX) + "-" + name)
          .transactionTimeout(config.get(JobOptions.TRANSACTION_TIMEOUT));
    }
    return sink;
  }
}
