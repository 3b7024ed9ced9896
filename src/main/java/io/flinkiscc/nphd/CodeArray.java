package io.flinkiscc.nphd;

import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An append-only array of packed codes of one length, made to be scanned.
 *
 * <p>One thread appends; any number of threads read at the same time without locks. A reader may
 * use the ordinals below a {@link #size()} it has seen; what was appended before that size was
 * published is visible to it and never changes again. Appending never moves older codes.
 *
 * <p>The layout serves scans: chunks of 4096 codes, each chunk as planes of 32 bits. Reading a
 * single code touches up to eight cache lines; who reads codes at random should keep them in
 * another form.
 */
public final class CodeArray {

  private static final int CHUNK_CODES = PlaneFilter.CHUNK_CODES;
  private static final int FIRST_CHUNKS = 4;
  private static final int ARRAY_HEADER_BYTES = 16;
  private static final int REFERENCE_BYTES = 8;

  private final int bits;
  private final int planes;
  private volatile int[][] chunks = new int[FIRST_CHUNKS][];
  private final AtomicInteger size = new AtomicInteger();

  /**
   * Makes an empty array.
   *
   * @param bits length of its codes, 8 to 256 in steps of 8
   * @throws IllegalArgumentException if {@code bits} is no code length
   */
  public CodeArray(int bits) {
    this.bits = CodeLength.check(bits, "The length of the codes");
    this.planes = CodePlanes.count(bits);
  }

  /** Returns the length of the codes in bits. */
  public int bits() {
    return bits;
  }

  /**
   * Appends a code and publishes it to the readers. For one thread at a time.
   *
   * @param code a code of {@link #bits()} bits
   * @return its ordinal: the number of codes appended before
   * @throws IllegalArgumentException if the code has another length
   * @throws IllegalStateException if the array holds {@link Integer#MAX_VALUE} codes
   */
  public int append(Code code) {
    if (code.bits() != bits) {
      throw new IllegalArgumentException(
          "A code of " + code.bits() + " bits was given to an array of " + bits + "-bit codes");
    }
    int ordinal = size.getPlain();
    if (ordinal == Integer.MAX_VALUE) {
      throw new IllegalStateException(
          "The array holds " + ordinal + " codes, as many as it can; start another one");
    }
    int inChunk = ordinal % CHUNK_CODES;
    int[] chunk = inChunk == 0 ? addChunk(ordinal / CHUNK_CODES) : chunks[ordinal / CHUNK_CODES];
    for (int i = 0; i < planes; i++) {
      chunk[i * CHUNK_CODES + inChunk] = CodePlanes.plane(code, i);
    }
    size.setRelease(ordinal + 1);
    return ordinal;
  }

  private int[] addChunk(int index) {
    int[][] all = chunks;
    if (index == all.length) {
      all = Arrays.copyOf(all, 2 * index);
    }
    all[index] = new int[planes * CHUNK_CODES];
    chunks = all;
    return all[index];
  }

  /** Returns the number of codes; all of them are visible to the calling thread. */
  public int size() {
    return size.getAcquire();
  }

  /**
   * Returns one code.
   *
   * @param ordinal 0 to {@code size() - 1}
   * @throws IndexOutOfBoundsException if there is no such code
   */
  public Code get(int ordinal) {
    Objects.checkIndex(ordinal, size());
    int[] chunk = chunks[ordinal / CHUNK_CODES];
    int i = ordinal % CHUNK_CODES;
    return Code.ofWords(
        bits, word(chunk, i, 0), word(chunk, i, 1), word(chunk, i, 2), word(chunk, i, 3));
  }

  private long word(int[] chunk, int i, int word) {
    return (long) plane(chunk, i, 2 * word) << Integer.SIZE
        | plane(chunk, i, 2 * word + 1) & 0xFFFFFFFFL;
  }

  private int plane(int[] chunk, int i, int plane) {
    return plane < planes ? chunk[plane * CHUNK_CODES + i] : 0;
  }

  /**
   * Returns the heap this array holds, in bytes. It grows by whole chunks of 4096 codes, each code
   * rounded up to 32 bits.
   */
  public long memoryBytes() {
    int[][] all = chunks;
    long chunkCount = ((long) size() + CHUNK_CODES - 1) / CHUNK_CODES;
    return ARRAY_HEADER_BYTES
        + (long) REFERENCE_BYTES * all.length
        + chunkCount * (ARRAY_HEADER_BYTES + (long) Integer.BYTES * planes * CHUNK_CODES);
  }

  /**
   * Visits the codes near a query, by ascending ordinal. Distances are taken over the common prefix
   * of {@code min(query.bits(), bits())} bits.
   *
   * @param from first ordinal
   * @param to ordinal behind the last one, at most {@link #size()}
   * @param maxHamming largest distance wanted; nothing is visited if it is negative
   * @param visitor takes the hits and may lower the bound
   * @throws IndexOutOfBoundsException if {@code from} and {@code to} are not within the array
   */
  public void scan(Code query, int from, int to, int maxHamming, ScanVisitor visitor) {
    scan(
        new Code[] {query},
        from,
        to,
        new int[] {maxHamming},
        new ScanVisitor[] {visitor},
        ScanPause.NONE);
  }

  /**
   * Does several scans in one pass over the codes without a pause.
   *
   * @see #scan(Code[], int, int, int[], ScanVisitor[], Runnable)
   */
  public void scan(Code[] queries, int from, int to, int[] maxHamming, ScanVisitor[] visitors) {
    scan(queries, from, to, maxHamming, visitors, ScanPause.NONE);
  }

  /**
   * Does several scans in one pass over the codes. Each query has its own bound and visitor, which
   * sees what a scan of its own would show it.
   *
   * @param queries the queries, of any lengths
   * @param from first ordinal
   * @param to ordinal behind the last one, at most {@link #size()}
   * @param maxHamming largest distance wanted, by query; not changed
   * @param visitors takers of the hits, by query
   * @param pause called now and then, after some 16 000 codes each time; what it throws ends the
   *     scan
   * @throws IllegalArgumentException if the arrays differ in length
   * @throws IndexOutOfBoundsException if {@code from} and {@code to} are not within the array
   */
  public void scan(
      Code[] queries, int from, int to, int[] maxHamming, ScanVisitor[] visitors, Runnable pause) {
    if (queries.length != maxHamming.length || queries.length != visitors.length) {
      throw new IllegalArgumentException(
          queries.length
              + " queries, "
              + maxHamming.length
              + " bounds and "
              + visitors.length
              + " visitors were given; give one bound and one visitor per query");
    }
    Objects.checkFromToIndex(from, to, size());
    int[] distances = distances(from, to);
    ChunkScan[] scans = new ChunkScan[queries.length];
    for (int i = 0; i < queries.length; i++) {
      scans[i] = new ChunkScan(queries[i], bits, maxHamming[i], distances, visitors[i]);
    }
    scan(scans, from, to, new ScanPause(pause));
  }

  /** Makes room for the distances of every chunk-relative index of a range. */
  private static int[] distances(int from, int to) {
    int first = from - from % CHUNK_CODES;
    return new int[Math.min(to - first, CHUNK_CODES)];
  }

  private void scan(ChunkScan[] scans, int from, int to, ScanPause pause) {
    int[][] all = chunks;
    for (int start = from; start < to; ) {
      pause.beforeChunk();
      int index = start / CHUNK_CODES;
      int first = index * CHUNK_CODES;
      int end = to - first < CHUNK_CODES ? to : first + CHUNK_CODES;
      boolean ended = true;
      for (ChunkScan scan : scans) {
        if (!scan.ended()) {
          scan.scan(all[index], start - first, end - first, first);
          ended = false;
        }
      }
      if (ended) {
        return;
      }
      start = end;
    }
  }
}
