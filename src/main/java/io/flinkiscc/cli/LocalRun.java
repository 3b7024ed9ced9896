package io.flinkiscc.cli;

import io.flinkiscc.kafka.DeadLetterJsonWriter;
import io.flinkiscc.kafka.EnrichedJsonWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;

/**
 * Runs a {@link LocalPipeline} to its end and writes what comes out to files. They get their names
 * when all is well, so that a file that is there is whole.
 */
final class LocalRun {

  private static final int PROGRESS_EVERY = 10_000;

  private final Path output;
  private final PrintWriter progress;

  LocalRun(Path output, PrintWriter progress) {
    this.output = output;
    this.progress = progress;
  }

  void run(StreamExecutionEnvironment env, LocalPipeline pipeline) throws Exception {
    long started = System.nanoTime();
    Path results = output.resolve("enriched.jsonl");
    Path deadLetters = output.resolve("dead-letters.jsonl");
    Map<String, Integer> statuses = new TreeMap<>();
    Map<String, Integer> reasons = new TreeMap<>();
    try (CloseableIterator<String> enriched =
            json(pipeline.results(), r -> EnrichedJsonWriter.write(r), "results");
        CloseableIterator<String> dead =
            json(pipeline.deadLetters(), d -> DeadLetterJsonWriter.write(d), "dead-letters")) {
      JobClient job = env.executeAsync("flink-iscc local");
      CompletableFuture<Void> deadWritten =
          CompletableFuture.runAsync(() -> write(dead, deadLetters, "reason", reasons));
      write(enriched, results, "status", statuses);
      deadWritten.get();
      job.getJobExecutionResult().get();
    }
    finish(results);
    finish(deadLetters);
    progress.printf(
        "%s: %s%n%s: %s%ndone in %.1f s%n",
        results,
        describe(statuses, "results"),
        deadLetters,
        describe(reasons, "dead letters"),
        (System.nanoTime() - started) / 1e9);
    progress.flush();
  }

  private static <T> CloseableIterator<String> json(
      DataStream<T> records, JsonWriter<T> writer, String name) {
    return records
        .map(record -> new String(writer.write(record), StandardCharsets.UTF_8))
        .returns(Types.STRING)
        .uid("write-" + name)
        .collectAsync();
  }

  private void write(
      CloseableIterator<String> lines, Path file, String kind, Map<String, Integer> counts) {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part(file)))) {
      for (long n = 1; lines.hasNext(); n++) {
        String line = lines.next();
        out.write(line.getBytes(StandardCharsets.UTF_8));
        out.write('\n');
        counts.merge(DemoData.parse(line).path(kind).asText(), 1, Integer::sum);
        if (n % PROGRESS_EVERY == 0) {
          progress.printf("%s: %d%n", file.getFileName(), n);
          progress.flush();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + part(file), e);
    }
  }

  private static void finish(Path file) throws IOException {
    Files.move(part(file), file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static Path part(Path file) {
    return file.resolveSibling(file.getFileName() + ".part");
  }

  private static String describe(Map<String, Integer> counts, String what) {
    int sum = counts.values().stream().mapToInt(Integer::intValue).sum();
    return sum + " " + what + (counts.isEmpty() ? "" : " " + counts);
  }

  /** Makes JSON of a record, in a task. */
  private interface JsonWriter<T> extends Serializable {
    byte[] write(T record);
  }
}
