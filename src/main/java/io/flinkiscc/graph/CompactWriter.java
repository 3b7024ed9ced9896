package io.flinkiscc.graph;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes a graph in the format of {@link CompactGraph}. */
final class CompactWriter {

  private static final int BUFFER = 1 << 16;

  private final HeapLayer[] layers;
  private final SeedTables seeds;
  private final CompactLayout layout;
  private final int[][] orders;
  private final int[][] places;
  private final OutputStream out;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
  private long written;

  CompactWriter(CodeGraph graph, OutputStream out) {
    this.out = out;
    layers = graph.layers();
    seeds = graph.seeds();
    orders = new int[layers.length][];
    places = new int[layers.length][];
    int[] nodes = new int[layers.length];
    long[] links = new long[layers.length];
    int[] maxLinks = new int[layers.length];
    for (int i = 0; i < layers.length; i++) {
      LinkStore store = layers[i].links();
      nodes[i] = layers[i].size();
      orders[i] = TreeOrder.of(layers[i], nodes[i]);
      places[i] = inverse(orders[i]);
      for (int node = 0; node < nodes[i]; node++) {
        links[i] += store.count(node);
        maxLinks[i] = Math.max(maxLinks[i], store.count(node));
      }
    }
    layout =
        new CompactLayout(
            graph.bits(), graph.options().connectivity(), nodes, links, maxLinks, seeds.width());
  }

  private static int[] inverse(int[] order) {
    int[] places = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      places[order[i]] = i;
    }
    return places;
  }

  /** Writes everything and returns the order of the lowest layer. */
  int[] write() throws IOException {
    if (layout.bytes > Integer.MAX_VALUE) {
      throw new IllegalStateException(
          "The graph would take "
              + layout.bytes
              + " bytes; a stored graph has at most "
              + Integer.MAX_VALUE
              + ": split it");
    }
    buffer.put(layout.head());
    for (int i = 0; i < layers.length; i++) {
      pad(layout.rowsAt[i]);
      rows(i);
      pad(layout.indexAt[i]);
      index(i);
      pad(layout.linksAt[i]);
      links(i);
      pad(layout.belowAt[i]);
      if (i > 0) {
        below(i);
      }
    }
    pad(layout.seedsAt);
    for (int slot : seeds.slots()) {
      room(Integer.BYTES);
      buffer.putInt(slot == 0 ? 0 : places[0][slot - 1] + 1);
    }
    pad(layout.bytes);
    flush();
    return orders[0];
  }

  private void rows(int layer) throws IOException {
    RowStore rows = layers[layer].rows();
    for (int node : orders[layer]) {
      for (int i = 0; i < rows.words(); i++) {
        room(Long.BYTES);
        buffer.putLong(rows.word(node, i));
      }
    }
  }

  private void index(int layer) throws IOException {
    long at = 0;
    for (int node : orders[layer]) {
      room(Integer.BYTES);
      buffer.putInt((int) at);
      at += layers[layer].links().count(node);
    }
    room(Integer.BYTES);
    buffer.putInt((int) at);
  }

  private void links(int layer) throws IOException {
    LinkStore store = layers[layer].links();
    int[] links = new int[store.capacity()];
    int width = layout.linkBits(layer);
    long bits = 0;
    int held = 0;
    for (int node : orders[layer]) {
      int count = store.read(node, links);
      for (int i = 0; i < count; i++) {
        bits |= packed(layer, links[i]) << held;
        held += width;
        for (; held >= Byte.SIZE; held -= Byte.SIZE) {
          room(1);
          buffer.put((byte) bits);
          bits >>>= Byte.SIZE;
        }
      }
    }
    room(1);
    buffer.put((byte) bits);
  }

  private long packed(int layer, int link) {
    return places[layer][Links.node(link)] | (long) (link >>> 27) << layout.nodeBits(layer);
  }

  private void below(int layer) throws IOException {
    for (int node : orders[layer]) {
      room(Integer.BYTES);
      buffer.putInt(places[layer - 1][layers[layer].below(node)]);
    }
  }

  private void pad(long to) throws IOException {
    while (written + buffer.position() < to) {
      room(1);
      buffer.put((byte) 0);
    }
  }

  private void room(int bytes) throws IOException {
    if (buffer.remaining() < bytes) {
      flush();
    }
  }

  private void flush() throws IOException {
    out.write(buffer.array(), 0, buffer.position());
    written += buffer.position();
    buffer.clear();
  }
}
