package io.flinkiscc.cli;

import io.flinkiscc.nphd.CodeArray;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Times exact scans: one query at a time, and several in one pass over the codes. */
@Command(
    name = "scan",
    description = {
      "Time exact scans for the nearest K codes, by CPU time of the one thread that scans.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class BenchScan implements Callable<Integer> {

  private static final int MOST_PER_BATCH = 1024;
  private static final int WORDS_PER_ROUND = 4_000_000;

  @Spec private CommandSpec spec;

  @Mixin private BenchOptions common;

  @Option(
      names = "--batch",
      paramLabel = "SIZE",
      defaultValue = "1,8",
      split = ",",
      description = "Queries per pass over the codes, 1..1024. Default: ${DEFAULT-VALUE}.")
  private int[] batches;

  /** Keeps the compiler from leaving out what is only timed. */
  private long sum;

  @Override
  public Integer call() throws Exception {
    for (int batch : batches) {
      common.check("--batch", batch, 1, MOST_PER_BATCH);
    }
    PrintWriter progress = spec.commandLine().getErr();
    BenchData data = common.data(progress);
    BenchReport report =
        new BenchReport(
            "scan", data.description(), common.describe(1), spec.commandLine().getOut());
    ScanTimer timer = new ScanTimer(common);
    for (int stored : data.lengths()) {
      CodeArray array = data.array(stored);
      report.line("read-once", readOnce(array));
      for (int length : data.lengths()) {
        for (int batch : batches) {
          progress.printf("%d-bit queries on %d-bit codes, batch %d%n", length, stored, batch);
          report.line("scan", timer.figures(array, data.queries(length), batch));
        }
      }
    }
    return 0;
  }

  /** What the machine needs to read as many bytes once: the floor under a scan of one query. */
  private Map<String, Object> readOnce(CodeArray array) {
    long[] words = new long[(int) Math.max(1, (long) array.size() * array.bits() / Long.SIZE)];
    Arrays.setAll(words, i -> i);
    // Small arrays take many rounds to show on the clock.
    int rounds = Math.max(1, WORDS_PER_ROUND / words.length);
    double best = Double.MAX_VALUE;
    for (int pass = 0; pass < common.repeat(); pass++) {
      Stopwatch watch = Stopwatch.start();
      for (int round = 0; round < rounds; round++) {
        sum += sum(words);
      }
      best = Math.min(best, watch.threadSeconds());
    }
    Map<String, Object> figures = BenchReport.figures();
    figures.put("stored_bits", array.bits());
    figures.put("codes", array.size());
    figures.put("ns_per_code", 1e9 * best / rounds / array.size());
    return figures;
  }

  private static long sum(long[] words) {
    long sum = 0;
    for (long word : words) {
      sum += word;
    }
    return sum;
  }
}
