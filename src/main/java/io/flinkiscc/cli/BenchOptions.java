package io.flinkiscc.cli;

import io.flinkiscc.nphd.Code;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say what data a benchmark runs on; common to all of them. */
final class BenchOptions {

  private static final int MOST_CODES = 50_000_000;
  private static final int[] MIXED = {64, 128, 192, 256};

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--kind",
      paramLabel = "cluster|uniform|file",
      defaultValue = "cluster",
      description =
          "cluster: N/20 random centres, 0-20 random bits flipped; uniform: random bits; file: see"
              + " --file. Default: ${DEFAULT-VALUE}.")
  private BenchKind kind;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description =
          "For --kind file: records of an 8-byte key, big endian, and a 32-byte code; gzipped.")
  private Path file;

  @Option(
      names = "--file-queries",
      paramLabel = "held-out|flipped",
      defaultValue = "held-out",
      description =
          "For --kind file: ask random records that are taken out of the data, or random records"
              + " that stay in it with 0-12 bits flipped. Default: ${DEFAULT-VALUE}.")
  private FileQueries fileQueries;

  @Option(
      names = "--n",
      paramLabel = "N",
      description = "Number of codes, 1..50000000. Default: 100000, or all of the file.")
  private Integer n;

  @Option(
      names = "--queries",
      paramLabel = "Q",
      defaultValue = "1000",
      description = "Number of queries, 1..1000000. Default: ${DEFAULT-VALUE}.")
  private int queries;

  @Option(
      names = "--lengths",
      paramLabel = "BITS|mixed",
      defaultValue = "256",
      description =
          "Length of the codes: a multiple of 32 up to 256, several with commas, or mixed for"
              + " 64,128,192,256: equal shares of each. Default: ${DEFAULT-VALUE}.")
  private String lengths;

  @Option(
      names = "--distinct",
      description = "Store equal codes once, as the shards of the index do. Default: keep them.")
  private boolean distinct;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      defaultValue = "42",
      description = "Determines the data. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--k",
      paramLabel = "K",
      defaultValue = "10",
      description = "Neighbours wanted, 1..1000. Default: ${DEFAULT-VALUE}.")
  private int k;

  @Option(
      names = "--repeat",
      paramLabel = "R",
      defaultValue = "5",
      description =
          "Passes over the queries at least, of which the best counts, 1..100."
              + " Default: ${DEFAULT-VALUE}.")
  private int repeat;

  @Option(
      names = "--min-seconds",
      paramLabel = "S",
      defaultValue = "0.5",
      description =
          "Passes go on until they took this long together, so that the JVM is warm, 0..60."
              + " Default: ${DEFAULT-VALUE}.")
  private double minSeconds;

  int k() {
    return k;
  }

  int repeat() {
    return repeat;
  }

  double minSeconds() {
    return minSeconds;
  }

  boolean distinct() {
    return distinct;
  }

  long seed() {
    return seed;
  }

  /** What all benchmarks run with, for reports. */
  Map<String, Object> describe(int threads) {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("threads", threads);
    options.put("k", k);
    options.put("repeat", repeat);
    options.put("min_seconds", minSeconds);
    return options;
  }

  /** Checks the options and makes the data. */
  BenchData data(PrintWriter progress) throws IOException {
    check("--queries", queries, 1, 1_000_000);
    check("--k", k, 1, 1000);
    check("--repeat", repeat, 1, 100);
    if (!(minSeconds >= 0 && minSeconds <= 60)) {
      throw wrong("--min-seconds is " + minSeconds + ", allowed are 0..60");
    }
    if (n != null) {
      check("--n", n, 1, MOST_CODES);
    }
    int[] bits = bits();
    if (kind != BenchKind.FILE && file != null) {
      throw wrong("--file is given, but --kind is not file");
    }
    BenchCodes codes = kind == BenchKind.FILE ? ofFile() : made(n == null ? 100_000 : n);
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("kind", kind.name().toLowerCase(Locale.ROOT));
    if (kind == BenchKind.FILE) {
      description.put("file", file.getFileName().toString());
      description.put(
          "file_queries", fileQueries == FileQueries.HELD_OUT ? "held out" : "0-12 bits flipped");
    }
    description.put("n", codes.stored().length);
    description.put("queries", codes.queries().length);
    description.put("lengths", Arrays.stream(bits).boxed().toList());
    description.put("distinct", distinct);
    description.put("seed", seed);
    progress.println("data: " + description);
    progress.flush();
    return new BenchData(description, bits, codes.stored(), codes.queries(), distinct);
  }

  private BenchCodes made(int count) {
    SplittableRandom random = new SplittableRandom(seed);
    return kind == BenchKind.CLUSTER
        ? BenchCodes.clusters(random, count, queries)
        : BenchCodes.uniform(random, count, queries);
  }

  private BenchCodes ofFile() throws IOException {
    if (file == null) {
      throw wrong("--kind is file, but --file is missing");
    }
    if (!Files.isRegularFile(file)) {
      throw wrong("--file is " + file + ", which is no file");
    }
    Code[] records;
    try {
      records = BenchCodes.records(file);
    } catch (IOException e) {
      throw wrong("--file is " + file + ", which is not as --help tells: " + e.getMessage());
    }
    boolean heldOut = fileQueries == FileQueries.HELD_OUT;
    int most = heldOut ? records.length - queries : records.length;
    int count = n == null ? most : n;
    if (count < 1 || count > most) {
      throw wrong(
          "%s has %d records, too few for %s codes and %d queries that are %s"
              .formatted(
                  file,
                  records.length,
                  n == null ? "any" : n,
                  queries,
                  heldOut ? "taken out of them" : "taken from them"));
    }
    return BenchCodes.ofRecords(new SplittableRandom(seed), records, count, queries, heldOut);
  }

  private int[] bits() {
    if (lengths.equals("mixed")) {
      return MIXED.clone();
    }
    TreeSet<Integer> bits = new TreeSet<>();
    for (String length : lengths.split(",", -1)) {
      int value = length.matches("\\d{1,3}") ? Integer.parseInt(length) : 0;
      if (value < 32 || value > 256 || value % 32 != 0) {
        throw wrong(
            "--lengths is "
                + lengths
                + ", allowed are multiples of 32 up to 256, separated by commas, and mixed");
      }
      bits.add(value);
    }
    return bits.stream().mapToInt(Integer::intValue).toArray();
  }

  void check(String option, long value, long least, long most) {
    if (value < least || value > most) {
      throw wrong(option + " is " + value + ", allowed are " + least + ".." + most);
    }
  }

  ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
