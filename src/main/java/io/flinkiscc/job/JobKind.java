package io.flinkiscc.job;

import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The jobs there are, with the topics they use. */
enum JobKind {
  INGEST(IsccJob::ingest, List.of(JobOptions.INGEST_TOPIC, JobOptions.DEAD_LETTER_TOPIC)),
  ENRICH(
      IsccJob::enrich,
      List.of(
          JobOptions.INGEST_TOPIC,
          JobOptions.QUERY_TOPIC,
          JobOptions.ENRICHED_TOPIC,
          JobOptions.DEAD_LETTER_TOPIC)),
  LOOKUP(
      IsccJob::lookup,
      List.of(
          JobOptions.QUERY_TOPIC,
          JobOptions.ENRICHED_TOPIC,
          LookupOptions.LOOKUP_INCOMPLETE_TOPIC,
          JobOptions.DEAD_LETTER_TOPIC));

  private final BiConsumer<StreamExecutionEnvironment, JobConfig> wiring;
  private final List<JobOption<String>> topics;

  JobKind(
      BiConsumer<StreamExecutionEnvironment, JobConfig> wiring, List<JobOption<String>> topics) {
    this.wiring = wiring;
    this.topics = topics;
  }

  /** Name of the job in Flink's web UI. */
  String jobName() {
    return "flink-iscc " + name().toLowerCase(Locale.ROOT);
  }

  /**
   * Checks what only this job needs.
   *
   * @throws JobConfigException telling what is wrong
   */
  void check(JobConfig config) {
    if (this == LOOKUP) {
      LookupOptions.lookup(config);
    }
  }

  /** Puts the job into an environment. */
  void build(StreamExecutionEnvironment env, JobConfig config) {
    wiring.accept(env, config);
  }

  /** The options that name the topics of the job. */
  List<JobOption<String>> topics() {
    return topics;
  }
}
