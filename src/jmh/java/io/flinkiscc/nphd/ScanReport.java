package io.flinkiscc.nphd;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.util.Statistics;

/**
 * Runs {@link CodeArrayBenchmark} and prints nanoseconds per comparison as a Markdown table, with
 * what is needed to read it: CPU, JVM, and whether the scan loop is vectorised on this machine.
 *
 * <p>{@code mvn -q -Pjmh -DskipTests test -Djmh.main=io.flinkiscc.nphd.ScanReport -Djmh.args="-f 1
 * -p bits=256"}; the arguments are JMH's.
 */
final class ScanReport {

  private static final int CHUNK = PlaneFilter.CHUNK_CODES;

  private ScanReport() {}

  /** Runs the benchmark with JMH's arguments. */
  public static void main(String[] args)
      throws RunnerException, CommandLineOptionException, IOException {
    StringBuilder report = new StringBuilder("\n");
    describeMachine(report);
    describeLoop(report);
    report.append("\n| layout | bits | codes | batch | ns/comparison, best | median |\n");
    report.append("|---|---|---|---|---|---|\n");
    for (RunResult result :
        new Runner(
                new OptionsBuilder()
                    .parent(new CommandLineOptions(args))
                    .include(CodeArrayBenchmark.class.getName())
                    .build())
            .run()) {
      describe(result, report);
    }
    System.out.println(report);
  }

  private static void describe(RunResult result, StringBuilder report) {
    BenchmarkParams params = result.getParams();
    String layout = params.getParam("layout");
    String batch = params.getParam("batch");
    double comparisons =
        Double.parseDouble(params.getParam("codes"))
            * (batch == null ? 1 : Integer.parseInt(batch));
    Statistics micros = result.getPrimaryResult().getStatistics();
    report.append(
        "| %s | %s | %s | %s | %.3f | %.3f |%n"
            .formatted(
                layout == null ? "read once" : layout,
                params.getParam("bits"),
                params.getParam("codes"),
                batch == null ? "-" : batch,
                1000 * micros.getMin() / comparisons,
                1000 * micros.getPercentile(50) / comparisons));
  }

  private static void describeMachine(StringBuilder report) throws IOException {
    HotSpotDiagnosticMXBean vm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    report.append(
        "CPUs: %d x %s%nJVM: %s %s, %s%n"
            .formatted(
                Runtime.getRuntime().availableProcessors(),
                cpu(),
                System.getProperty("java.vm.name"),
                System.getProperty("java.vm.version"),
                ManagementFactory.getRuntimeMXBean().getInputArguments()));
    for (String flag : new String[] {"UseAVX", "MaxVectorSize", "UseSuperWord"}) {
      try {
        report.append(flag).append('=').append(vm.getVMOption(flag).getValue()).append(' ');
      } catch (IllegalArgumentException e) {
        report.append(flag).append(" unknown ");
      }
    }
    report.append(
        "bits counted by %s%n".formatted(PopCount.INSTRUCTION ? "instruction" : "arithmetic"));
  }

  private static String cpu() throws IOException {
    Path file = Path.of("/proc/cpuinfo");
    if (!Files.exists(file)) {
      return System.getProperty("os.arch");
    }
    String name = "";
    String flags = "";
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith("model name")) {
        name = line.substring(line.indexOf(':') + 1).trim();
      } else if (line.startsWith("flags")) {
        flags =
            Stream.of(line.split(" "))
                .filter(flag -> flag.matches("popcnt|avx2|avx512f|avx512_vpopcntdq"))
                .toList()
                .toString();
      }
    }
    return name + " " + flags;
  }

  /** Times the filter against a loop over the same ints that no compiler can vectorise. */
  private static void describeLoop(StringBuilder report) {
    Random random = new Random(1);
    int[] chunk = random.ints(8 * CHUNK).toArray();
    int[] query = random.ints(8).toArray();
    long filter = Long.MAX_VALUE;
    long scalar = Long.MAX_VALUE;
    for (int i = 0; i < 20_000; i++) {
      long start = System.nanoTime();
      boolean any = PlaneFilter.anyWithin(chunk, 0, CHUNK, query, 8, 10);
      long between = System.nanoTime();
      int first = firstWithin(chunk, query, 10);
      long end = System.nanoTime();
      if (any != first < CHUNK) {
        throw new IllegalStateException("the loops disagree");
      }
      filter = Math.min(filter, between - start);
      scalar = Math.min(scalar, end - between);
    }
    double ratio = (double) scalar / filter;
    report.append(
        "Loop in cache, 256 bits: %.3f ns per comparison, scalar %.3f ns: %.1f times as fast, %s%n"
            .formatted(
                (double) filter / CHUNK,
                (double) scalar / CHUNK,
                ratio,
                ratio >= 1.5 ? "vectorised" : "not vectorised"));
  }

  /** The way out of the loop keeps it scalar. */
  private static int firstWithin(int[] chunk, int[] query, int bound) {
    for (int i = 0; i < CHUNK; i++) {
      int hamming = 0;
      for (int plane = 0; plane < 8; plane++) {
        hamming += Integer.bitCount(chunk[i + plane * CHUNK] ^ query[plane]);
      }
      if (hamming <= bound) {
        return i;
      }
    }
    return CHUNK;
  }
}
