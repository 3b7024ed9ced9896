package io.flinkiscc.quantise;

/** What is common to all vectors that come in. */
final class Vectors {

  private Vectors() {}

  static void check(float[] vector, int dimensions) {
    if (vector.length != dimensions) {
      throw new IllegalArgumentException(
          "A vector of %d dimensions was given, expected are %d"
              .formatted(vector.length, dimensions));
    }
    for (int i = 0; i < vector.length; i++) {
      if (!Float.isFinite(vector[i])) {
        throw new IllegalArgumentException(
            "Dimension %d of the vector is %s, allowed are finite numbers".formatted(i, vector[i]));
      }
    }
  }

  /** A zero bit becomes -1 and a one bit 1: distances are then those of the bits, times 2. */
  static float[] ofBits(byte[] bigEndianBits, int dimensions) {
    if ((long) bigEndianBits.length * Byte.SIZE != dimensions) {
      throw new IllegalArgumentException(
          "A code of %d bits was given, expected are %d"
              .formatted((long) bigEndianBits.length * Byte.SIZE, dimensions));
    }
    float[] vector = new float[dimensions];
    for (int i = 0; i < dimensions; i++) {
      vector[i] = (bigEndianBits[i >> 3] & 0x80 >> (i & 7)) == 0 ? -1 : 1;
    }
    return vector;
  }

  /**
   * Four sums at a time: the order of the additions is fixed, so the result is the same anywhere.
   */
  static double dot(float[] a, float[] b) {
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) {
      sum0 += (double) a[i] * b[i];
      sum1 += (double) a[i + 1] * b[i + 1];
      sum2 += (double) a[i + 2] * b[i + 2];
      sum3 += (double) a[i + 3] * b[i + 3];
    }
    for (; i < a.length; i++) {
      sum0 += (double) a[i] * b[i];
    }
    return (sum0 + sum1) + (sum2 + sum3);
  }
}
