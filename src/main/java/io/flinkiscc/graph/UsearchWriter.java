package io.flinkiscc.graph;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes graphs as `.usearch` files of format version 2.24, as USearch and iscc-usearch open them.
 * Written as a stream, in order, with a fixed buffer.
 *
 * <p>All numbers are little endian; nothing is aligned or padded.
 *
 * <table>
 * <caption>The file, for n rows (live and removed) of w bytes, keys of K, slots of S bytes</caption>
 * <tr><th>bytes</th><th>content</th></tr>
 * <tr><td>4, 4</td><td>n and w, unsigned</td></tr>
 * <tr><td>n w</td><td>the rows, by slot: with NPHD a byte with the length of the code in bytes, then
 *     the code, zero behind its end; with Hamming the code alone</td></tr>
 * <tr><td>64</td><td>head: "usearch"; version 2, 24, 0 (16 bit each); metric 'n' or 'b'; scalar 1
 *     (bits); key 14 (u64) or 3 (uuid); slot 15 (u32, S = 4) or 2 (u40, S = 5), one byte each; number
 *     of live and of removed rows and dimensions, 8 w, 64 bit each; 23 zeros, of which the first
 *     says that keys are unique</td></tr>
 * <tr><td>40</td><td>64 bit each: n; M, most links on upper levels; M0, on level 0; highest level,
 *     -1 without rows; slot of the entry, 0 without rows</td></tr>
 * <tr><td>2 n</td><td>levels of the nodes, 16 bit, by slot</td></tr>
 * <tr><td>...</td><td>nodes, by slot: key (K bytes; uuid as they are), level (16 bit), the list of
 *     level 0 and one list for each upper level, ascending. A list is the number of its links (32
 *     bit) and M0 or M slots, of which those behind the number are zero</td></tr>
 * </table>
 *
 * <p>64-bit keys go with slots of 4 bytes, 128-bit keys with slots of 5. The key of a removed row
 * is all ones; its row, links and level stay. The widths of beams are not written.
 */
final class UsearchWriter {

  private static final int BUFFER_BYTES = 1 << 16;
  private static final int MINOR = 24;

  private final RowGraphStore store;
  private final OutputStream out;
  private final ByteBuffer buffer =
      ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final UsearchHead head;
  private final int[] links;

  private UsearchWriter(RowGraphStore store, OutputStream out) {
    this.store = store;
    this.out = out;
    this.head = head(store);
    this.links = new int[Math.max(store.maxLinks(0), store.maxLinks(1))];
  }

  /**
   * Writes a file. The graph must not be written to meanwhile.
   *
   * @param out is not closed
   */
  static void write(RowGraphStore store, OutputStream out) throws IOException {
    UsearchWriter writer = new UsearchWriter(store, out);
    writer.writeRows();
    writer.writeHead();
    writer.writeLevels();
    writer.writeNodes();
    writer.flush();
  }

  /** Returns the length of the file of a graph. */
  static long bytes(RowGraphStore store) {
    UsearchHead head = head(store);
    return head.nodesOffset()
        + (long) head.rows() * head.nodeBytes()
        + store.levelSum() * head.upperBytes();
  }

  private static UsearchHead head(RowGraphStore store) {
    RowGraphOptions options = store.options();
    int lengthBytes = options.metric().lengthBytes();
    int rowBytes = lengthBytes + store.codeBytes();
    RowGraphRows rows = store.rows();
    return new UsearchHead(
        2 * Integer.BYTES,
        store.size(),
        rowBytes,
        2,
        MINOR,
        options.metric(),
        options.keyKind(),
        options.keyKind().slotBytes(),
        store.size() - store.removedRows(),
        rowBytes * Byte.SIZE,
        options.connectivity(),
        store.maxLinks(0),
        rows.topLevel(),
        rows.slots() == 0 ? 0 : rows.entry());
  }

  private void writeRows() throws IOException {
    buffer.putInt(head.rows()).putInt(head.rowBytes());
    for (int slot = 0; slot < head.rows(); slot++) {
      ByteBuffer b = room(head.rowBytes());
      if (head.metric() == UsearchMetric.NPHD) {
        b.put((byte) store.storedLength(slot));
      }
      int left = head.codeBytes();
      for (int word = 0; left > 0; word++) {
        long bits = store.word(slot, word);
        for (int i = Math.min(left, Long.BYTES); i > 0; i--, left--) {
          b.put((byte) bits);
          bits >>>= Byte.SIZE;
        }
      }
    }
  }

  private void writeHead() throws IOException {
    ByteBuffer b = room(UsearchHead.HEAD_BYTES + UsearchHead.GRAPH_HEAD_BYTES);
    int start = b.position();
    b.put(UsearchHead.MAGIC);
    b.putShort((short) head.major()).putShort((short) head.minor()).putShort((short) 0);
    b.put((byte) head.metric().code()).put((byte) UsearchHeadReader.BITS);
    b.put((byte) (isU64() ? UsearchHeadReader.U64 : UsearchHeadReader.UUID));
    b.put((byte) (isU64() ? UsearchHeadReader.U32 : UsearchHeadReader.U40));
    b.putLong(head.live()).putLong(head.rows() - head.live()).putLong(head.dimensions());
    while (b.position() < start + UsearchHead.HEAD_BYTES) {
      b.put((byte) 0);
    }
    b.putLong(head.rows()).putLong(head.connectivity()).putLong(head.connectivityBase());
    b.putLong(head.topLevel()).putLong(head.entry());
  }

  private void writeLevels() throws IOException {
    for (int slot = 0; slot < head.rows(); slot++) {
      room(UsearchHead.LEVEL_BYTES).putShort((short) store.level(slot));
    }
  }

  private void writeNodes() throws IOException {
    for (int slot = 0; slot < head.rows(); slot++) {
      UsearchKey key = store.removed(slot) ? head.keyKind().free() : store.key(slot);
      ByteBuffer b = room(head.nodeHeadBytes());
      if (!isU64()) {
        b.putLong(Long.reverseBytes(key.high()));
      }
      b.putLong(isU64() ? key.low() : Long.reverseBytes(key.low()));
      b.putShort((short) store.level(slot));
      for (int level = 0; level <= store.level(slot); level++) {
        writeList(slot, level);
      }
    }
  }

  private void writeList(int slot, int level) throws IOException {
    int count = store.links(slot, level, links);
    room(UsearchHead.COUNT_BYTES).putInt(count);
    int most = store.maxLinks(level);
    for (int i = 0; i < most; i++) {
      ByteBuffer b = room(head.slotBytes());
      b.putInt(i < count ? links[i] & ~RowGraphChunk.KEPT : 0);
      if (!isU64()) {
        b.put((byte) 0);
      }
    }
  }

  private boolean isU64() {
    return head.keyKind() == UsearchKeyKind.U64;
  }

  private ByteBuffer room(int bytes) throws IOException {
    if (buffer.remaining() < bytes) {
      flush();
    }
    return buffer;
  }

  private void flush() throws IOException {
    out.write(buffer.array(), 0, buffer.position());
    buffer.clear();
  }
}
