package io.flinkiscc.graph;

import io.flinkiscc.nphd.Code;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * One layer of a stored graph, read where it lies. Every number read from it is checked before it
 * is used; safe for many threads.
 */
final class CompactLayer implements GraphLayer {

  private final ByteBuffer region;
  private final int bits;
  private final int words;
  private final int size;
  private final int sizeBelow;
  private final int maxLinks;
  private final long links;
  private final int linkBits;
  private final int nodeBits;
  private final int rowsAt;
  private final int indexAt;
  private final int linksAt;
  private final int belowAt;

  CompactLayer(ByteBuffer littleEndian, CompactLayout layout, int layer) {
    region = littleEndian;
    bits = layout.bits;
    words = layout.words();
    size = layout.nodes[layer];
    sizeBelow = layer == 0 ? 0 : layout.nodes[layer - 1];
    maxLinks = layout.maxLinks[layer];
    links = layout.links[layer];
    linkBits = layout.linkBits(layer);
    nodeBits = layout.nodeBits(layer);
    rowsAt = Math.toIntExact(layout.rowsAt[layer]);
    indexAt = Math.toIntExact(layout.indexAt[layer]);
    linksAt = Math.toIntExact(layout.linksAt[layer]);
    belowAt = Math.toIntExact(layout.belowAt[layer]);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int maxLinks() {
    return maxLinks;
  }

  @Override
  public int links(int node, int[] into) {
    int at = indexAt + Integer.BYTES * node;
    long from = region.getInt(at) & 0xFFFFFFFFL;
    long to = region.getInt(at + Integer.BYTES) & 0xFFFFFFFFL;
    if (from > to || to > links || to - from > maxLinks) {
      throw corrupt("node " + node + " claims the links " + from + " to " + to + " of " + links);
    }
    int count = (int) (to - from);
    int mask = (1 << nodeBits) - 1;
    long bit = from * linkBits;
    for (int i = 0; i < count; i++, bit += linkBits) {
      long packed = region.getLong(linksAt + (int) (bit >>> 3)) >>> (bit & 7);
      int link = (int) packed & mask;
      if (link >= size) {
        throw corrupt("node " + node + " links to node " + link + " of " + size);
      }
      into[i] = link | (int) (packed >>> nodeBits) << 27;
    }
    return count;
  }

  @Override
  public int below(int node) {
    int below = region.getInt(belowAt + Integer.BYTES * node);
    if (below < 0 || below >= sizeBelow) {
      throw corrupt("node " + node + " lies above node " + below + " of " + sizeBelow);
    }
    return below;
  }

  private static UncheckedIOException corrupt(String what) {
    return new UncheckedIOException(
        new CorruptGraphException("The stored graph is damaged: " + what));
  }

  Code code(int node) {
    return Code.ofWords(bits, word(node, 0), word(node, 1), word(node, 2), word(node, 3));
  }

  private long word(int node, int i) {
    return i < words ? region.getLong(rowsAt + (node * words + i) * Long.BYTES) : 0;
  }

  @Override
  public void distances(QueryWords query, int[] nodes, int count, int[] distances) {
    if (words == 4) {
      distances4(query, nodes, count, distances);
      return;
    }
    for (int i = 0; i < count; i++) {
      int at = rowsAt + nodes[i] * words * Long.BYTES;
      int sum = Long.bitCount((region.getLong(at) ^ query.word0) & query.mask0);
      if (words > 1) {
        sum += Long.bitCount((region.getLong(at + 8) ^ query.word1) & query.mask1);
      }
      if (words > 2) {
        sum += Long.bitCount((region.getLong(at + 16) ^ query.word2) & query.mask2);
      }
      distances[i] = sum;
    }
  }

  private void distances4(QueryWords query, int[] nodes, int count, int[] distances) {
    ByteBuffer bytes = region;
    long word0 = query.word0;
    long word1 = query.word1;
    long word2 = query.word2;
    long word3 = query.word3;
    long mask0 = query.mask0;
    long mask1 = query.mask1;
    long mask2 = query.mask2;
    long mask3 = query.mask3;
    for (int i = 0; i < count; i++) {
      int at = rowsAt + 32 * nodes[i];
      distances[i] =
          Long.bitCount((bytes.getLong(at) ^ word0) & mask0)
              + Long.bitCount((bytes.getLong(at + 8) ^ word1) & mask1)
              + Long.bitCount((bytes.getLong(at + 16) ^ word2) & mask2)
              + Long.bitCount((bytes.getLong(at + 24) ^ word3) & mask3);
    }
  }
}
