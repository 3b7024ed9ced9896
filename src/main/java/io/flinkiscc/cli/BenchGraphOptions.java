package io.flinkiscc.cli;

import io.flinkiscc.graph.GraphOptions;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options of a graph that is measured. */
final class BenchGraphOptions {

  private static final int MOST_THREADS = 256;

  @Option(
      names = "--threads",
      paramLabel = "T",
      defaultValue = "1",
      description = "Threads that build and ask, 1..256. Default: ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = "--ef",
      paramLabel = "EF",
      defaultValue = "16,24,32,48,64,96,128,256",
      split = ",",
      description =
          "Candidates a search keeps in view, 1..65536, several with commas."
              + " Default: ${DEFAULT-VALUE}.")
  private int[] ef;

  @Option(
      names = "--connectivity",
      paramLabel = "M",
      defaultValue = "16",
      description =
          "Links of a node; twice as many on the lowest level. Default: ${DEFAULT-VALUE}.")
  private int connectivity;

  @Option(
      names = "--expansion-add",
      paramLabel = "EF",
      defaultValue = "128",
      description = "Candidates that adding keeps in view. Default: ${DEFAULT-VALUE}.")
  private int expansionAdd;

  int threads() {
    return threads;
  }

  int[] ef() {
    return ef;
  }

  int connectivity() {
    return connectivity;
  }

  int expansionAdd() {
    return expansionAdd;
  }

  /** Refuses what is out of range, naming the option. */
  void check(BenchOptions common) {
    common.check("--threads", threads, 1, MOST_THREADS);
    for (int each : ef) {
      common.check("--ef", each, 1, 65_536);
    }
    common.check("--connectivity", connectivity, 2, 64);
    common.check("--expansion-add", expansionAdd, 1, 65_536);
  }

  GraphOptions graph(long seed) {
    return GraphOptions.builder()
        .connectivity(connectivity)
        .expansionAdd(expansionAdd)
        .seed(seed)
        .build();
  }

  /** What a graph runs with, for reports. */
  Map<String, Object> describe(BenchOptions common) {
    Map<String, Object> options = common.describe(threads);
    options.put("connectivity", connectivity);
    options.put("expansion_add", expansionAdd);
    return options;
  }
}
