package io.flinkiscc.quantise;

import java.util.Random;

/**
 * Random orthonormal axes, the same on every machine: {@link Random#nextGaussian} and Java's
 * doubles are specified to the bit.
 */
final class RandomRotation {

  private static final double SMALLEST_REST = 1e-6;

  private RandomRotation() {}

  /**
   * Makes axes of length 1 that are orthogonal within each run of as many axes as dimensions.
   *
   * @param dimensions length of an axis
   * @param count number of axes
   * @param seed determines them
   */
  static float[][] axes(int dimensions, int count, long seed) {
    Random random = new Random(seed);
    float[][] axes = new float[count][];
    double[][] run = new double[Math.min(dimensions, count)][];
    for (int i = 0; i < count; i++) {
      int inRun = i % dimensions;
      do {
        run[inRun] = gaussian(random, dimensions);
      } while (!orthonormalise(run, inRun));
      axes[i] = new float[dimensions];
      for (int d = 0; d < dimensions; d++) {
        axes[i][d] = (float) run[inRun][d];
      }
    }
    return axes;
  }

  private static double[] gaussian(Random random, int dimensions) {
    double[] vector = new double[dimensions];
    for (int d = 0; d < dimensions; d++) {
      vector[d] = random.nextGaussian();
    }
    scale(vector, Math.sqrt(dot(vector, vector)));
    return vector;
  }

  /** Modified Gram-Schmidt; false if too little of the last vector is left to be precise. */
  private static boolean orthonormalise(double[][] run, int last) {
    double[] vector = run[last];
    for (int i = 0; i < last; i++) {
      double share = dot(run[i], vector);
      for (int d = 0; d < vector.length; d++) {
        vector[d] -= share * run[i][d];
      }
    }
    double rest = Math.sqrt(dot(vector, vector));
    if (rest < SMALLEST_REST) {
      return false;
    }
    scale(vector, rest);
    return true;
  }

  private static void scale(double[] vector, double length) {
    for (int d = 0; d < vector.length; d++) {
      vector[d] /= length;
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int d = 0; d < a.length; d++) {
      sum += a[d] * b[d];
    }
    return sum;
  }
}
