package io.flinkiscc.graph;

import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.Objects;
import java.util.function.IntPredicate;

/**
 * A growing graph (HNSW) of rows with keys and codes, kept on the heap, saved as and loaded from
 * `.usearch` files. With NPHD codes may differ in length, with Hamming distance all have one.
 *
 * <p>Rows are named by their slot, in the order of their addition. Removing a row leaves its slot,
 * its code and its links, so that searches still find their way through it; slots are never used
 * again, and adding a key anew makes a new row. {@link #compacted()} makes a graph without the
 * removed rows.
 *
 * <p>Threads: additions and removals take turns; any number of threads search and look up keys at
 * the same time, without locks and without waiting. A search considers every row whose addition
 * ended before it began. Saving takes its turn with the writers.
 */
public final class RowGraph {

  /** Number of live rows that a graph has room for in any case. */
  public static final int MAX_LIVE = RowGraphKeys.MOST;

  private final RowGraphOptions options;
  private final RowGraphStore store;
  private final RowGraphKeys keys;
  private final UsearchSearcher searcher = new UsearchSearcher();

  /** Made by the first addition. */
  private RowGraphLinker linker;

  private RowGraph(RowGraphOptions options, int connectivityBase) {
    this.options = options;
    this.store = new RowGraphStore(options, connectivityBase);
    this.keys = new RowGraphKeys(store);
  }

  /**
   * Makes an empty graph of few keys.
   *
   * @param mostPlaces size of the table of keys, a power of two
   */
  RowGraph(RowGraphOptions options, int connectivityBase, int mostPlaces) {
    this.options = options;
    this.store = new RowGraphStore(options, connectivityBase);
    this.keys = new RowGraphKeys(store, mostPlaces);
  }

  /** Makes an empty graph. */
  public static RowGraph create(RowGraphOptions options) {
    return new RowGraph(options, 2 * options.connectivity());
  }

  /**
   * Loads a file with its graph; nothing is built anew.
   *
   * @param options widths of beams and seed; the rest is taken from the file
   * @throws UsearchFormatException if the file is damaged or of a kind that is not read
   */
  public static RowGraph load(Path file, RowGraphOptions options) throws IOException {
    return load(UsearchBytes.map(file), options);
  }

  /**
   * Loads the bytes of a file with its graph; nothing is built anew.
   *
   * @param file from position 0 to its limit; not needed afterwards
   * @param name how messages call it
   * @param options widths of beams and seed; the rest is taken from the file
   * @throws UsearchFormatException if the file is damaged or of a kind that is not read
   */
  public static RowGraph load(ByteBuffer file, String name, RowGraphOptions options)
      throws UsearchFormatException {
    return load(UsearchBytes.of(file, name), options);
  }

  private static RowGraph load(UsearchBytes bytes, RowGraphOptions options)
      throws UsearchFormatException {
    UsearchHead head = UsearchHeadReader.read(bytes);
    UsearchFileRows rows = new UsearchFileRows(bytes, head, UsearchLayout.read(bytes, head));
    RowGraphLoader loader = new RowGraphLoader(bytes, head, rows);
    RowGraph graph = new RowGraph(loader.options(options), head.connectivityBase());
    loader.load(graph.store, graph.keys);
    return graph;
  }

  /** Returns the options; those of a loaded graph say what its file is. */
  public RowGraphOptions options() {
    return options;
  }

  /**
   * Adds a row.
   *
   * @param key not all ones, which marks removed rows in files
   * @param code of up to {@link RowGraphOptions#maxBits()} bits; with Hamming distance of as many
   * @return false if a live row has the key; nothing is changed then
   * @throws IllegalArgumentException if the key or code does not fit
   * @throws IllegalStateException if there are as many rows as there can be; nothing is changed
   */
  public synchronized boolean add(UsearchKey key, Code code) {
    options.keyKind().check(key);
    checkLength(code);
    if (keys.find(key) >= 0) {
      return false;
    }
    append(key, UsearchQuery.of(code), code.bits() / Byte.SIZE);
    return true;
  }

  private void append(UsearchKey key, UsearchQuery code, int length) {
    if (linker == null) {
      linker = new RowGraphLinker(store);
      RowGraphMarks.restore(store, linker.twins());
    }
    keys.reserve();
    keys.add(key, linker.add(key, code, length));
  }

  private void checkLength(Code code) {
    if (code.bits() > options.maxBits()
        || options.metric() == UsearchMetric.HAMMING && code.bits() != options.maxBits()) {
      throw new IllegalArgumentException(
          "A code of "
              + code.bits()
              + " bits was given to an index of codes of "
              + (options.metric() == UsearchMetric.HAMMING ? "" : "up to ")
              + options.maxBits()
              + " bits");
    }
  }

  /**
   * Removes the row of a key.
   *
   * @return false if no live row has it
   */
  public synchronized boolean remove(UsearchKey key) {
    int slot = keys.find(key);
    if (slot < 0) {
      return false;
    }
    store.remove(slot);
    return true;
  }

  /** Returns the slot of the live row with a key, or -1. */
  public int slot(UsearchKey key) {
    return keys.find(key);
  }

  /** Returns whether a live row has a key. */
  public boolean contains(UsearchKey key) {
    return keys.find(key) >= 0;
  }

  /** Returns the code of a key, or null if no live row has it or its code is empty. */
  public Code get(UsearchKey key) {
    int slot = keys.find(key);
    return slot < 0 ? null : code(slot);
  }

  /** Returns the number of rows that are not removed. */
  public int live() {
    // Read in this order: rows are added before they are removed.
    int removed = store.removedRows();
    return store.size() - removed;
  }

  /** Returns the number of rows, live and removed. */
  public int slots() {
    return store.size();
  }

  /** Returns whether the row of a slot is removed. */
  public boolean removed(int slot) {
    return store.removed(Objects.checkIndex(slot, store.size()));
  }

  /** Returns the key of a slot, or null if its row is removed. */
  public UsearchKey key(int slot) {
    return removed(slot) ? null : store.key(slot);
  }

  /** Returns the code of a slot, removed or not, or null if it is empty. */
  public Code code(int slot) {
    Objects.checkIndex(slot, store.size());
    byte[] bytes = new byte[store.codeBytes(slot)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (store.word(slot, i >> 3) >>> Byte.SIZE * (i & 7));
    }
    return bytes.length == 0 ? null : Code.of(bytes);
  }

  /**
   * Searches along the links, or by a scan where that is cheaper.
   *
   * @param query of any length; with Hamming distance of {@link RowGraphOptions#maxBits()} bits
   * @param k number of rows wanted, from 1 on
   */
  public UsearchHits search(Code query, int k) {
    return search(query, k, options.expansionSearch(), null);
  }

  /**
   * Searches along the links, or by a scan where that is cheaper.
   *
   * @param query of any length; with Hamming distance of {@link RowGraphOptions#maxBits()} bits
   * @param k number of rows wanted, from 1 on
   * @param ef width of the beam, raised to {@code k}: more finds more and takes longer
   * @param accept tells for the slot of a live row whether it may be returned; null accepts all
   * @return at most {@code k} hits
   */
  public UsearchHits search(Code query, int k, int ef, IntPredicate accept) {
    return searcher.search(store.rows(), query(query), k, ef, accept);
  }

  /**
   * Searches all rows.
   *
   * @param query of any length; with Hamming distance of {@link RowGraphOptions#maxBits()} bits
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
    return UsearchSearcher.nearest(store.rows(), query(query), k, accept, from, to);
  }

  /**
   * Finds all rows within a radius.
   *
   * @param query of any length; with Hamming distance of {@link RowGraphOptions#maxBits()} bits
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
    return UsearchSearcher.within(store.rows(), query(query), radius, accept, from, to);
  }

  private UsearchQuery query(Code query) {
    return options.metric().query(query, options.maxBits());
  }

  /**
   * Builds a graph of the live rows, in their order, with the same options. Rows removed while it
   * is built may be in it, and rows added meanwhile are not.
   */
  public RowGraph compacted() {
    RowGraph compacted = create(options);
    int count = store.size();
    for (int slot = 0; slot < count; slot++) {
      if (!store.removed(slot)) {
        compacted.append(store.key(slot), store.query(slot), store.storedLength(slot));
      }
    }
    return compacted;
  }

  /** Returns the number of bytes that {@link #write} writes. */
  public synchronized long fileBytes() {
    return UsearchWriter.bytes(store);
  }

  /**
   * Writes a `.usearch` file.
   *
   * @param out is neither flushed nor closed
   */
  public synchronized void write(OutputStream out) throws IOException {
    UsearchWriter.write(store, out);
  }

  /**
   * Writes a new `.usearch` file and forces it to the disk.
   *
   * @param file does not exist
   * @throws java.nio.file.FileAlreadyExistsException if it does: others may have it mapped
   */
  public void save(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      write(Channels.newOutputStream(channel));
      channel.force(true);
    }
  }

  /** Returns the heap this graph holds, in bytes, without the room of searches under way. */
  public synchronized long memoryBytes() {
    return store.memoryBytes()
        + keys.memoryBytes()
        + (linker == null ? 0 : linker.twins().memoryBytes());
  }

  /**
   * Counts the live rows that no walk on level 0 comes to from the entry. For checks: looks at
   * every link.
   */
  public int unreachable() {
    RowGraphRows rows = store.rows();
    if (rows.slots() == 0) {
      return 0;
    }
    BitSet seen = new BitSet(rows.slots());
    int[] queue = new int[rows.slots()];
    int[] links = new int[rows.maxLinks()];
    int end = 0;
    queue[end++] = rows.entry();
    seen.set(rows.entry());
    for (int i = 0; i < end; i++) {
      int count = rows.links(queue[i], 0, links);
      for (int j = 0; j < count; j++) {
        if (links[j] < rows.slots() && !seen.get(links[j])) {
          seen.set(links[j]);
          queue[end++] = links[j];
        }
      }
    }
    int unreachable = 0;
    for (int slot = 0; slot < rows.slots(); slot++) {
      unreachable += seen.get(slot) || rows.removed(slot) ? 0 : 1;
    }
    return unreachable;
  }
}
