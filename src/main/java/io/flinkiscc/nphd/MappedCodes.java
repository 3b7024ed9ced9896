package io.flinkiscc.nphd;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.Objects;
import java.util.function.IntFunction;

/**
 * A read-only array of packed codes of one length in a buffer, such as a part of a mapped file,
 * made to be scanned in place. Any number of threads may use it.
 *
 * <p>The bytes are the planes of {@link CodeArray}, little endian: chunks of 4096 codes, the last
 * one as short as the rest; within a chunk plane after plane, a plane being one 32-bit number per
 * code. Plane {@code p} of a code holds its bits {@code 32 * p} to {@code 32 * p + 31}, the first
 * of them highest; bits behind the end of a code are zero. All of it takes {@link #bytes} bytes.
 *
 * <p>Loops over buffers stay scalar on Java 17, so a scan copies the planes it needs, chunk by
 * chunk, into an array that fits the second-level cache and scans that; several queries share the
 * copy. A query shorter than the codes reads only the planes it covers. Under a tight bound the
 * first planes tell of nearly every chunk that it has no hit, and the others are not read. Each
 * scanning thread keeps 144 KiB for it.
 */
public final class MappedCodes {

  private static final int CHUNK_CODES = PlaneFilter.CHUNK_CODES;

  /** Chunks read whole after the first planes alone decided nothing several times. */
  private static final int MOST_UNTESTED = 15;

  /** A chunk and its distances, kept by thread; arrays only, which hold no class of ours alive. */
  private static final ThreadLocal<int[][]> SCRATCH = new ThreadLocal<>();

  private final int bits;
  private final int planes;
  private final int size;
  private final IntBuffer ints;

  /**
   * Takes a buffer of codes. Only sizes are checked: what the bytes hold is not looked at.
   *
   * @param bits length of the codes, 8 to 256 in steps of 8
   * @param size number of codes
   * @param region the codes, from its position to its limit; whatever its byte order
   * @throws IllegalArgumentException if {@code bits} is no code length, {@code size} is negative or
   *     the region has another length than {@link #bytes}
   */
  public MappedCodes(int bits, int size, ByteBuffer region) {
    long bytes = bytes(bits, size);
    if (region.remaining() != bytes) {
      throw new IllegalArgumentException(
          size + " codes of " + bits + " bits take " + bytes + " bytes, not " + region.remaining());
    }
    this.bits = bits;
    this.planes = CodePlanes.count(bits);
    this.size = size;
    this.ints = region.slice().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
  }

  /**
   * Returns the number of bytes that codes take.
   *
   * @param bits length of the codes, 8 to 256 in steps of 8
   * @param size number of codes
   * @throws IllegalArgumentException if {@code bits} is no code length or {@code size} is negative
   */
  public static long bytes(int bits, int size) {
    CodeLength.check(bits, "The length of the codes");
    if (size < 0) {
      throw new IllegalArgumentException("The number of codes is " + size + "; give 0 or more");
    }
    return (long) Integer.BYTES * CodePlanes.count(bits) * size;
  }

  /**
   * Writes codes in the form this class reads.
   *
   * @param bits length of the codes, 8 to 256 in steps of 8
   * @param size number of codes
   * @param codes gives the code of each ordinal; asked once for each, ascending
   * @param out takes {@link #bytes} bytes
   * @throws IllegalArgumentException if a length is wrong or {@code size} is negative
   */
  public static void write(int bits, int size, IntFunction<Code> codes, OutputStream out)
      throws IOException {
    bytes(bits, size);
    int planes = CodePlanes.count(bits);
    for (int first = 0; first < size; first += CHUNK_CODES) {
      int count = Math.min(CHUNK_CODES, size - first);
      ByteBuffer chunk =
          ByteBuffer.allocate(Integer.BYTES * planes * count).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < count; i++) {
        Code code = codes.apply(first + i);
        if (code.bits() != bits) {
          throw new IllegalArgumentException(
              "A code of " + code.bits() + " bits was given for codes of " + bits + " bits");
        }
        for (int plane = 0; plane < planes; plane++) {
          chunk.putInt(Integer.BYTES * (plane * count + i), CodePlanes.plane(code, plane));
        }
      }
      out.write(chunk.array());
    }
  }

  /** Returns the length of the codes in bits. */
  public int bits() {
    return bits;
  }

  /** Returns the number of codes. */
  public int size() {
    return size;
  }

  /**
   * Returns one code.
   *
   * @param ordinal 0 to {@code size() - 1}
   * @throws IndexOutOfBoundsException if there is no such code
   */
  public Code get(int ordinal) {
    Objects.checkIndex(ordinal, size);
    int first = ordinal - ordinal % CHUNK_CODES;
    int count = Math.min(CHUNK_CODES, size - first);
    int at = planes * first + ordinal - first;
    return Code.ofWords(
        bits, word(at, count, 0), word(at, count, 1), word(at, count, 2), word(at, count, 3));
  }

  /** Returns a word of a code; what a damaged file holds behind its end is cut off. */
  private long word(int at, int count, int word) {
    long high = plane(at, count, 2 * word);
    long low = plane(at, count, 2 * word + 1) & 0xFFFFFFFFL;
    return (high << Integer.SIZE | low) & Code.mask(bits, word);
  }

  private int plane(int at, int count, int plane) {
    return plane < planes ? ints.get(at + plane * count) : 0;
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
    Objects.checkFromToIndex(from, to, size);
    int[][] scratch = takeScratch();
    int common = CodeLength.MIN_BITS;
    ChunkScan[] scans = new ChunkScan[queries.length];
    for (int i = 0; i < queries.length; i++) {
      common = Math.max(common, Math.min(queries[i].bits(), bits));
      scans[i] = new ChunkScan(queries[i], bits, maxHamming[i], scratch[1], visitors[i]);
    }
    try {
      scan(scans, CodePlanes.count(common), from, to, scratch[0], new ScanPause(pause));
    } finally {
      SCRATCH.set(scratch);
    }
  }

  /** A scan takes the arrays away, so that a visitor may scan in turn. */
  private static int[][] takeScratch() {
    int[][] scratch = SCRATCH.get();
    if (scratch == null) {
      return new int[][] {new int[CodePlanes.MAX_PLANES * CHUNK_CODES], new int[CHUNK_CODES]};
    }
    SCRATCH.set(null);
    return scratch;
  }

  private void scan(
      ChunkScan[] scans, int planesRead, int from, int to, int[] chunk, ScanPause pause) {
    int untested = 0;
    int penalty = 0;
    for (int start = from; start < to && !allEnded(scans); ) {
      pause.beforeChunk();
      int first = start - start % CHUNK_CODES;
      int end = Math.min(first + Math.min(CHUNK_CODES, size - first), to);
      int tested = untested > 0 ? planesRead : decisivePlanes(scans, planesRead);
      untested = Math.max(0, untested - 1);
      copy(chunk, first, start, end, 0, tested);
      if (tested < planesRead) {
        boolean hit = anyMayHit(scans, chunk, start - first, end - first, tested);
        penalty = hit ? Math.min(2 * penalty + 1, MOST_UNTESTED) : 0;
        untested = penalty;
        if (!hit) {
          start = end;
          continue;
        }
        copy(chunk, first, start, end, tested, planesRead);
      }
      for (ChunkScan scan : scans) {
        if (!scan.ended()) {
          scan.scan(chunk, start - first, end - first, first);
        }
      }
      start = end;
    }
  }

  /** Copies some planes of a part of the chunk that begins at {@code first}. */
  private void copy(int[] chunk, int first, int start, int end, int fromPlane, int toPlane) {
    int count = Math.min(CHUNK_CODES, size - first);
    int from = start - first;
    for (int plane = fromPlane; plane < toPlane; plane++) {
      ints.get(
          planes * first + plane * count + from, chunk, plane * CHUNK_CODES + from, end - start);
    }
  }

  private static int decisivePlanes(ChunkScan[] scans, int planesRead) {
    int planes = 1;
    for (ChunkScan scan : scans) {
      planes = scan.ended() ? planes : Math.max(planes, scan.decisivePlanes());
    }
    return Math.min(planes, planesRead);
  }

  private static boolean anyMayHit(ChunkScan[] scans, int[] chunk, int from, int to, int planes) {
    for (ChunkScan scan : scans) {
      if (!scan.ended() && scan.mayHit(chunk, from, to, planes)) {
        return true;
      }
    }
    return false;
  }

  private static boolean allEnded(ChunkScan[] scans) {
    for (ChunkScan scan : scans) {
      if (!scan.ended()) {
        return false;
      }
    }
    return true;
  }
}
