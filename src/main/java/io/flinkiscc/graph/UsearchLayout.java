package io.flinkiscc.graph;

/**
 * Where the nodes of a `.usearch` file are. Nodes differ in size by their level, and the file keeps
 * no offsets: opening adds up all levels once and keeps one offset per {@value #BLOCK} nodes (a
 * quarter byte per node); the rest is added up when a node is asked for. Immutable.
 */
final class UsearchLayout {

  private static final int BLOCK_SHIFT = 5;
  private static final int BLOCK = 1 << BLOCK_SHIFT;
  private static final int BLOCK_LONGS = BLOCK * UsearchHead.LEVEL_BYTES / Long.BYTES;

  /** Blocks that are copied at once, for one copy is cheap and many reads are not. */
  private static final int BUFFER_BLOCKS = 512;

  private static final int LEVELS_PER_LONG = Long.BYTES / UsearchHead.LEVEL_BYTES;
  private static final long SIGNS = 0x8000_8000_8000_8000L;
  private static final long ONES = 0x0001_0001_0001_0001L;
  private static final long EVEN_LEVELS = 0x0000_FFFF_0000_FFFFL;

  private final UsearchBytes bytes;
  private final UsearchHead head;
  private final long levels;
  private final int nodeBytes;
  private final int upperBytes;

  /** Sum of the levels of all nodes in front of a block. */
  private final long[] levelsBefore;

  private UsearchLayout(UsearchBytes bytes, UsearchHead head, long[] levelsBefore) {
    this.bytes = bytes;
    this.head = head;
    this.levels = head.levelsOffset();
    this.nodeBytes = head.nodeBytes();
    this.upperBytes = head.upperBytes();
    this.levelsBefore = levelsBefore;
  }

  /**
   * Reads all levels.
   *
   * @throws UsearchFormatException if a level is out of range or the nodes do not fill the file
   */
  static UsearchLayout read(UsearchBytes bytes, UsearchHead head) throws UsearchFormatException {
    // Checked first, as all that is allocated below is a fraction of this.
    long smallest = head.nodesOffset() + (long) head.rows() * head.nodeBytes();
    if (smallest > bytes.size()) {
      throw new UsearchFormatException(
          bytes.name(),
          head.levelsOffset(),
          head.rows()
              + " nodes need "
              + smallest
              + " bytes of file; there are "
              + bytes.size()
              + ": it is cut off or damaged");
    }
    long[] levelsBefore = new long[(head.rows() + BLOCK - 1) / BLOCK];
    long sum = 0;
    long[] buffer = new long[BUFFER_BLOCKS * BLOCK_LONGS];
    int fullBlocks = head.rows() >>> BLOCK_SHIFT;
    for (int block = 0; block < fullBlocks; ) {
      int blocks = Math.min(BUFFER_BLOCKS, fullBlocks - block);
      long at = head.levelsOffset() + (long) block * BLOCK * UsearchHead.LEVEL_BYTES;
      bytes.getLongs(at, buffer, blocks * BLOCK_LONGS);
      for (int i = 0; i < blocks; i++, block++) {
        levelsBefore[block] = sum;
        long pairs = sumBlock(buffer, i * BLOCK_LONGS, head.topLevel());
        sum += pairs >= 0 ? sum(pairs) : block(bytes, head, block << BLOCK_SHIFT, BLOCK);
      }
    }
    int rest = head.rows() & BLOCK - 1;
    if (rest > 0) {
      levelsBefore[fullBlocks] = sum;
      sum += block(bytes, head, fullBlocks << BLOCK_SHIFT, rest);
    }
    long size = smallest + sum * head.upperBytes();
    if (size != bytes.size()) {
      throw new UsearchFormatException(
          bytes.name(),
          head.levelsOffset(),
          "nodes of these levels need "
              + size
              + " bytes of file; there are "
              + bytes.size()
              + ": it is cut off or damaged");
    }
    UsearchLayout layout = new UsearchLayout(bytes, head, levelsBefore);
    if (head.rows() > 0 && layout.level(head.entry()) != head.topLevel()) {
      throw new UsearchFormatException(
          bytes.name(),
          head.headOffset() + UsearchHead.HEAD_BYTES + 32,
          "the entry, slot "
              + head.entry()
              + ", has level "
              + layout.level(head.entry())
              + "; it must have the highest one, "
              + head.topLevel());
    }
    return layout;
  }

  /** Returns the two sums of even and odd levels of a block, or -1 if a level is out of range. */
  private static long sumBlock(long[] levels, int from, int topLevel) {
    // Added to a level this reaches its sign bit exactly if the level is above the highest one.
    long excess = (Short.MAX_VALUE - topLevel) * ONES;
    long wrong = 0;
    long pairs = 0;
    for (int i = from; i < from + BLOCK_LONGS; i++) {
      long four = levels[i];
      wrong |= four | four + excess;
      pairs += (four & EVEN_LEVELS) + (four >>> Short.SIZE & EVEN_LEVELS);
    }
    return (wrong & SIGNS) == 0 ? pairs : -1;
  }

  private static long sum(long pairs) {
    return (pairs & 0xFFFF_FFFFL) + (pairs >>> Integer.SIZE);
  }

  private static long block(UsearchBytes bytes, UsearchHead head, int from, int count)
      throws UsearchFormatException {
    long sum = 0;
    for (int slot = from; slot < from + count; slot++) {
      long at = head.levelsOffset() + (long) slot * UsearchHead.LEVEL_BYTES;
      int level = bytes.getShort(at);
      if (level < 0 || level > head.topLevel()) {
        throw new UsearchFormatException(
            bytes.name(),
            at,
            "slot " + slot + " has level " + level + "; allowed are 0 to " + head.topLevel());
      }
      sum += level;
    }
    return sum;
  }

  /** Returns the level of a node. */
  int level(int slot) {
    return bytes.getShort(levels + (long) slot * UsearchHead.LEVEL_BYTES);
  }

  /** Returns the byte of the file where a node starts. */
  long node(int slot) {
    int first = slot & -BLOCK;
    long sum = levelsBefore[slot >>> BLOCK_SHIFT];
    long at = levels + (long) first * UsearchHead.LEVEL_BYTES;
    int left = slot - first;
    // Levels are no larger than the highest one, which was checked: two sums of 32 bits suffice.
    long pairs = 0;
    while (left >= LEVELS_PER_LONG) {
      long four = bytes.getLong(at);
      pairs += (four & EVEN_LEVELS) + (four >>> Short.SIZE & EVEN_LEVELS);
      at += Long.BYTES;
      left -= LEVELS_PER_LONG;
    }
    for (; left > 0; left--) {
      pairs += bytes.getShort(at);
      at += UsearchHead.LEVEL_BYTES;
    }
    sum += sum(pairs);
    return head.nodesOffset() + (long) slot * nodeBytes + sum * upperBytes;
  }

  /** Returns the length of a node in bytes. */
  long nodeBytes(int slot) {
    return nodeBytes + (long) level(slot) * upperBytes;
  }

  /** Returns the heap this layout holds, in bytes. */
  long heapBytes() {
    return (long) Long.BYTES * levelsBefore.length;
  }
}
