package io.flinkiscc.cli;

import io.flinkiscc.kafka.DeadLetter;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.IngestFormat;
import io.flinkiscc.kafka.QueryFormat;
import io.flinkiscc.kafka.RawRecord;
import io.flinkiscc.stream.IngestRecords;
import io.flinkiscc.stream.IsccIndex;
import io.flinkiscc.stream.QueryRecords;
import java.nio.file.Path;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The whole pipeline over files: from the lines of an events file and a queries file to results and
 * dead letters.
 */
final class LocalPipeline {

  private final DataStream<EnrichedRecord> results;
  private final DataStream<DeadLetter> deadLetters;

  private LocalPipeline(DataStream<EnrichedRecord> results, DataStream<DeadLetter> deadLetters) {
    this.results = results;
    this.deadLetters = deadLetters;
  }

  /**
   * Puts the pipeline into a job.
   *
   * @param env the job
   * @param index the index to feed and ask
   * @param events file of ingest records
   * @param ingestFormat how they are written
   * @param queries file of queries
   * @param queryFormat how they are written
   */
  static LocalPipeline build(
      StreamExecutionEnvironment env,
      IsccIndex index,
      Path events,
      IngestFormat ingestFormat,
      Path queries,
      QueryFormat queryFormat) {
    IngestRecords ingest =
        IngestRecords.parse(lines(env, events, "events"), ingestFormat, "parse-events");
    QueryRecords asked =
        QueryRecords.parse(lines(env, queries, "queries"), queryFormat, "parse-queries");
    return new LocalPipeline(
        index.ingest(ingest.changes()).enrich(asked.queries()).union(asked.invalidResults()),
        ingest.deadLetters().union(asked.deadLetters()));
  }

  /** One reader, because the order of the lines is the order of the log. */
  private static DataStream<RawRecord> lines(
      StreamExecutionEnvironment env, Path file, String name) {
    FileSource<RawRecord> source =
        FileSource.forRecordStreamFormat(
                new RecordLineFormat(file.getFileName().toString()),
                new org.apache.flink.core.fs.Path(file.toAbsolutePath().toUri()))
            .build();
    return env.fromSource(source, WatermarkStrategy.noWatermarks(), name)
        .uid("read-" + name)
        .setParallelism(1);
  }

  DataStream<EnrichedRecord> results() {
    return results;
  }

  DataStream<DeadLetter> deadLetters() {
    return deadLetters;
  }
}
