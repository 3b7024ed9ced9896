package io.flinkiscc.job;

import static io.flinkiscc.job.JobOption.optional;
import static io.flinkiscc.job.JobOption.required;
import static io.flinkiscc.job.JobOption.withDefault;

import io.flinkiscc.index.EngineOptions;
import io.flinkiscc.kafka.StartOffsets;
import io.flinkiscc.match.Scoring;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.base.DeliveryGuarantee;

/** All options of the jobs, with those of {@link StateOptions} and {@link ThresholdOptions}. */
public final class JobOptions {

  /** Begins the keys that are handed to Kafka's clients as they are. */
  static final String KAFKA_PROPERTIES = "kafka.properties.";

  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration SHORTEST_CHECKPOINT_TIME = Duration.ofMillis(10);
  private static final int HIGHEST_PARALLELISM = 1 << 15;
  private static final int MOST_MATCHES = 1000;

  /** Brokers to ask first. */
  public static final JobOption<String> BOOTSTRAP_SERVERS =
      required("kafka.bootstrap-servers", OptionType.servers(), "Kafka brokers to ask first.");

  /** Topic that feeds the index. */
  public static final JobOption<String> INGEST_TOPIC =
      withDefault(
          "ingest.topic",
          OptionType.topic(),
          "iscc-ingest",
          "Topic that feeds the index. Should be compacted: the index is what it says from its"
              + " first record on.");

  /** How the records of the ingest topic are written. */
  public static final JobOption<IngestRecordFormat> INGEST_FORMAT =
      withDefault(
          "ingest.format",
          OptionType.constants(List.of(IngestRecordFormat.values())),
          "iscc-json",
          "How the records of the ingest topic are written: ingest records in JSON, or entries of"
              + " the transparency log of an ISCC hub.");

  /** Where the ingest topic is read from when there is no checkpoint. */
  public static final JobOption<StartOffsets> INGEST_START_OFFSETS =
      withDefault(
          "ingest.start-offsets",
          startOffsets(),
          "earliest",
          "Where a job that starts without a checkpoint or savepoint begins to read the ingest"
              + " topic. Anything but earliest leaves older records out of the index.");

  /** Consumer group of the ingest topic. */
  public static final JobOption<String> INGEST_GROUP_ID =
      withDefault(
          "ingest.group-id",
          OptionType.text(),
          "flink-iscc-ingest",
          "Consumer group to which the offsets of the ingest topic are committed with each"
              + " checkpoint; it tells how far the job is.");

  /** Largest value of an ingest record in bytes. */
  public static final JobOption<Integer> INGEST_MAX_RECORD_SIZE =
      withDefault(
          "ingest.max-record-size",
          OptionType.size(),
          "5 mb",
          "Largest value of an ingest record; a larger one goes to the dead letters.");

  /** Topic of the queries. */
  public static final JobOption<String> QUERY_TOPIC =
      withDefault(
          "query.topic", OptionType.topic(), "iscc-queries", "Topic of the queries to answer.");

  /** Consumer group of the query topic. */
  public static final JobOption<String> QUERY_GROUP_ID =
      withDefault(
          "query.group-id",
          OptionType.text(),
          "flink-iscc-query",
          "Consumer group to which the offsets of the query topic are committed with each"
              + " checkpoint.");

  /** Where the query topic is read from when there is no checkpoint. */
  public static final JobOption<StartOffsets> QUERY_START_OFFSETS =
      withDefault(
          "query.start-offsets",
          startOffsets(),
          "earliest",
          "Where a job that starts without a checkpoint or savepoint begins to read the query"
              + " topic.");

  /** Matches for a query that does not say. */
  public static final JobOption<Integer> QUERY_DEFAULT_LIMIT =
      withDefault(
          "query.default-limit",
          OptionType.integer(1, MOST_MATCHES),
          "10",
          "Number of matches for a query that does not say.");

  /** How long answers of the index tasks are waited for. */
  public static final JobOption<Duration> QUERY_TIMEOUT =
      withDefault(
          "query.timeout",
          OptionType.duration(SHORTEST),
          "10 s",
          "How long answers of the index tasks are waited for, unless a query says otherwise; then"
              + " the result is partial and says what is missing.");

  /** Whether queries may ask by ISCC-ID. */
  public static final JobOption<Boolean> QUERY_BY_ID =
      withDefault(
          "query.by-id",
          OptionType.bool(),
          "true",
          "Whether queries may ask by ISCC-ID, for which the units of every asset are kept a second"
              + " time.");

  /** Topic of the results. */
  public static final JobOption<String> ENRICHED_TOPIC =
      withDefault("enriched.topic", OptionType.topic(), "iscc-enriched", "Topic of the results.");

  /** Topic of the records that were refused. */
  public static final JobOption<String> DEAD_LETTER_TOPIC =
      withDefault(
          "dead-letter.topic",
          OptionType.topic(),
          "iscc-dead-letters",
          "Topic of the records that were refused, with their bytes and the reason.");

  /** How often a record is written after failures. */
  public static final JobOption<DeliveryGuarantee> DELIVERY =
      withDefault(
          "delivery",
          OptionType.constants(
              List.of(DeliveryGuarantee.EXACTLY_ONCE, DeliveryGuarantee.AT_LEAST_ONCE)),
          "exactly-once",
          "How often results and dead letters are written. With exactly-once, read_committed"
              + " consumers see them with the next checkpoint; with at-least-once everybody sees"
              + " them at once, and some again after a failure.");

  /** First part of the names of Kafka transactions. */
  public static final JobOption<String> TRANSACTIONAL_ID_PREFIX =
      optional(
          "transactional-id-prefix",
          OptionType.text(),
          "First part of the names of Kafka transactions, needed for exactly-once. The same over"
              + " all restarts of a job, another for every other job on the brokers.");

  /** After what time a broker gives up a transaction. */
  public static final JobOption<Duration> TRANSACTION_TIMEOUT =
      withDefault(
          "transaction-timeout",
          OptionType.duration(Duration.ofSeconds(1)),
          "10 min",
          "After what time a broker gives up a transaction: more than checkpoint.interval plus the"
              + " longest outage to survive, else results are lost; not more than the brokers'"
              + " transaction.max.timeout.ms (15 min unless changed).");

  /** The one realm of all ISCC-IDs. */
  public static final JobOption<Integer> INDEX_REALM =
      required(
          "index.realm",
          OptionType.integer(0, 1).allowing("0 (test), 1 (operational)"),
          "The one realm of all ISCC-IDs in the index; records of the other are refused.");

  /** First part of the uids of the operators of the index. */
  public static final JobOption<String> INDEX_UID =
      withDefault(
          "index.uid",
          OptionType.text(),
          "iscc-index",
          "First part of the uids of the operators of the index. A checkpoint is restored by them:"
              + " keep it for the life of the index.");

  /** Number of key groups. */
  public static final JobOption<Integer> INDEX_MAX_PARALLELISM =
      withDefault(
          "index.max-parallelism",
          OptionType.integer(1, HIGHEST_PARALLELISM),
          "128",
          "Number of key groups, the most tasks that the index can ever be spread over. Cannot be"
              + " changed later.");

  /** How long deletes with a seq are remembered. */
  public static final JobOption<Duration> INDEX_DELETE_RETENTION =
      withDefault(
          "index.delete-retention",
          OptionType.duration(Duration.ZERO),
          "24 h",
          "How long deletes with a seq are remembered, so that an older record that comes late"
              + " brings nothing back.");

  /** Assets at which a shard of an index task is sealed. */
  public static final JobOption<Integer> INDEX_SHARD_MAX_ASSETS =
      withDefault(
          "index.shard.max-assets",
          OptionType.integer(1, Integer.MAX_VALUE),
          "100000",
          "Number of assets, replaced ones included, at which the growing shard of an index task is"
              + " sealed: written to a local file and searched there. Larger shards make quicker"
              + " searches and take more heap while they grow, about 1.2 kB per asset with four"
              + " units.");

  /** Bytes of records at which a shard of an index task is sealed. */
  public static final JobOption<Integer> INDEX_SHARD_MAX_BYTES =
      withDefault(
          "index.shard.max-bytes",
          OptionType.size(),
          "64 mb",
          "Bytes of records, with their metadata, at which the growing shard of an index task is"
              + " sealed before it has index.shard.max-assets.");

  /** Full shards that may wait to be sealed. */
  public static final JobOption<Integer> INDEX_SHARD_WAITING =
      withDefault(
          "index.shard.waiting",
          OptionType.integer(1, 64),
          "2",
          "Number of full shards of an index task that may wait in memory until they are"
              + " sealed before changes are slowed down; at twice as many each takes a tenth of a"
              + " second.");

  /** Shards that are merged into one. */
  public static final JobOption<Integer> INDEX_MERGE_FAN_IN =
      withDefault(
          "index.merge.fan-in",
          OptionType.integer(2, 64),
          "4",
          "Number of sealed shards of like size that are merged into one. More make less"
              + " writing and slower searches.");

  /** Assets of a merged shard. */
  public static final JobOption<Integer> INDEX_MERGE_MAX_ASSETS =
      withDefault(
          "index.merge.max-assets",
          OptionType.integer(1, Integer.MAX_VALUE),
          "400000",
          "Most assets of a merged shard.");

  /** Bytes of a merged shard. */
  public static final JobOption<Integer> INDEX_MERGE_MAX_BYTES =
      withDefault(
          "index.merge.max-bytes",
          OptionType.size(),
          "256 mb",
          "Most bytes of the file of a merged shard, and of heap while it is made.");

  /** Dead entries above which a shard is rewritten. */
  public static final JobOption<Double> INDEX_MERGE_DEAD_SHARE =
      withDefault(
          "index.merge.dead-share",
          OptionType.fraction(),
          "0.25",
          "Share of replaced and deleted entries above which a sealed shard is written" + " anew.");

  /** When new codes get into the graphs. */
  public static final JobOption<EngineOptions.Indexing> INDEX_INDEXING =
      withDefault(
          "index.indexing",
          OptionType.constants(List.of(EngineOptions.Indexing.values())),
          "async",
          "When new codes get into the graphs of the growing shard: async in the background, until"
              + " when they are compared one by one; sync before the next record is taken; off"
              + " when the shard is sealed. New records are found at once in every case.");

  /** Links per node of a graph. */
  public static final JobOption<Integer> INDEX_GRAPH_CONNECTIVITY =
      withDefault(
          "index.graph.connectivity",
          OptionType.integer(2, 64),
          "16",
          "Links per code in a graph, twice as many on its lowest level. More find more and take"
              + " more space.");

  /** Candidates kept while a code is linked. */
  public static final JobOption<Integer> INDEX_GRAPH_EXPANSION_ADD =
      withDefault(
          "index.graph.expansion-add",
          OptionType.integer(1, 4096),
          "128",
          "Candidates kept while a code is linked into a graph. More make better graphs and slower"
              + " builds.");

  /** Candidates kept while a graph is searched. */
  public static final JobOption<Integer> INDEX_GRAPH_EXPANSION_SEARCH =
      withDefault(
          "index.graph.expansion-search",
          OptionType.integer(1, 4096),
          "64",
          "Candidates kept while a graph is searched, at least: a graph that was measured to need"
              + " more for a recall of .99 gets more, or is left aside.");

  /** Codes that may wait for their graph. */
  public static final JobOption<Integer> INDEX_GRAPH_TAIL =
      withDefault(
          "index.graph.tail",
          OptionType.integer(1, Integer.MAX_VALUE),
          "50000",
          "Number of codes of one kind that may wait for their graph, and are compared one"
              + " by one, before changes are slowed down.");

  /** Threads that build graphs. */
  public static final JobOption<Integer> INDEX_GRAPH_THREADS =
      withDefault(
          "index.graph.threads",
          OptionType.integer(1, 64),
          "1",
          "Threads of an index task that build graphs.");

  /** Heap of an index task. */
  public static final JobOption<Long> INDEX_MEMORY_SIZE =
      withDefault(
          "index.memory.size",
          OptionType.largeSize(),
          "1 gb",
          "Heap that the shards of one index task may take. It must hold a merge"
              + " (index.merge.max-bytes) and 2 * index.shard.waiting + 2 shards of"
              + " index.shard.max-assets with 1200 b each, or of 4 * index.shard.max-bytes if that"
              + " is less; else the job does not start. A shard of large assets is sealed earlier,"
              + " and changes are slowed down beyond it.");

  /** Local disk of an index task. */
  public static final JobOption<Long> INDEX_DISK_SIZE =
      optional(
          "index.disk.size",
          OptionType.largeSize(),
          "Bytes that the local files of one index task may take. Beyond it full shards"
              + " stay in memory, failedWrites counts, and changes are slowed down, as on a full"
              + " disk. Leave room for a merge.");

  /** How matches are scored and ordered. */
  public static final JobOption<Scoring> MATCH_SCORING =
      withDefault(
          "match.scoring",
          OptionType.constants(List.of(Scoring.values())),
          "tiered",
          "How matches are scored and ordered: tiered with relations and caps, compatible as"
              + " iscc-search does it.");

  /** Time between the starts of two checkpoints. */
  public static final JobOption<Duration> CHECKPOINT_INTERVAL =
      withDefault(
          "checkpoint.interval",
          OptionType.duration(SHORTEST_CHECKPOINT_TIME),
          "10 s",
          "Time from the start of one checkpoint to the next. With exactly-once also how long a"
              + " result waits to be seen.");

  /** Where checkpoints are written. */
  public static final JobOption<URI> CHECKPOINT_DIRECTORY =
      optional(
          "checkpoint.directory",
          OptionType.uri(),
          "Directory for checkpoints that all machines of the cluster reach. Without it the"
              + " cluster's own setting holds (execution.checkpointing.dir); without that one too"
              + " they stay in the memory of the JobManager, which is enough for a try only.");

  /** After what time a checkpoint is given up. */
  public static final JobOption<Duration> CHECKPOINT_TIMEOUT =
      withDefault(
          "checkpoint.timeout",
          OptionType.duration(SHORTEST_CHECKPOINT_TIME),
          "10 min",
          "After what time a checkpoint that is not complete is given up.");

  /** Whether checkpoints overtake the records that wait in channels. */
  public static final JobOption<Boolean> CHECKPOINT_UNALIGNED =
      withDefault(
          "checkpoint.unaligned",
          OptionType.bool(),
          "false",
          "Whether checkpoints overtake the records that wait between tasks, which makes them"
              + " quicker under backpressure and larger.");

  /** Failed checkpoints in a row before the job fails over. */
  public static final JobOption<Integer> CHECKPOINT_TOLERABLE_FAILURES =
      withDefault(
          "checkpoint.tolerable-failures",
          OptionType.integer(0, Integer.MAX_VALUE),
          "10",
          "Number of checkpoints in a row that may fail before the job is restarted.");

  /** Number of parallel tasks. */
  public static final JobOption<Integer> PARALLELISM =
      optional(
          "parallelism",
          OptionType.integer(1, HIGHEST_PARALLELISM),
          "Number of parallel tasks of every operator, at most index.max-parallelism. Without it"
              + " that of flink run -p or of the cluster holds.");

  /** Whether to create topics that are missing. */
  public static final JobOption<Boolean> TOPICS_CREATE =
      withDefault(
          "topics.create",
          OptionType.bool(),
          "false",
          "Whether to create topics that are missing, the ingest topic compacted, before the job"
              + " starts; if not, the job refuses to start without them.");

  /** Partitions of created topics. */
  public static final JobOption<Integer> TOPICS_PARTITIONS =
      withDefault(
          "topics.partitions",
          OptionType.integer(1, Integer.MAX_VALUE),
          "3",
          "Number of partitions of topics that are created.");

  /** Replicas of created topics. */
  public static final JobOption<Integer> TOPICS_REPLICATION =
      withDefault(
          "topics.replication",
          OptionType.integer(1, Short.MAX_VALUE),
          "1",
          "Number of brokers that hold a copy of topics that are created; 3 for data that must not"
              + " be lost.");

  private static final List<JobOption<?>> ALL = all(ThresholdOptions.all());

  private JobOptions() {}

  /** All options in the order of the documentation. */
  public static List<JobOption<?>> all() {
    return ALL;
  }

  /** What {@code kafka.properties.*} is for. */
  static String kafkaPropertiesDocumentation() {
    return "Properties of Kafka's clients, for sources and sinks alike, such as those for security:"
        + " what comes behind kafka.properties. is handed to them as it is.";
  }

  private static List<JobOption<?>> all(List<JobOption<Double>> thresholds) {
    List<JobOption<?>> all = new ArrayList<>();
    all.add(BOOTSTRAP_SERVERS);
    all.addAll(
        List.of(
            INGEST_TOPIC,
            INGEST_FORMAT,
            INGEST_START_OFFSETS,
            INGEST_GROUP_ID,
            INGEST_MAX_RECORD_SIZE));
    all.addAll(
        List.of(
            QUERY_TOPIC,
            QUERY_GROUP_ID,
            QUERY_START_OFFSETS,
            QUERY_DEFAULT_LIMIT,
            QUERY_TIMEOUT,
            QUERY_BY_ID));
    all.addAll(List.of(ENRICHED_TOPIC, DEAD_LETTER_TOPIC));
    all.addAll(List.of(DELIVERY, TRANSACTIONAL_ID_PREFIX, TRANSACTION_TIMEOUT));
    all.addAll(List.of(INDEX_REALM, INDEX_UID, INDEX_MAX_PARALLELISM, INDEX_DELETE_RETENTION));
    all.add(RetentionOptions.INDEX_RETENTION);
    all.addAll(
        List.of(
            UnitTypeOptions.INDEX_UNIT_TYPES,
            INDEX_SHARD_MAX_ASSETS,
            INDEX_SHARD_MAX_BYTES,
            INDEX_SHARD_WAITING,
            INDEX_MERGE_FAN_IN,
            INDEX_MERGE_MAX_ASSETS,
            INDEX_MERGE_MAX_BYTES,
            INDEX_MERGE_DEAD_SHARE,
            INDEX_INDEXING,
            INDEX_GRAPH_CONNECTIVITY,
            INDEX_GRAPH_EXPANSION_ADD,
            INDEX_GRAPH_EXPANSION_SEARCH,
            INDEX_GRAPH_TAIL,
            INDEX_GRAPH_THREADS,
            INDEX_MEMORY_SIZE,
            INDEX_DISK_SIZE,
            WatchOptions.INDEX_RECALL_SAMPLE_EVERY));
    all.addAll(StateOptions.all());
    all.add(MATCH_SCORING);
    all.addAll(thresholds);
    all.addAll(
        List.of(
            CHECKPOINT_INTERVAL,
            CHECKPOINT_DIRECTORY,
            CHECKPOINT_TIMEOUT,
            CHECKPOINT_UNALIGNED,
            CHECKPOINT_TOLERABLE_FAILURES));
    all.addAll(ServiceOptions.all());
    all.addAll(LookupOptions.all());
    all.addAll(List.of(PARALLELISM, TOPICS_CREATE, TOPICS_PARTITIONS, TOPICS_REPLICATION));
    return List.copyOf(all);
  }

  private static OptionType<StartOffsets> startOffsets() {
    return new OptionType<>(
        "earliest, latest, group (where ingest.group-id or query.group-id has committed),"
            + " timestamp:<milliseconds or time> such as timestamp:2025-08-04T12:00:00Z",
        StartOffsets::parse);
  }
}
