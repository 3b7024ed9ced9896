package io.flinkiscc.table;

import io.flinkiscc.kafka.QueryRecord;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** What is asked and how, as options of tables, of the module and of jobs. */
final class SearchOptions {

  static final ConfigOption<SearcherMode> MODE =
      ConfigOptions.key("mode")
          .enumType(SearcherMode.class)
          .defaultValue(SearcherMode.SERVICE)
          .withDescription(
              "Who answers: service for the query services of running jobs, snapshot for a"
                  + " checkpoint or savepoint, without a running job.");

  static final ConfigOption<String> SNAPSHOT_PATH =
      ConfigOptions.key("snapshot.path")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "With mode snapshot: a checkpoint, a savepoint, or a directory that has chk-N in it"
                  + " or in its directories, of which the newest complete one is asked.");

  static final ConfigOption<Duration> SNAPSHOT_FOLLOW =
      ConfigOptions.key("snapshot.follow")
          .durationType()
          .defaultValue(Duration.ZERO)
          .withDescription(
              "With mode snapshot: how often a newer completed checkpoint is looked for; 0 s for"
                  + " never.");

  static final ConfigOption<String> SNAPSHOT_INDEX =
      ConfigOptions.key("snapshot.index")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "With mode snapshot: index.uid of the index, if the checkpoint has several.");

  static final ConfigOption<String> SNAPSHOT_DIRECTORY =
      ConfigOptions.key("snapshot.directory")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "With mode snapshot: local directory for what is copied; default among the temporary"
                  + " files of the machine.");

  static final ConfigOption<Integer> SNAPSHOT_THREADS =
      ConfigOptions.key("snapshot.threads")
          .intType()
          .defaultValue(2)
          .withDescription("With mode snapshot: questions answered at a time, 1..1024.");

  static final ConfigOption<Integer> LIMIT =
      ConfigOptions.key("search.limit")
          .intType()
          .defaultValue(QueryRecord.DEFAULT_LIMIT)
          .withDescription(
              "Most matches of a search that does not say, 1.." + QueryRecord.MAX_LIMIT + ".");

  static final ConfigOption<Double> THRESHOLD =
      ConfigOptions.key("search.threshold")
          .doubleType()
          .noDefaultValue()
          .withDescription(
              "Smallest unit score (1 - NPHD) that counts, 0 to 1; default: the index decides.");

  static final ConfigOption<String> UNIT_TYPES =
      ConfigOptions.key("search.unit-types")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Unit types to compare, separated by commas, such as CONTENT_TEXT_V0,DATA_NONE_V0;"
                  + " default all.");

  static final ConfigOption<Boolean> EXACT =
      ConfigOptions.key("search.exact")
          .booleanType()
          .defaultValue(false)
          .withDescription("Whether every code is compared instead of searching graphs.");

  static final ConfigOption<String> FILTER =
      ConfigOptions.key("search.filter")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Filter over the metadata of assets: the JSON that \"filter\" of a query record is.");

  static final ConfigOption<Boolean> INCLUDE_METADATA =
      ConfigOptions.key("search.include-metadata")
          .booleanType()
          .defaultValue(true)
          .withDescription("Whether matches carry the metadata of their assets.");

  static final ConfigOption<Duration> TIMEOUT =
      ConfigOptions.key("search.timeout")
          .durationType()
          .noDefaultValue()
          .withDescription(
              "How long an answer is waited for until it is partial, 1 ms to 10 min; default that"
                  + " of the client. Keep it below the time-outs of the SQL operators.");

  static final ConfigOption<Shortfall> ON_PARTIAL =
      ConfigOptions.key("on-partial")
          .enumType(Shortfall.class)
          .defaultValue(Shortfall.MARK)
          .withDescription(
              "What becomes of answers that lack a part of the index: fail, mark (the columns"
                  + " status, completeness and reason say so, also if there is no match), or ignore"
                  + " (the same, but without matches there is no row).");

  static final ConfigOption<Shortfall> ON_FAILURE =
      ConfigOptions.key("on-failure")
          .enumType(Shortfall.class)
          .defaultValue(Shortfall.FAIL)
          .withDescription(
              "What becomes of searches that nobody answers, as when no index runs: fail, mark (a"
                  + " row whose status is timeout says why) or ignore (no row).");

  static final ConfigOption<Boolean> MARK_NONE =
      ConfigOptions.key("search.mark-none")
          .booleanType()
          .defaultValue(false)
          .withDescription(
              "Whether a search that finds nothing gives a row without iscc_id, which says so in"
                  + " status. For LATERAL TABLE: Flink 2.2 leaves rows without any result out of"
                  + " LEFT JOINs with asynchronous functions too.");

  private SearchOptions() {}

  /** All of them, in the order of the documentation. */
  static List<ConfigOption<?>> all() {
    return List.of(
        MODE,
        SNAPSHOT_PATH,
        SNAPSHOT_FOLLOW,
        SNAPSHOT_INDEX,
        SNAPSHOT_DIRECTORY,
        SNAPSHOT_THREADS,
        LIMIT,
        THRESHOLD,
        UNIT_TYPES,
        EXACT,
        FILTER,
        INCLUDE_METADATA,
        TIMEOUT,
        ON_PARTIAL,
        ON_FAILURE,
        MARK_NONE);
  }
}
