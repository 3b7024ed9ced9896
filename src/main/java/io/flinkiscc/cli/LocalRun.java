package io.flinkiscc.cli;

import io.flinkiscc.kafka.DeadLetter;
import io.flinkiscc.kafka.DeadLetterJsonWriter;
import io.flinkiscc.kafka.EnrichedJsonWriter;
import io.flinkiscc.kafka.EnrichedRecord;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.flink.core.execution.JobClient;
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
    try (CloseableIterator<EnrichedRecord> enriched = pipeline.results().collectAsync();
        CloseableIterator<DeadLetter> dead = pipeline.deadLetters().collectAsync()) {
      JobClient job = env.executeAsync("flink-iscc local");
      CompletableFuture<Void> deadWritten =
          CompletableFuture.runAsync(
              () ->
                  write(
                      dead, deadLetters, DeadLetterJsonWriter::write, d -> d.code().id(), reasons));
      write(enriched, results, EnrichedJsonWriter::write, r -> r.status().id(), statuses);
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

  private <T> void write(
      CloseableIterator<T> records,
      Path file,
      Function<T, byte[]> json,
      Function<T, String> kind,
      Map<String, Integer> counts) {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part(file)))) {
      for (long n = 1; records.hasNext(); n++) {
        T record = records.next();
        out.write(json.apply(record));
        out.write('\n');
        counts.merge(kind.apply(record), 1, Integer::sum);
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
}
