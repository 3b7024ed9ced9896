package io.flinkiscc.graph;

import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * The rows of a `.usearch` file, read where they lie. What opening has not checked is checked when
 * it is used and raises an {@link UncheckedIOException}. Safe for many threads.
 */
final class UsearchFileRows extends UsearchRows {

  private final UsearchBytes bytes;
  private final UsearchHead head;
  private final UsearchLayout layout;
  private final int lengthBytes;
  private final int codeBytes;
  private volatile UsearchKeyTable keys;

  UsearchFileRows(UsearchBytes bytes, UsearchHead head, UsearchLayout layout) {
    this.bytes = bytes;
    this.head = head;
    this.layout = layout;
    this.lengthBytes = head.metric().lengthBytes();
    this.codeBytes = head.codeBytes();
  }

  @Override
  int slots() {
    return head.rows();
  }

  @Override
  int entry() {
    return head.entry();
  }

  @Override
  int topLevel() {
    return head.topLevel();
  }

  @Override
  int maxLinks() {
    return Math.max(head.connectivity(), head.connectivityBase());
  }

  /** Returns the byte of the file where a node starts. */
  long node(int slot) {
    return layout.node(slot);
  }

  /** Returns the length of a node in bytes. */
  long nodeBytes(int slot) {
    return layout.nodeBytes(slot);
  }

  /** Returns the level of a node. */
  int level(int slot) {
    return layout.level(slot);
  }

  @Override
  int links(int slot, int level, int[] target) {
    int top = layout.level(slot);
    long node = layout.node(slot);
    int repeated = bytes.getShort(node + head.keyKind().bytes());
    if (repeated != top || level > top) {
      throw wrong(
          node + head.keyKind().bytes(),
          "the node of slot "
              + slot
              + " has level "
              + repeated
              + "; the list of levels says "
              + top
              + ", and a link leads to it on level "
              + level);
    }
    long list = listOffset(node, level);
    int most = level == 0 ? head.connectivityBase() : head.connectivity();
    // A list is shorter than the overlap of parts.
    ByteBuffer part = bytes.part(list);
    int at = bytes.inPart(list);
    int count = UsearchBytes.getInt(part, at);
    if (count < 0 || count > most) {
      throw wrong(
          list, Integer.toUnsignedString(count) + " links of slot " + slot + "; at most " + most);
    }
    at += UsearchHead.COUNT_BYTES;
    int slotBytes = head.slotBytes();
    for (int i = 0; i < count; i++, at += slotBytes) {
      int link = UsearchBytes.getInt(part, at);
      if (link < 0 || link >= head.rows() || slotBytes == 5 && part.get(at + 4) != 0) {
        throw wrong(
            list + UsearchHead.COUNT_BYTES + (long) i * slotBytes,
            "a link of slot " + slot + " leads to no slot; there are " + head.rows());
      }
      target[i] = link;
    }
    return count;
  }

  private long listOffset(long node, int level) {
    return level == 0
        ? node + head.nodeHeadBytes()
        : node + head.nodeBytes() + (long) (level - 1) * head.upperBytes();
  }

  @Override
  void ranks(UsearchQuery query, int[] slots, int count, int[] ranks) {
    for (int i = 0; i < count; i++) {
      ranks[i] = rank(query, rowOffset(slots[i]));
    }
  }

  @Override
  void ranks(UsearchQuery query, int from, int to, int[] ranks) {
    long row = rowOffset(from);
    for (int i = 0; i < to - from; i++, row += head.rowBytes()) {
      ranks[i] = rank(query, row);
    }
  }

  private int rank(UsearchQuery query, long row) {
    ByteBuffer part = bytes.part(row);
    int at = bytes.inPart(row);
    int length = lengthBytes == 0 ? codeBytes : Math.min(part.get(at++) & 0xFF, codeBytes);
    // Rows shorter than 32 bytes are read beyond their end, which is never the file's.
    return query.rank(
        UsearchBytes.getLong(part, at),
        UsearchBytes.getLong(part, at + 8),
        UsearchBytes.getLong(part, at + 16),
        UsearchBytes.getLong(part, at + 24),
        length);
  }

  @Override
  boolean anyRemoved() {
    return head.live() < head.rows();
  }

  @Override
  boolean removed(int slot) {
    UsearchKeyTable known = keys;
    return known == null ? isFree(layout.node(slot)) : known.removed(slot);
  }

  /** Spares further looks into nodes of removed rows. */
  void use(UsearchKeyTable table) {
    keys = table;
  }

  /** Returns whether the node at a byte of the file is that of a removed row. */
  boolean isFree(long node) {
    return bytes.getLong(node) == -1L
        && (head.keyKind() == UsearchKeyKind.U64 || bytes.getLong(node + Long.BYTES) == -1L);
  }

  /** Returns whether a key is the one of removed rows. */
  boolean isFree(long high, long low) {
    return low == -1L && (head.keyKind() == UsearchKeyKind.U64 || high == -1L);
  }

  /**
   * Reads the keys of neighbouring rows, of removed ones too.
   *
   * @param from the first row
   * @param count number of rows
   * @param high takes the upper halves of 128-bit keys, and zeros of others
   * @param low takes the lower halves
   */
  void keys(int from, int count, long[] high, long[] low) {
    boolean small = head.keyKind() == UsearchKeyKind.U64;
    long node = layout.node(from);
    for (int i = 0; i < count; i++) {
      high[i] = small ? 0 : bytes.getBigEndianLong(node);
      low[i] = small ? bytes.getLong(node) : bytes.getBigEndianLong(node + Long.BYTES);
      node += layout.nodeBytes(from + i);
    }
  }

  @Override
  UsearchKey key(int slot) {
    long node = layout.node(slot);
    return head.keyKind() == UsearchKeyKind.U64
        ? UsearchKey.of(bytes.getLong(node))
        : new UsearchKey(bytes.getBigEndianLong(node), bytes.getBigEndianLong(node + Long.BYTES));
  }

  @Override
  int codeBytes(int slot) {
    return Math.min(storedLength(slot), codeBytes);
  }

  /** Returns the length of a code as its row tells it, which may be more than it holds. */
  int storedLength(int slot) {
    return lengthBytes == 0 ? codeBytes : bytes.getByte(rowOffset(slot)) & 0xFF;
  }

  /** Returns the bytes of the code of a row. */
  byte[] code(int slot) {
    byte[] code = new byte[codeBytes(slot)];
    bytes.get(rowOffset(slot) + lengthBytes, code);
    return code;
  }

  /** Makes a query of the code of a row. */
  UsearchQuery query(int slot) {
    long at = rowOffset(slot) + lengthBytes;
    int length = codeBytes(slot);
    return UsearchQuery.ofWords(
        bytes.getLong(at) & UsearchQuery.mask(length, 0),
        bytes.getLong(at + 8) & UsearchQuery.mask(length, 1),
        bytes.getLong(at + 16) & UsearchQuery.mask(length, 2),
        bytes.getLong(at + 24) & UsearchQuery.mask(length, 3),
        length);
  }

  @Override
  int hamming(UsearchQuery query, int slot) {
    long at = rowOffset(slot) + lengthBytes;
    return query.hamming(
        bytes.getLong(at),
        bytes.getLong(at + 8),
        bytes.getLong(at + 16),
        bytes.getLong(at + 24),
        query.common(codeBytes(slot)));
  }

  private long rowOffset(int slot) {
    return head.matrixOffset() + (long) slot * head.rowBytes();
  }

  private UncheckedIOException wrong(long offset, String problem) {
    return new UncheckedIOException(new UsearchFormatException(bytes.name(), offset, problem));
  }
}
