package io.flinkiscc.nphd;

/**
 * Planes of 32 bits; distances go to an int array, then a minimum is taken of it, and only if that
 * is within the bound the distances are looked at.
 */
final class IntPlanes extends BlockedSet<int[]> {

  private final int planes;
  private final int[] distances;

  IntPlanes(int bits, int blockCodes) {
    super(bits, blockCodes);
    planes = (bits + 31) / 32;
    distances = new int[blockCodes];
  }

  @Override
  int[] newBlock() {
    return new int[planes * blockCodes];
  }

  @Override
  void put(int[] block, int index, Code code) {
    for (int p = 0; p < planes; p++) {
      block[p * blockCodes + index] = CodePlanes.plane(code, p);
    }
  }

  @Override
  int scan(int[] block, int first, Code query, int bound, ScanVisitor visitor) {
    switch (planes) {
      case 2:
        two(block, blockCodes, query, distances);
        break;
      case 4:
        four(block, blockCodes, query, distances);
        break;
      case 8:
        eight(block, blockCodes, query, distances);
        break;
      default:
        throw new IllegalArgumentException(planes + " planes");
    }
    if (min(distances) > bound) {
      return bound;
    }
    for (int i = 0; i < blockCodes; i++) {
      if (distances[i] <= bound) {
        bound = visitor.visit(first + i, distances[i]);
      }
    }
    return bound;
  }

  private static int min(int[] distances) {
    int min = Integer.MAX_VALUE;
    for (int distance : distances) {
      min = Math.min(min, distance);
    }
    return min;
  }

  private static void two(int[] b, int n, Code query, int[] distances) {
    int q0 = CodePlanes.plane(query, 0);
    int q1 = CodePlanes.plane(query, 1);
    for (int i = 0; i < n; i++) {
      distances[i] = Integer.bitCount(b[i] ^ q0) + Integer.bitCount(b[i + n] ^ q1);
    }
  }

  private static void four(int[] b, int n, Code query, int[] distances) {
    int q0 = CodePlanes.plane(query, 0);
    int q1 = CodePlanes.plane(query, 1);
    int q2 = CodePlanes.plane(query, 2);
    int q3 = CodePlanes.plane(query, 3);
    for (int i = 0; i < n; i++) {
      distances[i] =
          Integer.bitCount(b[i] ^ q0)
              + Integer.bitCount(b[i + n] ^ q1)
              + Integer.bitCount(b[i + 2 * n] ^ q2)
              + Integer.bitCount(b[i + 3 * n] ^ q3);
    }
  }

  private static void eight(int[] b, int n, Code query, int[] distances) {
    int q0 = CodePlanes.plane(query, 0);
    int q1 = CodePlanes.plane(query, 1);
    int q2 = CodePlanes.plane(query, 2);
    int q3 = CodePlanes.plane(query, 3);
    int q4 = CodePlanes.plane(query, 4);
    int q5 = CodePlanes.plane(query, 5);
    int q6 = CodePlanes.plane(query, 6);
    int q7 = CodePlanes.plane(query, 7);
    for (int i = 0; i < n; i++) {
      distances[i] =
          Integer.bitCount(b[i] ^ q0)
              + Integer.bitCount(b[i + n] ^ q1)
              + Integer.bitCount(b[i + 2 * n] ^ q2)
              + Integer.bitCount(b[i + 3 * n] ^ q3)
              + Integer.bitCount(b[i + 4 * n] ^ q4)
              + Integer.bitCount(b[i + 5 * n] ^ q5)
              + Integer.bitCount(b[i + 6 * n] ^ q6)
              + Integer.bitCount(b[i + 7 * n] ^ q7);
    }
  }
}
