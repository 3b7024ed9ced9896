package io.flinkiscc.library;

/**
 * One bit array of a {@link ScalableBloomFilter}.
 *
 * <p>Sizes as in the Rust crate fastbloom-rs, whose files iscc-usearch writes: {@code m = -n ln p /
 * (ln 2)^2} bits rounded up to whole 64-bit words and {@code k = m ln 2 / n} hashes, from the
 * rounded m. One thread adds, others may read; a reader sees what was added before it learned of
 * the key.
 */
final class BloomLayer {

  private static final double LN2 = Math.log(2);

  /** The file has 32 bits for the number of bytes. */
  private static final long MAX_BYTES = 0xFFFFFFFFL;

  private final long capacity;
  private final int hashes;
  private final long[] words;

  BloomLayer(long capacity, int hashes, long[] words) {
    this.capacity = capacity;
    this.hashes = hashes;
    this.words = words;
  }

  /**
   * Makes an empty layer.
   *
   * @throws IllegalStateException if a file can not hold it
   */
  static BloomLayer create(long capacity, double rate, int number) {
    double bits = Math.ceil(-(double) capacity * Math.log(rate) / (LN2 * LN2));
    long wordCount = (long) Math.ceil(bits / Long.SIZE);
    if (capacity > 0xFFFFFFFFL || wordCount * Long.BYTES > MAX_BYTES) {
      throw new IllegalStateException(
          "The bloom filter is full: layer "
              + (number + 1)
              + " would need "
              + wordCount * Long.BYTES
              + " bytes for "
              + capacity
              + " keys, and bloom.isbf files allow "
              + MAX_BYTES
              + "; rebuild it with a larger initial capacity or spread the keys over more indexes");
    }
    long m = wordCount * Long.SIZE;
    int k = (int) Math.ceil((double) m * LN2 / capacity);
    return new BloomLayer(capacity, k, new long[(int) wordCount]);
  }

  long capacity() {
    return capacity;
  }

  int hashes() {
    return hashes;
  }

  long[] words() {
    return words;
  }

  long bytes() {
    return (long) words.length * Long.BYTES;
  }

  private long bits() {
    return (long) words.length * Long.SIZE;
  }

  /**
   * Sets the bits of a key.
   *
   * @param hash1 its XXH3 with seed 0
   * @param hash2 its XXH3 with seed 32
   */
  void add(long hash1, long hash2) {
    long m = bits();
    long first = Long.remainderUnsigned(hash1, m);
    long step = Long.remainderUnsigned(hash2, m);
    for (int i = 0; i < hashes; i++) {
      long bit = (first + i * step) % m;
      words[(int) (bit >>> 6)] |= 1L << bit;
    }
  }

  /** Whether all bits of a key are set. */
  boolean contains(long hash1, long hash2) {
    long m = bits();
    long first = Long.remainderUnsigned(hash1, m);
    long step = Long.remainderUnsigned(hash2, m);
    for (int i = 0; i < hashes; i++) {
      long bit = (first + i * step) % m;
      if ((words[(int) (bit >>> 6)] & 1L << bit) == 0) {
        return false;
      }
    }
    return true;
  }
}
