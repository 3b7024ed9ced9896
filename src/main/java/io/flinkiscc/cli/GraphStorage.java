package io.flinkiscc.cli;

import io.flinkiscc.graph.CodeGraph;
import io.flinkiscc.graph.CompactGraph;
import io.flinkiscc.graph.GraphHits;
import io.flinkiscc.graph.NodeFilter;
import io.flinkiscc.nphd.Code;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/** A graph as a file: how long it takes to write and to open, and how large it is. */
final class GraphStorage {

  private GraphStorage() {}

  /** Writes a graph and tells what it took. */
  static Map<String, Object> write(CodeGraph graph, Path file) throws IOException {
    Stopwatch watch = Stopwatch.start();
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      CompactGraph.write(graph, out);
    }
    Map<String, Object> figures = BenchReport.figures();
    figures.put("stored_bits", graph.bits());
    figures.put("codes", graph.size());
    figures.put("write_s", watch.wallSeconds());
    figures.put("file_bytes_per_vector", (double) Files.size(file) / graph.size());
    return figures;
  }

  /**
   * Opens a file several times, always mapped anew but in the page cache, and asks for the first
   * answer.
   */
  static Map<String, Object> open(Path file, Code query, int k, int ef, int repeat)
      throws IOException {
    double open = Double.MAX_VALUE;
    double first = 0;
    double slowest = 0;
    for (int i = 0; i < repeat; i++) {
      Stopwatch watch = Stopwatch.start();
      CompactGraph graph = map(file);
      double opened = watch.wallSeconds();
      graph.search(query, k, ef, NodeFilter.ALL, new GraphHits());
      double answered = watch.wallSeconds();
      open = Math.min(open, opened);
      first = i == 0 ? answered : Math.min(first, answered);
      slowest = Math.max(slowest, answered);
    }
    Map<String, Object> figures = BenchReport.figures();
    figures.put("open_ms", 1e3 * open);
    figures.put("open_and_first_search_ms", 1e3 * first);
    figures.put("open_and_first_search_ms_max", 1e3 * slowest);
    return figures;
  }

  static CompactGraph map(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      MappedByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      return CompactGraph.open(bytes);
    }
  }
}
