package io.flinkiscc.index;

import io.flinkiscc.graph.CodeGraph;
import io.flinkiscc.graph.CompactGraph;
import io.flinkiscc.iscc.MainType;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Decides which codes of a shard get a graph, builds it unless one is given, and writes it. For one
 * thread.
 */
final class SealedGraphWriter {

  /** Codes added between two reports of the progress. */
  private static final int BATCH = 4096;

  /** The format has 16 bits for it. */
  private static final int MAX_CANDIDATES = 0xFFFF;

  private final SealedOptions options;
  private final SealedGraphs given;
  private final SealedShardWriter.Report report;

  SealedGraphWriter(SealedOptions options, SealedGraphs given, SealedShardWriter.Report report) {
    this.options = options;
    this.given = given;
    this.report = report;
  }

  /**
   * A graph that was written.
   *
   * @param codes the code of each of its nodes, in the order of the file
   * @param candidates what a search of it must keep in view
   */
  record Written(List<Code> codes, int candidates) {}

  /**
   * Writes the GRAPH section of the codes of one column and length, if they are to have one.
   *
   * @return null if they have none
   */
  Written write(
      SealedSection.Role role, UnitType type, int bits, SealedDictionary codes, SealedOutput out)
      throws IOException {
    if (type.mainType() == MainType.INSTANCE
        || bits < options.graphMinBits()
        || codes.size() < options.graphThreshold()
        || !options.everyGraph()
            && !SearchPlanner.mayPay(codes.size(), bits, options.graph().expansionSearch())) {
      return null;
    }
    CodeGraph graph = usable(given.find(role, type, bits), codes);
    if (graph == null) {
      graph = build(bits, codes);
    }
    if (graph == null) {
      return null;
    }
    GraphQuality quality = new GraphQuality(options.graph().expansionSearch());
    if (!options.everyGraph()) {
      quality.measure(graph, graph.size(), graph.size());
    }
    if (!quality.good()) {
      return null;
    }
    out.begin(SealedSection.Name.of(SealedSection.Kind.GRAPH, role, type, bits));
    int[] order = CompactGraph.write(graph, out);
    out.end();
    CodeGraph written = graph;
    return new Written(
        Arrays.stream(order).mapToObj(written::code).toList(),
        Math.min(quality.candidates(), MAX_CANDIDATES));
  }

  /** A given graph if it has every code, and few nodes that only lead to others. */
  private CodeGraph usable(CodeGraph graph, SealedDictionary codes) {
    if (graph == null || graph.size() > codes.size() * (1 + options.graphSlack())) {
      return null;
    }
    boolean[] met = new boolean[codes.size()];
    int left = met.length;
    for (int node = 0; node < graph.size(); node++) {
      int number = codes.find(graph.code(node));
      if (number >= 0 && !met[number]) {
        met[number] = true;
        left--;
      }
    }
    return left == 0 ? graph : null;
  }

  /** Builds a graph; null as soon as it finds too little, which more codes only make worse. */
  private CodeGraph build(int bits, SealedDictionary codes) throws IOException {
    CodeGraph graph = new CodeGraph(bits, options.graph());
    GraphQuality quality = new GraphQuality(options.graph().expansionSearch());
    for (int done = 0; done < codes.size(); done += BATCH) {
      int end = Math.min(done + BATCH, codes.size());
      graph.addAll(codes.codes().subList(done, end), options.threads());
      report.at(SealedProgress.Step.GRAPH, end);
      if (!options.everyGraph() && quality.outdated(end)) {
        quality.measure(graph, end, codes.size());
        if (!quality.good()) {
          return null;
        }
      }
    }
    return graph;
  }
}
