package io.flinkiscc.nphd;

/** Planes of 64 bits; distances go to an int array, which is then compared with the bound. */
final class LongPlanes extends BlockedSet<long[]> {

  private static final int BLOCK = 512;

  private final int words;
  private final int[] distances = new int[BLOCK];

  LongPlanes(int bits) {
    super(bits, BLOCK);
    words = (bits + 63) / 64;
  }

  @Override
  long[] newBlock() {
    return new long[words * BLOCK];
  }

  @Override
  void put(long[] block, int index, Code code) {
    for (int w = 0; w < words; w++) {
      block[w * BLOCK + index] = code.word(w);
    }
  }

  @Override
  int scan(long[] block, int first, Code query, int bound, ScanVisitor visitor) {
    switch (words) {
      case 1:
        one(block, query.word(0), distances);
        break;
      case 2:
        two(block, query.word(0), query.word(1), distances);
        break;
      case 4:
        four(block, query.word(0), query.word(1), query.word(2), query.word(3), distances);
        break;
      default:
        throw new IllegalArgumentException(words + " words");
    }
    for (int i = 0; i < BLOCK; i++) {
      if (distances[i] <= bound) {
        bound = visitor.visit(first + i, distances[i]);
      }
    }
    return bound;
  }

  private static void one(long[] b, long q0, int[] distances) {
    for (int i = 0; i < BLOCK; i++) {
      distances[i] = Long.bitCount(b[i] ^ q0);
    }
  }

  private static void two(long[] b, long q0, long q1, int[] distances) {
    for (int i = 0; i < BLOCK; i++) {
      distances[i] = Long.bitCount(b[i] ^ q0) + Long.bitCount(b[i + BLOCK] ^ q1);
    }
  }

  private static void four(long[] b, long q0, long q1, long q2, long q3, int[] distances) {
    for (int i = 0; i < BLOCK; i++) {
      distances[i] =
          Long.bitCount(b[i] ^ q0)
              + Long.bitCount(b[i + BLOCK] ^ q1)
              + Long.bitCount(b[i + 2 * BLOCK] ^ q2)
              + Long.bitCount(b[i + 3 * BLOCK] ^ q3);
    }
  }
}
