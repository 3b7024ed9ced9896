package io.flinkiscc.graph;

import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;

/**
 * A `.usearch` file (format version 2), searched where it lies: the file is mapped, nothing is
 * copied.
 *
 * <p>Read are indexes of bit vectors with NPHD or Hamming distance, 64- or 128-bit keys that are
 * unique, and any connectivity, as USearch and iscc-usearch write them. Rows are named by their
 * slot, 0 to {@code slots() - 1}; those of removed rows stay. The writer describes the format.
 *
 * <p>Opening checks the head and all levels; a link or key is checked when it is used. A damaged
 * one raises an {@link java.io.UncheckedIOException} whose cause is a {@link
 * UsearchFormatException}; {@link #verify()} looks at everything. The file must not be changed
 * while it is open.
 *
 * <p>Immutable: any number of threads may use it. The garbage collector releases the mapping.
 */
public final class UsearchFile {

  /** Width of the beam of searches that name none. */
  public static final int DEFAULT_EXPANSION = 64;

  private final UsearchBytes bytes;
  private final UsearchHead head;
  private final UsearchFileRows rows;
  private final UsearchSearcher searcher = new UsearchSearcher();
  private final long layoutBytes;
  private volatile UsearchKeyTable keys;

  private UsearchFile(UsearchBytes bytes) throws UsearchFormatException {
    this.bytes = bytes;
    this.head = UsearchHeadReader.read(bytes);
    UsearchLayout layout = UsearchLayout.read(bytes, head);
    this.layoutBytes = layout.heapBytes();
    this.rows = new UsearchFileRows(bytes, head, layout);
  }

  /**
   * Opens a file.
   *
   * @throws UsearchFormatException if it is damaged or of a kind that is not read
   * @throws IOException if it can not be mapped
   */
  public static UsearchFile open(Path file) throws IOException {
    return new UsearchFile(UsearchBytes.map(file));
  }

  /**
   * Opens the bytes of a file in memory.
   *
   * @param file from position 0 to its limit; must not be changed
   * @param name how messages call it
   * @throws UsearchFormatException if it is damaged or of a kind that is not read
   */
  public static UsearchFile of(ByteBuffer file, String name) throws UsearchFormatException {
    return of(UsearchBytes.of(file, name));
  }

  static UsearchFile of(UsearchBytes bytes) throws UsearchFormatException {
    return new UsearchFile(bytes);
  }

  /** Returns how distances are measured. */
  public UsearchMetric metric() {
    return head.metric();
  }

  /**
   * Returns whether the head names the Hamming distance for rows that are NPHD's: iscc-usearch up
   * to 0.4 did so, later releases take such a file at its word.
   */
  public boolean isMisnamedNphd() {
    return head.metric() == UsearchMetric.NPHD
        && bytes.getByte(head.headOffset() + UsearchHeadReader.METRIC)
            == UsearchMetric.HAMMING.code();
  }

  /** Returns the kind of the keys. */
  public UsearchKeyKind keyKind() {
    return head.keyKind();
  }

  /** Returns the length of the longest code a row can hold, in bits. */
  public int maxBits() {
    return head.codeBytes() * Byte.SIZE;
  }

  /** Returns the most links per node on the upper levels (M). */
  public int connectivity() {
    return head.connectivity();
  }

  /** Returns the version of the writer's format, as {@code major.minor}. */
  public String formatVersion() {
    return head.major() + "." + head.minor();
  }

  /** Returns the number of rows that are not removed. */
  public int live() {
    return head.live();
  }

  /** Returns the number of slots: rows, live and removed. */
  public int slots() {
    return head.rows();
  }

  /** Returns the level of the node of a slot. */
  public int level(int slot) {
    return rows.level(checkSlot(slot));
  }

  /** Returns the number of links of a node on level 0. */
  public int degree(int slot) {
    return rows.links(checkSlot(slot), 0, new int[rows.maxLinks()]);
  }

  /** Returns whether the row of a slot is removed. */
  public boolean removed(int slot) {
    return rows.removed(checkSlot(slot));
  }

  /** Returns the key of a slot, or null if its row is removed. */
  public UsearchKey key(int slot) {
    return removed(slot) ? null : rows.key(slot);
  }

  /** Returns the bytes of the code of a slot, removed or not; none for an empty code. */
  public byte[] vector(int slot) {
    return rows.code(checkSlot(slot));
  }

  /**
   * Returns the length of the code of a slot in bytes as its writer gave it. Codes longer than
   * {@link #maxBits()} were cut to it and kept their length.
   */
  public int storedLength(int slot) {
    return rows.storedLength(checkSlot(slot));
  }

  /** Returns the code of a slot, removed or not, or null if it is empty. */
  public Code code(int slot) {
    byte[] vector = vector(slot);
    return vector.length == 0 ? null : Code.of(vector);
  }

  /** Returns the slot of a key, or -1. The first call reads all keys. */
  public int slot(UsearchKey key) {
    return keys().find(key);
  }

  /** Returns whether a live row has a key. The first call reads all keys. */
  public boolean contains(UsearchKey key) {
    return slot(key) >= 0;
  }

  /** Returns the code of a key, or null if there is none or it is empty. */
  public Code get(UsearchKey key) {
    int slot = slot(key);
    return slot < 0 ? null : code(slot);
  }

  private UsearchKeyTable keys() {
    UsearchKeyTable table = keys;
    if (table == null) {
      synchronized (this) {
        table = keys;
        if (table == null) {
          table = new UsearchKeyTable(rows);
          rows.use(table);
          keys = table;
        }
      }
    }
    return table;
  }

  /**
   * Searches along the links, or by a scan where that is cheaper.
   *
   * @param query of any length; with Hamming distance of {@link #maxBits()} bits
   * @param k number of rows wanted, from 1 on
   */
  public UsearchHits search(Code query, int k) {
    return search(query, k, DEFAULT_EXPANSION, null);
  }

  /**
   * Searches along the links, or by a scan where that is cheaper.
   *
   * @param query of any length; with Hamming distance of {@link #maxBits()} bits
   * @param k number of rows wanted, from 1 on
   * @param ef width of the beam, raised to {@code k}: more finds more and takes longer
   * @param accept tells for the slot of a live row whether it may be returned; null accepts all
   * @return at most {@code k} hits
   */
  public UsearchHits search(Code query, int k, int ef, IntPredicate accept) {
    return searcher.search(rows, query(query), k, ef, accept);
  }

  /** Searches along the links, however few rows there are. */
  List<UsearchHit> walk(Code query, int ef) {
    return searcher.walk(rows, query(query), ef);
  }

  /**
   * Searches all rows.
   *
   * @param query of any length; with Hamming distance of {@link #maxBits()} bits
   * @param k number of rows wanted, from 1 on
   * @param accept tells for the slot of a live row whether it may be returned; null accepts all
   * @return the nearest {@code k} rows
   */
  public UsearchHits nearest(Code query, int k, IntPredicate accept) {
    return nearest(query, k, accept, 0, Integer.MAX_VALUE);
  }

  /**
   * Searches a range of rows, so that several threads can share a search.
   *
   * @param from first slot of the range
   * @param to slot the range ends in front of; may be higher than there are
   * @return the nearest {@code k} rows of the range
   */
  public UsearchHits nearest(Code query, int k, IntPredicate accept, int from, int to) {
    return UsearchSearcher.nearest(rows, query(query), k, accept, from, to);
  }

  /**
   * Finds all rows within a radius.
   *
   * @param query of any length; with Hamming distance of {@link #maxBits()} bits
   * @param radius largest distance by common length; empty codes are within every radius
   * @param accept tells for the slot of a live row whether it may be returned; null accepts all
   */
  public UsearchHits within(Code query, Radius radius, IntPredicate accept) {
    return within(query, radius, accept, 0, Integer.MAX_VALUE);
  }

  /**
   * Finds the rows of a range that are within a radius, so that several threads can share a search.
   *
   * @param from first slot of the range
   * @param to slot the range ends in front of; may be higher than there are
   */
  public UsearchHits within(Code query, Radius radius, IntPredicate accept, int from, int to) {
    return UsearchSearcher.within(rows, query(query), radius, accept, from, to);
  }

  private UsearchQuery query(Code query) {
    return head.metric().query(query, maxBits());
  }

  /**
   * Looks at every byte that has a meaning: levels, lists of links, keys and counts.
   *
   * @throws UsearchFormatException if any of them is wrong
   */
  public void verify() throws UsearchFormatException {
    new UsearchVerifier(bytes, head, rows).verify();
  }

  /** Returns the length of the file in bytes. */
  public long fileBytes() {
    return bytes.size();
  }

  /** Returns the heap this object holds, in bytes, without the room of searches under way. */
  public long heapBytes() {
    UsearchKeyTable table = keys;
    return layoutBytes + (table == null ? 0 : table.heapBytes());
  }

  private int checkSlot(int slot) {
    return Objects.checkIndex(slot, head.rows());
  }
}
