package io.flinkiscc.quantise;

/** How vectors of floats are compared. */
public enum VectorMetric {
  /** One minus the cosine of the angle, 0 (same direction) to 2; a zero vector is at 1 from all. */
  COSINE {
    @Override
    double distance(float[] a, float[] b) {
      double lengths = Math.sqrt(Vectors.dot(a, a) * Vectors.dot(b, b));
      return lengths == 0 ? 1 : 1 - Vectors.dot(a, b) / lengths;
    }
  },
  /** The Euclidean distance. */
  L2 {
    @Override
    double distance(float[] a, float[] b) {
      double sum = 0;
      for (int i = 0; i < a.length; i++) {
        double difference = (double) a[i] - b[i];
        sum += difference * difference;
      }
      return Math.sqrt(sum);
    }
  };

  /**
   * Returns the distance of two vectors.
   *
   * @param a finite numbers
   * @param b as many finite numbers
   */
  abstract double distance(float[] a, float[] b);
}
