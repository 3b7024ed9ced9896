package io.flinkiscc.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.OperatingSystemMXBean;
import io.flinkiscc.kafka.QueryRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The other process of {@link BenchLookup}: a job with a query service. It tells that it is ready
 * by a line of JSON on standard output, then answers each line of standard input by one, and ends
 * with its input, so also with the process that started it.
 */
@Command(name = "lookup-service", hidden = true)
final class LookupServiceCommand implements Callable<Integer> {

  /** Asks for its CPU time and what went on, since the last time. */
  static final String USED = "used";

  /** Asks for the times of searches in its own JVM: followed by first query and number of them. */
  static final String SEARCH = "search";

  private static final String END = "";
  private static final ObjectMapper JSON = new ObjectMapper();

  @Mixin private LookupOptions options;

  @Option(names = "--dir", required = true)
  private Path dir;

  private volatile boolean ready;

  @Override
  public Integer call() throws Exception {
    PrintStream told = System.out;
    BlockingQueue<String> asked = listen();
    try (JobBenchCluster cluster =
            JobBenchCluster.start(dir, options.parallelism(), options.conf());
        LookupJob job = LookupJob.start(options, cluster, LookupJob.registry(dir), System.err)) {
      tell(told, job.fill());
      ready = true;
      Thread changes = job.change();
      long cpu = cpuNanos();
      long changed = job.changed();
      long checkpoints = job.checkpoints();
      for (String line = asked.take(); !line.equals(END); line = asked.take()) {
        String[] words = line.split(" ");
        Map<String, Object> answer = BenchReport.figures();
        if (words[0].equals(USED)) {
          answer.put("cpu_seconds", (cpuNanos() - cpu) / 1e9);
          answer.put("changes", job.changed() - changed);
          answer.put("checkpoints", job.checkpoints() - checkpoints);
          cpu = cpuNanos();
          changed = job.changed();
          checkpoints = job.checkpoints();
        } else if (words[0].equals(SEARCH)) {
          long own = Stopwatch.threadNanos();
          answer.put("nanos", search(job, Integer.parseInt(words[1]), Integer.parseInt(words[2])));
          answer.put("cpu_nanos", Stopwatch.threadNanos() - own);
        } else {
          throw new IllegalArgumentException("unknown: " + line);
        }
        tell(told, answer);
      }
      changes.interrupt();
    }
    return 0;
  }

  /** Reads what is asked. If there is nobody left before the index is filled, all ends at once. */
  private BlockingQueue<String> listen() {
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader in =
                  new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
                in.lines().forEach(lines::add);
              } catch (IOException | UncheckedIOException e) {
                // A broken pipe is an end as well.
              }
              if (!ready) {
                Runtime.getRuntime().halt(1);
              }
              lines.add(END);
            },
            "listener");
    reader.setDaemon(true);
    reader.start();
    return lines;
  }

  private long[] search(LookupJob job, int first, int count) {
    LookupLog log = options.log();
    long[] nanos = new long[count];
    for (int i = 0; i < count; i++) {
      QueryRecord query =
          options.query().query(first + i, log.query(first + i), options.k(), options.exact());
      long started = System.nanoTime();
      job.answer(query);
      nanos[i] = System.nanoTime() - started;
    }
    return nanos;
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private static void tell(PrintStream out, Map<String, Object> answer) throws IOException {
    try {
      out.println(JSON.writeValueAsString(answer));
    } catch (JsonProcessingException e) {
      throw new IOException(e);
    }
    out.flush();
  }
}
