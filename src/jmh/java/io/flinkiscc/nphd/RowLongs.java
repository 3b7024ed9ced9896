package io.flinkiscc.nphd;

/** Codes one behind the other as longs; every distance is compared with the bound. */
final class RowLongs extends BlockedSet<long[]> {

  private final int words;

  RowLongs(int bits) {
    super(bits, 1024);
    words = (bits + 63) / 64;
  }

  @Override
  long[] newBlock() {
    return new long[words * blockCodes];
  }

  @Override
  void put(long[] block, int index, Code code) {
    for (int w = 0; w < words; w++) {
      block[index * words + w] = code.word(w);
    }
  }

  @Override
  int scan(long[] block, int first, Code query, int bound, ScanVisitor visitor) {
    switch (words) {
      case 1:
        return one(block, first, query.word(0), bound, visitor);
      case 2:
        return two(block, first, query.word(0), query.word(1), bound, visitor);
      case 4:
        return four(block, first, query, bound, visitor);
      default:
        throw new IllegalArgumentException(words + " words");
    }
  }

  private int one(long[] b, int first, long q0, int bound, ScanVisitor visitor) {
    for (int i = 0; i < b.length; i++) {
      int hamming = Long.bitCount(b[i] ^ q0);
      if (hamming <= bound) {
        bound = visitor.visit(first + i, hamming);
      }
    }
    return bound;
  }

  private int two(long[] b, int first, long q0, long q1, int bound, ScanVisitor visitor) {
    for (int i = 0; i + 1 < b.length; i += 2) {
      int hamming = Long.bitCount(b[i] ^ q0) + Long.bitCount(b[i + 1] ^ q1);
      if (hamming <= bound) {
        bound = visitor.visit(first + i / 2, hamming);
      }
    }
    return bound;
  }

  private int four(long[] b, int first, Code query, int bound, ScanVisitor visitor) {
    long q0 = query.word(0);
    long q1 = query.word(1);
    long q2 = query.word(2);
    long q3 = query.word(3);
    for (int i = 0; i + 3 < b.length; i += 4) {
      int hamming =
          Long.bitCount(b[i] ^ q0)
              + Long.bitCount(b[i + 1] ^ q1)
              + Long.bitCount(b[i + 2] ^ q2)
              + Long.bitCount(b[i + 3] ^ q3);
      if (hamming <= bound) {
        bound = visitor.visit(first + i / 4, hamming);
      }
    }
    return bound;
  }
}
