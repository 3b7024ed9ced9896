package io.flinkiscc.cli;

import io.flinkiscc.graph.RowGraph;
import io.flinkiscc.graph.RowGraphOptions;
import io.flinkiscc.graph.UsearchFile;
import io.flinkiscc.graph.UsearchHit;
import io.flinkiscc.graph.UsearchHits;
import io.flinkiscc.graph.UsearchKey;
import io.flinkiscc.graph.UsearchMetric;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.CodeArray;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Builds, writes, opens and searches `.usearch` files. */
@Command(
    name = "usearch",
    description = {
      "Build a graph of rows of all lengths, write it as a .usearch file, and search both; or search"
          + " a file that USearch wrote of the same data.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class BenchUsearch implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private BenchOptions common;

  @Mixin private BenchGraphOptions options;

  @Option(
      names = "--metric",
      paramLabel = "nphd|hamming",
      defaultValue = "nphd",
      description =
          "How distances are measured; hamming wants one length." + " Default: ${DEFAULT-VALUE}.")
  private UsearchMetric metric;

  @Option(
      names = "--open",
      paramLabel = "FILE",
      description = "Search this file, which holds the data, instead of building one.")
  private Path open;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Where bench.usearch is written to. Default: a temporary directory.")
  private Path dir;

  private BenchData data;
  private BenchReport report;
  private PrintWriter progress;

  @Override
  public Integer call() throws Exception {
    options.check(common);
    if (open != null && !Files.isRegularFile(open)) {
      throw common.wrong("--open is " + open + ", which is no file");
    }
    if (common.distinct()) {
      throw common.wrong("--distinct is given, but a .usearch file has one row per key");
    }
    progress = spec.commandLine().getErr();
    data = common.data(progress);
    if (metric == UsearchMetric.HAMMING && data.lengths().length > 1) {
      throw common.wrong("--metric is hamming, which wants one length; --lengths asks for several");
    }
    Map<String, Object> described = options.describe(common);
    described.put("metric", metric.name().toLowerCase(Locale.ROOT));
    report = new BenchReport("usearch", data.description(), described, spec.commandLine().getOut());
    try (BenchDirectory directory = BenchDirectory.open(dir)) {
      run(directory.path());
    }
    return 0;
  }

  private void run(Path directory) throws Exception {
    List<CodeArray> arrays = new ArrayList<>();
    for (int length : data.lengths()) {
      arrays.add(data.array(length));
    }
    Code[] queries = data.queriesOfAllLengths();
    NearestDistances[] truth = NearestDistances.exact(arrays, queries, common.k());
    Path file = open;
    if (open == null) {
      RowGraph graph = build();
      search("heap", (query, ef) -> graph.search(query, common.k(), ef, null), queries, truth);
      file = directory.resolve("bench.usearch");
      Files.deleteIfExists(file);
      Stopwatch watch = Stopwatch.start();
      graph.save(file);
      Map<String, Object> figures = BenchReport.figures();
      figures.put("write_s", watch.wallSeconds());
      report.line("write", figures);
    }
    report.line("file", opening(file, queries[0]));
    UsearchFile opened = UsearchFile.open(file);
    search("file", (query, ef) -> opened.search(query, common.k(), ef, null), queries, truth);
  }

  private RowGraph build() {
    RowGraph graph =
        RowGraph.create(
            RowGraphOptions.builder()
                .metric(metric)
                .maxBits(data.lengths()[data.lengths().length - 1])
                .connectivity(options.connectivity())
                .expansionAdd(options.expansionAdd())
                .seed(common.seed())
                .build());
    List<Code> codes = new ArrayList<>();
    for (int i = 0; i < data.size(); i++) {
      codes.add(data.stored((long) i));
    }
    Latencies latencies = new Latencies(codes.size());
    Stopwatch watch = Stopwatch.start();
    for (int i = 0; i < codes.size(); i++) {
      UsearchKey key = UsearchKey.of(i);
      long start = System.nanoTime();
      graph.add(key, codes.get(i));
      latencies.add(System.nanoTime() - start);
    }
    double wall = watch.wallSeconds();
    double cpu = watch.threadSeconds();
    double process = watch.processSeconds();
    Map<String, Object> figures = BenchReport.figures();
    figures.put("codes", graph.live());
    figures.put("add_per_s_cpu", codes.size() / cpu);
    figures.put("add_per_s_process_cpu", codes.size() / Math.max(process, .01));
    figures.put("add_per_s_wall", codes.size() / wall);
    figures.put("memory_bytes_per_vector", (double) graph.memoryBytes() / graph.live());
    figures.putAll(latencies.figures());
    progress.println("built: " + figures);
    report.line("build", figures);
    return graph;
  }

  private Map<String, Object> opening(Path file, Code query) throws Exception {
    double opened = Double.MAX_VALUE;
    double answered = Double.MAX_VALUE;
    double slowest = 0;
    for (int i = 0; i < common.repeat(); i++) {
      Stopwatch watch = Stopwatch.start();
      UsearchFile mapped = UsearchFile.open(file);
      opened = Math.min(opened, watch.wallSeconds());
      mapped.search(query, common.k());
      double seconds = watch.wallSeconds();
      answered = Math.min(answered, seconds);
      slowest = Math.max(slowest, seconds);
    }
    Map<String, Object> figures = BenchReport.figures();
    figures.put("codes", UsearchFile.open(file).live());
    figures.put("file_bytes_per_vector", (double) Files.size(file) / data.size());
    figures.put("open_ms", 1e3 * opened);
    figures.put("open_and_first_search_ms", 1e3 * answered);
    figures.put("open_and_first_search_ms_max", 1e3 * slowest);
    return figures;
  }

  @FunctionalInterface
  private interface Search {
    UsearchHits search(Code query, int ef);
  }

  private void search(String store, Search search, Code[] queries, NearestDistances[] truth)
      throws Exception {
    RecallTimer timer = new RecallTimer(common, options.threads());
    for (int ef : options.ef()) {
      RecallTimer.Asker asker =
          (query, found, tally) -> {
            UsearchHits hits = search.search(query, ef);
            for (UsearchHit hit : hits.hits()) {
              found.offer(NearestDistances.scaled(hit.hamming(), hit.bits()));
            }
            tally.note(hits.visited(), hits.exact());
          };
      Map<String, Object> line = BenchReport.figures();
      line.put("store", store);
      line.put("codes", data.size());
      line.put("ef", ef);
      line.putAll(timer.figures(() -> asker, queries, truth));
      report.line("search", line);
    }
  }
}
