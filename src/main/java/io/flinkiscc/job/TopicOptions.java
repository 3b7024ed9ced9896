package io.flinkiscc.job;

import java.util.List;

/** The options of topics that a job creates. */
final class TopicOptions {

  /** Whether to create topics that are missing. */
  static final JobOption<Boolean> TOPICS_CREATE =
      JobOption.withDefault(
          "topics.create",
          OptionType.bool(),
          "false",
          "Whether to create topics that are missing, the ingest topic compacted, before the job"
              + " starts; if not, the job refuses to start without them.");

  /** Partitions of created topics. */
  static final JobOption<Integer> TOPICS_PARTITIONS =
      JobOption.withDefault(
          "topics.partitions",
          OptionType.integer(1, Integer.MAX_VALUE),
          "3",
          "Number of partitions of topics that are created.");

  /** Replicas of created topics. */
  static final JobOption<Integer> TOPICS_REPLICATION =
      JobOption.withDefault(
          "topics.replication",
          OptionType.integer(1, Short.MAX_VALUE),
          "1",
          "Number of brokers that hold a copy of topics that are created; 3 for data that must not"
              + " be lost.");

  private TopicOptions() {}

  static List<JobOption<?>> all() {
    return List.of(TOPICS_CREATE, TOPICS_PARTITIONS, TOPICS_REPLICATION);
  }
}
