package io.flinkiscc.nphd;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Objects;

/**
 * An append-only array of packed codes of one length, made to be scanned.
 *
 * <p>One thread appends; any number of threads read at the same time without locks. A reader may
 * use the ordinals below a {@link #size()} it has seen; what was appended before that size was
 * published is visible to it and never changes again. Appending never moves older codes.
 */
public final class CodeArray {

  private static final int CHUNK_CODES = 4096;
  private static final VarHandle SIZE;

  static {
    try {
      SIZE = MethodHandles.lookup().findVarHandle(CodeArray.class, "size", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final int bits;
  private final int words;
  private volatile long[][] chunks = new long[0][];
  private int size;

  /**
   * Makes an empty array.
   *
   * @param bits length of its codes, 8 to 256 in steps of 8
   * @throws IllegalArgumentException if {@code bits} is no code length
   */
  public CodeArray(int bits) {
    this.bits = CodeLength.check(bits, "The length of the codes");
    this.words = (bits + Long.SIZE - 1) / Long.SIZE;
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
   */
  public int append(Code code) {
    if (code.bits() != bits) {
      throw new IllegalArgumentException(
          "A code of " + code.bits() + " bits was given to an array of " + bits + "-bit codes");
    }
    int ordinal = size;
    int chunk = ordinal / CHUNK_CODES;
    long[][] all = chunks;
    if (chunk == all.length) {
      all = Arrays.copyOf(all, chunk + 1);
      all[chunk] = new long[CHUNK_CODES * words];
      chunks = all;
    }
    for (int i = 0; i < words; i++) {
      all[chunk][ordinal % CHUNK_CODES * words + i] = code.word(i);
    }
    SIZE.setRelease(this, ordinal + 1);
    return ordinal;
  }

  /** Returns the number of codes; all of them are visible to the calling thread. */
  public int size() {
    return (int) SIZE.getAcquire(this);
  }

  /**
   * Returns one code.
   *
   * @param ordinal 0 to {@code size() - 1}
   * @throws IndexOutOfBoundsException if there is no such code
   */
  public Code get(int ordinal) {
    Objects.checkIndex(ordinal, size());
    return Code.ofWords(
        bits, word(ordinal, 0), word(ordinal, 1), word(ordinal, 2), word(ordinal, 3));
  }

  private long word(int ordinal, int i) {
    return i < words ? chunks[ordinal / CHUNK_CODES][ordinal % CHUNK_CODES * words + i] : 0;
  }

  /** Returns the heap this array holds, in bytes. */
  public long memoryBytes() {
    return chunks.length * (CHUNK_CODES * 8L * words + 16 + 8);
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
    Objects.checkFromToIndex(from, to, size());
    int bound = maxHamming;
    for (int ordinal = from; ordinal < to && bound >= 0; ordinal++) {
      int hamming = get(ordinal).hamming(query);
      if (hamming <= bound) {
        bound = Math.min(bound, visitor.visit(ordinal, hamming));
      }
    }
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
   * @throws IllegalArgumentException if the arrays differ in length
   * @throws IndexOutOfBoundsException if {@code from} and {@code to} are not within the array
   */
  public void scan(Code[] queries, int from, int to, int[] maxHamming, ScanVisitor[] visitors) {
    if (queries.length != maxHamming.length || queries.length != visitors.length) {
      throw new IllegalArgumentException(
          queries.length
              + " queries, "
              + maxHamming.length
              + " bounds and "
              + visitors.length
              + " visitors were given; give one bound and one visitor per query");
    }
    for (int i = 0; i < queries.length; i++) {
      scan(queries[i], from, to, maxHamming[i], visitors[i]);
    }
  }
}
