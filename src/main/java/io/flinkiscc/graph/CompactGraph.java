package io.flinkiscc.graph;

import io.flinkiscc.nphd.Code;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * A graph that was written once and is searched where it lies, such as in a mapped file. Immutable;
 * safe for many threads, each with hits of its own.
 *
 * <p>The bytes are not trusted: opening checks the head and the place of every section, a search
 * checks every number it reads, so damage leads to an exception or to worse hits, never to more.
 * Only the head has a checksum of its own; who stores a graph guards the rest.
 *
 * <p>Format, version 1, little endian. Sections begin at multiples of 64 bytes; the gaps are zero.
 *
 * <pre>
 * head, 256 bytes
 *     0  u64  "ISCGRAPH"
 *     8  u32  version
 *    12  u32  bits of a code: 8 to 256 in steps of 8
 *    16  u32  connectivity: 2 to 64
 *    20  u32  number of layers: 1 to 12
 *    24  u64  bytes of the whole graph
 *    32       per layer, the lowest first: u32 nodes, u32 most links of a node, u64 links
 *   240  u32  bits of a slice in the seed tables: 1 to 24
 *   252  u32  CRC32C of bytes 0 to 251
 * per layer, the lowest first
 *   rows     per node: its code as words of 64 bits, the first bit the highest; behind its end zero
 *   index    per node and once more: u32 number of links of the nodes before it
 *   links    bit packed, the lowest bit first, each a node in as many bits as the largest node needs
 *            and 5 bits: min(31, distance of the two codes / step), where step is the largest power
 *            of 2 that is below bits / 16, or 1; followed by 8 bytes
 *   below    but in the lowest layer: per node u32, its number in the layer below
 * seeds      per table t and value of the slice: u32, a node of the lowest layer + 1, or 0;
 *            tables = max(1, min(16, (bits - 24) / 5)), table t looks at the bits from
 *            t * (bits - 24) / (tables - 1) on, rounded down, from 0 if there is one table
 * </pre>
 *
 * <p>Searches start at node 0 of the highest layer.
 */
public final class CompactGraph implements CodeSearch {

  private final CompactLayout layout;
  private final CompactLayer[] layers;
  private final CompactSeeds seeds;

  private CompactGraph(CompactLayout layout, ByteBuffer littleEndian) {
    this.layout = layout;
    seeds = new CompactSeeds(littleEndian, layout);
    layers = new CompactLayer[layout.nodes.length];
    for (int i = 0; i < layers.length; i++) {
      layers[i] = new CompactLayer(littleEndian, layout, i);
    }
  }

  /**
   * Opens a stored graph without reading more than its head.
   *
   * @param region the graph from its position 0 on; kept, not copied, its position, limit and order
   *     are left alone
   * @throws CorruptGraphException if the head or the size is not that of a graph
   */
  public static CompactGraph open(ByteBuffer region) throws IOException {
    CompactLayout layout = CompactLayout.read(region);
    return new CompactGraph(
        layout, region.slice(0, (int) layout.bytes).order(ByteOrder.LITTLE_ENDIAN));
  }

  /**
   * Writes a graph, its nodes reordered so that near ones lie together. The graph must not be added
   * to meanwhile.
   *
   * @return the order: node {@code i} of the stored graph was node {@code order[i]}
   * @throws IllegalStateException if it would take more than 2 GiB
   */
  public static int[] write(CodeGraph graph, OutputStream out) throws IOException {
    return new CompactWriter(graph, out).write();
  }

  @Override
  public int bits() {
    return layout.bits;
  }

  @Override
  public int size() {
    return layout.nodes[0];
  }

  @Override
  public Code code(int node) {
    Objects.checkIndex(node, size());
    return layers[0].code(node);
  }

  /** Returns the size of the stored graph in bytes. */
  public long fileBytes() {
    return layout.bytes;
  }

  @Override
  public void search(Code query, int k, int ef, NodeFilter accept, GraphHits hits) {
    LayerWalk.search(layers, seeds, bits(), size(), query, k, ef, accept, hits);
  }

  /**
   * Counts the nodes, over all layers, that no path of links leads to; reads every link.
   *
   * @throws java.io.UncheckedIOException if a link leads to no node
   */
  public long unreachable() {
    long unreachable = 0;
    for (CompactLayer layer : layers) {
      unreachable += Reachability.unreachable(layer);
    }
    return unreachable;
  }

  /**
   * Reads everything and checks that all links lead to nodes and that all nodes can be reached.
   *
   * @throws CorruptGraphException if not
   */
  public void verify() throws IOException {
    try {
      for (CompactLayer layer : layers) {
        for (int node = 0; layer != layers[0] && node < layer.size(); node++) {
          layer.below(node);
        }
        int unreachable = Reachability.unreachable(layer);
        CompactLayout.require(unreachable == 0, unreachable + " nodes cannot be reached");
      }
    } catch (java.io.UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
