package io.flinkiscc.quantise;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Compares single dimensions to thresholds learnt from the training vectors: a bit is one if its
 * dimension is above its threshold.
 *
 * <ul>
 *   <li>As many dimensions as bits: one bit per dimension, split at the median.
 *   <li>More dimensions than bits: the dimensions of the largest variance, split at the median; the
 *       others do not count.
 *   <li>Fewer dimensions than bits: each dimension has several bits, split at equally spaced
 *       quantiles, so that the differing bits of two codes count the quantiles between two numbers;
 *       the dimensions of the largest variance have one more bit if it does not come out even.
 * </ul>
 *
 * <p>The bits are ordered by descending variance of their dimensions. Cheap to train and to apply,
 * and good where dimensions are independent and comparable in scale.
 */
public final class MedianThresholdQuantiser extends BinaryQuantiser {

  private final int[] dimensionOfBit;
  private final float[] thresholds;

  /** Takes the arrays, of one element per bit. */
  MedianThresholdQuantiser(int dimensions, int[] dimensionOfBit, float[] thresholds) {
    super(dimensions, thresholds.length);
    this.dimensionOfBit = dimensionOfBit;
    this.thresholds = thresholds;
  }

  static MedianThresholdQuantiser train(
      float[][] sample, int dimensions, int bits, TrainingProgress progress) {
    double[] variance = variance(sample, dimensions);
    int[] bySpread =
        IntStream.range(0, dimensions)
            .boxed()
            .sorted(Comparator.comparingDouble(d -> -variance[d]))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] dimensionOfBit = new int[bits];
    float[] thresholds = new float[bits];
    float[] column = new float[sample.length];
    int bit = 0;
    for (int rank = 0; rank < dimensions && bit < bits; rank++) {
      int dimension = bySpread[rank];
      for (int i = 0; i < sample.length; i++) {
        column[i] = sample[i][dimension];
      }
      Arrays.sort(column);
      int levels = Math.max(1, bits / dimensions + (rank < bits % dimensions ? 1 : 0));
      for (int level = 1; level <= levels && bit < bits; level++) {
        dimensionOfBit[bit] = dimension;
        thresholds[bit] = Split.threshold(column, (double) level / (levels + 1));
        bit++;
        progress.progress(TrainingProgress.Stage.THRESHOLDS, bit, bits);
      }
    }
    return new MedianThresholdQuantiser(dimensions, dimensionOfBit, thresholds);
  }

  private static double[] variance(float[][] sample, int dimensions) {
    double[] sum = new double[dimensions];
    for (float[] vector : sample) {
      for (int d = 0; d < dimensions; d++) {
        sum[d] += vector[d];
      }
    }
    double[] variance = new double[dimensions];
    for (float[] vector : sample) {
      for (int d = 0; d < dimensions; d++) {
        double deviation = vector[d] - sum[d] / sample.length;
        variance[d] += deviation * deviation;
      }
    }
    return variance;
  }

  @Override
  public QuantiserMethod method() {
    return QuantiserMethod.MEDIAN_THRESHOLD;
  }

  @Override
  boolean bit(float[] vector, int bit) {
    return vector[dimensionOfBit[bit]] > thresholds[bit];
  }

  int dimensionOfBit(int bit) {
    return dimensionOfBit[bit];
  }

  float threshold(int bit) {
    return thresholds[bit];
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof MedianThresholdQuantiser other
        && dimensions() == other.dimensions()
        && Arrays.equals(dimensionOfBit, other.dimensionOfBit)
        && Arrays.equals(thresholds, other.thresholds);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(dimensionOfBit) + Arrays.hashCode(thresholds);
  }
}
