package io.flinkiscc.cli;

import io.flinkiscc.graph.CodeGraph;
import io.flinkiscc.graph.CodeSearch;
import io.flinkiscc.graph.GraphHits;
import io.flinkiscc.graph.NodeFilter;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.CodeArray;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Builds graphs, one per length of codes, and searches them on the heap and as mapped files. */
@Command(
    name = "graph",
    description = {
      "Build a graph per length of codes, write it to a file, and search both.",
      "",
      "Recall is the share of the K hits that are no farther than the true K-th neighbour, which an"
          + " exact scan tells. Rates are per second of CPU time of the threads that work, where"
          + " they do not say wall.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class BenchGraph implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private BenchOptions common;

  @Mixin private BenchGraphOptions options;

  @Option(
      names = "--builds",
      paramLabel = "B",
      defaultValue = "1",
      description =
          "Builds of each graph, of which the best counts, 1..20."
              + " The first one runs on a cold JVM. Default: ${DEFAULT-VALUE}.")
  private int builds;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Where graphs are written to. Default: a temporary directory.")
  private Path dir;

  @Option(
      names = "--export",
      paramLabel = "FILE",
      description =
          "Write codes, queries and exact answers here, for src/jmh/node to measure USearch on.")
  private Path export;

  @Override
  public Integer call() throws Exception {
    options.check(common);
    common.check("--builds", builds, 1, 20);
    PrintWriter progress = spec.commandLine().getErr();
    BenchData data = common.data(progress);
    if (export != null && data.lengths().length > 1) {
      throw common.wrong("--export writes codes of one length, --lengths asks for several");
    }
    BenchReport report =
        new BenchReport(
            "graph", data.description(), options.describe(common), spec.commandLine().getOut());
    Map<Integer, CodeArray> arrays = new LinkedHashMap<>();
    List<CodeSearch> heap = new ArrayList<>();
    List<CodeSearch> files = new ArrayList<>();
    Map<String, List<CodeSearch>> stores = new LinkedHashMap<>();
    stores.put("heap", heap);
    stores.put("file", files);
    try (BenchDirectory directory = BenchDirectory.open(dir)) {
      for (int bits : data.lengths()) {
        arrays.put(bits, data.array(bits));
        CodeGraph graph = build(data.stored(bits), bits, report, progress);
        heap.add(graph);
        Path file = directory.path().resolve("bench-" + bits + ".graph");
        Map<String, Object> stored = GraphStorage.write(graph, file);
        stored.putAll(
            GraphStorage.open(file, data.queries(bits)[0], common.k(), 64, common.repeat()));
        report.line("file", stored);
        files.add(GraphStorage.map(file));
      }
      search(data, arrays, stores, report, progress);
    }
    return 0;
  }

  private CodeGraph build(Code[] codes, int bits, BenchReport report, PrintWriter progress) {
    CodeGraph graph = null;
    Map<String, Object> best = null;
    for (int i = 0; i < builds; i++) {
      graph = new CodeGraph(bits, options.graph(common.seed()));
      Map<String, Object> figures = build(graph, codes);
      progress.printf("build of %d x %d bits: %s%n", codes.length, bits, figures);
      if (best == null || (double) figures.get("cpu_s") < (double) best.get("cpu_s")) {
        best = figures;
      }
    }
    report.line("build", best);
    return graph;
  }

  private Map<String, Object> build(CodeGraph graph, Code[] codes) {
    Latencies latencies = new Latencies(codes.length);
    Stopwatch watch = Stopwatch.start();
    if (options.threads() == 1) {
      for (Code code : codes) {
        long start = System.nanoTime();
        graph.add(code);
        latencies.add(System.nanoTime() - start);
      }
    } else {
      graph.addAll(Arrays.asList(codes), options.threads());
    }
    double wall = watch.wallSeconds();
    double process = watch.processSeconds();
    // The CPU time of threads that have ended is known of the whole process only.
    double cpu = options.threads() == 1 ? watch.threadSeconds() : process;
    Map<String, Object> figures = BenchReport.figures();
    figures.put("stored_bits", graph.bits());
    figures.put("codes", graph.size());
    figures.put("add_per_s_cpu", codes.length / cpu);
    figures.put("add_per_s_process_cpu", codes.length / Math.max(process, .01));
    figures.put("add_per_s_wall", codes.length / wall);
    figures.put("cpu_s", cpu);
    figures.put("memory_bytes_per_vector", (double) graph.memoryBytes() / graph.size());
    if (options.threads() == 1) {
      figures.putAll(latencies.figures());
    }
    return figures;
  }

  private void search(
      BenchData data,
      Map<Integer, CodeArray> arrays,
      Map<String, List<CodeSearch>> stores,
      BenchReport report,
      PrintWriter progress)
      throws Exception {
    RecallTimer timer = new RecallTimer(common, options.threads());
    for (int length : data.lengths()) {
      Code[] queries = data.queries(length);
      for (int i = 0; i < data.lengths().length; i++) {
        CodeArray array = arrays.get(data.lengths()[i]);
        NearestDistances[] truth = NearestDistances.exact(array, queries, common.k());
        if (export != null) {
          BenchExport.write(
              export, data.description(), data.stored(length), queries, truth, common.k());
          progress.println("written: " + export);
        }
        progress.printf("%d-bit queries on %d-bit codes%n", length, array.bits());
        report.line("scan", new ScanTimer(common).figures(array, queries, 1));
        for (Map.Entry<String, List<CodeSearch>> store : stores.entrySet()) {
          List<CodeSearch> one = List.of(store.getValue().get(i));
          Map<String, Object> pair = BenchReport.figures();
          pair.put("store", store.getKey());
          pair.put("query_bits", length);
          pair.put("stored_bits", array.bits());
          pair.put("codes", array.size());
          search(timer, one, queries, truth, pair, "search", report);
        }
      }
    }
    if (data.lengths().length > 1) {
      progress.println("queries of all lengths on codes of all lengths");
      Code[] queries = data.queriesOfAllLengths();
      NearestDistances[] truth = NearestDistances.exact(arrays.values(), queries, common.k());
      for (Map.Entry<String, List<CodeSearch>> store : stores.entrySet()) {
        Map<String, Object> all = BenchReport.figures();
        all.put("store", store.getKey());
        all.put("codes", data.size());
        search(timer, store.getValue(), queries, truth, all, "search-all", report);
      }
    }
  }

  private void search(
      RecallTimer timer,
      List<CodeSearch> graphs,
      Code[] queries,
      NearestDistances[] truth,
      Map<String, Object> what,
      String result,
      BenchReport report)
      throws Exception {
    for (int ef : options.ef()) {
      Map<String, Object> line = new LinkedHashMap<>(what);
      line.put("ef", ef);
      line.putAll(timer.figures(() -> asker(graphs, ef), queries, truth));
      report.line(result, line);
    }
  }

  /** Asks one graph, or several together. */
  private RecallTimer.Asker asker(List<CodeSearch> graphs, int ef) {
    GraphHits hits = new GraphHits();
    int k = common.k();
    return (query, found, tally) -> {
      long visited = 0;
      for (CodeSearch graph : graphs) {
        graph.search(query, k, ef, NodeFilter.ALL, hits);
        visited += hits.visited();
        int bits = Math.min(query.bits(), graph.bits());
        for (int hit = 0; hit < Math.min(k, hits.size()); hit++) {
          found.offer(NearestDistances.scaled(hits.hamming(hit), bits));
        }
      }
      tally.note(visited, false);
    };
  }
}
