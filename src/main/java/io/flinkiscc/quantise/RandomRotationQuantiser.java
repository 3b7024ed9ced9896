package io.flinkiscc.quantise;

import java.util.Arrays;

/**
 * Turns the space at random and compares each of the new axes to its median: a bit is one if the
 * vector lies above the median of the training vectors along its axis.
 *
 * <p>The axes are orthogonal rows of a random rotation that a seed determines. With more bits than
 * dimensions the axes come from several independent rotations. The share of differing bits of two
 * codes follows the angle between the vectors around their common median: sign random projections,
 * see Charikar, "Similarity estimation techniques from rounding algorithms", STOC 2002. Good for
 * any embedding; encoding costs dimensions x bits multiplications.
 */
public final class RandomRotationQuantiser extends BinaryQuantiser {

  private final long seed;
  private final float[][] axes;
  private final float[] medians;

  /** Takes the array, of one element per bit. */
  RandomRotationQuantiser(int dimensions, long seed, float[] medians) {
    this(dimensions, seed, RandomRotation.axes(dimensions, medians.length, seed), medians);
  }

  private RandomRotationQuantiser(int dimensions, long seed, float[][] axes, float[] medians) {
    super(dimensions, medians.length);
    this.seed = seed;
    this.axes = axes;
    this.medians = medians;
  }

  static RandomRotationQuantiser train(
      float[][] sample, int dimensions, int bits, long seed, TrainingProgress progress) {
    float[][] axes = RandomRotation.axes(dimensions, bits, seed);
    float[] medians = new float[bits];
    float[] along = new float[sample.length];
    for (int bit = 0; bit < bits; bit++) {
      for (int i = 0; i < sample.length; i++) {
        along[i] = along(axes[bit], sample[i]);
      }
      Arrays.sort(along);
      medians[bit] = Split.threshold(along, 0.5);
      progress.progress(TrainingProgress.Stage.THRESHOLDS, bit + 1, bits);
    }
    return new RandomRotationQuantiser(dimensions, seed, axes, medians);
  }

  /** Finite, however large the numbers are: a saved median has to be a number. */
  private static float along(float[] axis, float[] vector) {
    double length = Vectors.dot(axis, vector);
    return (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, length));
  }

  @Override
  public QuantiserMethod method() {
    return QuantiserMethod.RANDOM_ROTATION;
  }

  @Override
  boolean bit(float[] vector, int bit) {
    return along(axes[bit], vector) > medians[bit];
  }

  /** Returns the number that determines the axes. */
  public long seed() {
    return seed;
  }

  float median(int bit) {
    return medians[bit];
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof RandomRotationQuantiser other
        && dimensions() == other.dimensions()
        && seed == other.seed
        && Arrays.equals(medians, other.medians);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(seed) + Arrays.hashCode(medians);
  }
}
