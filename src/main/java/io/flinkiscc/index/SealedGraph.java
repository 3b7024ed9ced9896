package io.flinkiscc.index;

import io.flinkiscc.graph.CodeSearch;
import io.flinkiscc.graph.CompactGraph;
import io.flinkiscc.graph.GraphHits;
import io.flinkiscc.graph.NodeFilter;
import io.flinkiscc.nphd.Code;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** The graph over the codes of one length in a sealed shard; names the file that is damaged. */
final class SealedGraph implements CodeSearch {

  private final SealedFile file;
  private final CompactGraph graph;
  private final GraphQuality quality;

  /**
   * Opens a graph.
   *
   * @param section GRAPH of {@link SealedFormat}
   * @param length what the shard tells of the codes
   */
  SealedGraph(SealedFile file, ByteBuffer section, SealedMeta.Length length)
      throws CorruptDataException {
    this.file = file;
    try {
      this.graph = CompactGraph.open(section);
    } catch (IOException e) {
      throw file.corrupt("is damaged: " + e.getMessage());
    }
    if (graph.bits() != length.bits()
        || graph.size() != length.nodes()
        || graph.fileBytes() != section.capacity()) {
      throw file.corrupt(
          "is damaged: it has %d codes of %d bits with a graph of %d codes of %d bits"
              .formatted(length.nodes(), length.bits(), graph.size(), graph.bits()));
    }
    this.quality = new GraphQuality(length.candidates());
  }

  /** What the graph was measured to need when it was written. */
  GraphQuality quality() {
    return quality;
  }

  @Override
  public int bits() {
    return graph.bits();
  }

  @Override
  public int size() {
    return graph.size();
  }

  @Override
  public Code code(int node) {
    return graph.code(node);
  }

  @Override
  public void search(Code query, int k, int ef, NodeFilter accept, GraphHits hits) {
    try {
      graph.search(query, k, ef, accept, hits);
    } catch (UncheckedIOException e) {
      throw e.getCause() instanceof CorruptDataException ? e : file.damaged(e.getMessage());
    }
  }

  /** Number of nodes that searches cannot reach: 0 in a graph that was built and kept well. */
  long unreachable() {
    try {
      return graph.unreachable();
    } catch (UncheckedIOException e) {
      throw file.damaged(e.getMessage());
    }
  }

  /** Checks that all links lead to nodes and that all nodes can be reached. */
  void verify() throws CorruptDataException {
    try {
      graph.verify();
    } catch (IOException e) {
      throw file.corrupt("is damaged: " + e.getMessage());
    }
  }
}
