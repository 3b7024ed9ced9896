package io.flinkiscc.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Where the parts of a stored graph lie: the reader and the writer of the head of {@link
 * CompactGraph}'s format compute all places from the same few numbers, so there is no offset that
 * could be wrong.
 */
final class CompactLayout {

  static final int HEAD_BYTES = 256;
  static final int VERSION = 1;
  static final int MAX_LAYERS = 12;
  private static final int STEP_BITS = 5;
  private static final long MAGIC = 0x4850415247435349L; // "ISCGRAPH"
  private static final int CRC_AT = HEAD_BYTES - 4;
  private static final int LAYERS_AT = 32;
  private static final int SEED_WIDTH_AT = 240;
  private static final int ALIGNMENT = 64;

  final int bits;
  final int connectivity;
  final int[] nodes;
  final long[] links;
  final int[] maxLinks;
  final long[] rowsAt;
  final long[] indexAt;
  final long[] linksAt;
  final long[] belowAt;
  final int seedWidth;
  final long seedsAt;
  final long bytes;

  /**
   * Lays out a graph.
   *
   * @param nodes by layer, the lowest first
   * @param links by layer, number of all its links
   * @param maxLinks by layer, largest number of links of one node
   * @param seedWidth bits of a slice in the seed tables
   */
  CompactLayout(
      int bits, int connectivity, int[] nodes, long[] links, int[] maxLinks, int seedWidth) {
    this.bits = bits;
    this.connectivity = connectivity;
    this.nodes = nodes;
    this.links = links;
    this.maxLinks = maxLinks;
    this.seedWidth = seedWidth;
    int layers = nodes.length;
    rowsAt = new long[layers];
    indexAt = new long[layers];
    linksAt = new long[layers];
    belowAt = new long[layers];
    long at = HEAD_BYTES;
    for (int i = 0; i < layers; i++) {
      rowsAt[i] = at;
      at = aligned(at + (long) nodes[i] * words() * Long.BYTES);
      indexAt[i] = at;
      at = aligned(at + (nodes[i] + 1L) * Integer.BYTES);
      linksAt[i] = at;
      at = aligned(at + (links[i] * linkBits(i) + 7) / 8 + Long.BYTES);
      belowAt[i] = at;
      if (i > 0) {
        at = aligned(at + (long) nodes[i] * Integer.BYTES);
      }
    }
    seedsAt = at;
    at = aligned(at + ((long) Integer.BYTES * SeedSlices.tables(bits) << seedWidth));
    bytes = at;
  }

  private static long aligned(long at) {
    return (at + ALIGNMENT - 1) & -ALIGNMENT;
  }

  int words() {
    return (bits + Long.SIZE - 1) / Long.SIZE;
  }

  /** Returns how many bits a link of a layer takes. */
  int linkBits(int layer) {
    return nodeBits(layer) + STEP_BITS;
  }

  /** Returns how many bits of a link are its node. */
  int nodeBits(int layer) {
    return Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(nodes[layer] - 1));
  }

  /** Returns the head as bytes. */
  ByteBuffer head() {
    ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    head.putLong(0, MAGIC).putInt(8, VERSION).putInt(12, bits).putInt(16, connectivity);
    head.putInt(20, nodes.length).putLong(24, bytes).putInt(SEED_WIDTH_AT, seedWidth);
    for (int i = 0; i < nodes.length; i++) {
      int at = LAYERS_AT + 16 * i;
      head.putInt(at, nodes[i]).putInt(at + 4, maxLinks[i]).putLong(at + 8, links[i]);
    }
    head.putInt(CRC_AT, crc(head));
    return head;
  }

  private static int crc(ByteBuffer head) {
    CRC32C crc = new CRC32C();
    crc.update(head.slice(0, CRC_AT));
    return (int) crc.getValue();
  }

  /** Reads and checks a head. */
  static CompactLayout read(ByteBuffer region) throws CorruptGraphException {
    require(region.limit() >= HEAD_BYTES, "it ends within its head");
    ByteBuffer head = region.slice(0, HEAD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    require(head.getLong(0) == MAGIC, "it does not begin as a graph does");
    int version = head.getInt(8);
    require(
        version == VERSION,
        "it has version " + version + "; this program reads version " + VERSION);
    require(head.getInt(CRC_AT) == crc(head), "the checksum of its head is wrong");
    int bits = head.getInt(12);
    require(bits >= 8 && bits <= 256 && bits % 8 == 0, "its codes have " + bits + " bits");
    int connectivity = head.getInt(16);
    require(
        connectivity >= 2 && connectivity <= GraphOptions.MAX_CONNECTIVITY,
        "its connectivity is " + connectivity);
    int layers = head.getInt(20);
    require(layers >= 1 && layers <= MAX_LAYERS, "it has " + layers + " layers");
    int[] nodes = new int[layers];
    long[] links = new long[layers];
    int[] maxLinks = new int[layers];
    for (int i = 0; i < layers; i++) {
      int at = LAYERS_AT + 16 * i;
      nodes[i] = head.getInt(at);
      maxLinks[i] = head.getInt(at + 4);
      links[i] = head.getLong(at + 8);
      require(
          nodes[i] >= (i == 0 ? 0 : 1) && nodes[i] <= (i == 0 ? Links.MAX_NODES : nodes[i - 1]),
          "layer " + i + " has " + nodes[i] + " nodes");
      require(
          maxLinks[i] >= 0 && maxLinks[i] <= 2 * GraphOptions.MAX_CONNECTIVITY,
          "layer " + i + " has nodes with " + maxLinks[i] + " links");
      require(
          links[i] >= 0 && links[i] <= (long) nodes[i] * maxLinks[i] && links[i] >>> 32 == 0,
          "layer " + i + " has " + links[i] + " links");
    }
    int seedWidth = head.getInt(SEED_WIDTH_AT);
    require(
        seedWidth >= 1 && seedWidth <= Math.min(bits, SeedSlices.MAX_WIDTH),
        "its seeds look at " + seedWidth + " bits");
    CompactLayout layout = new CompactLayout(bits, connectivity, nodes, links, maxLinks, seedWidth);
    require(
        layout.bytes == head.getLong(24) && layout.bytes <= region.limit(),
        "it needs "
            + layout.bytes
            + " bytes, claims "
            + head.getLong(24)
            + " and has "
            + region.limit());
    return layout;
  }

  static void require(boolean holds, String what) throws CorruptGraphException {
    if (!holds) {
      throw new CorruptGraphException("The stored graph is damaged or foreign: " + what);
    }
  }
}
