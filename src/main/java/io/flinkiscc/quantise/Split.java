package io.flinkiscc.quantise;

/** Finds thresholds that divide samples of a number. */
final class Split {

  private Split() {}

  /**
   * Returns the threshold that divides samples as nearly as possible at a quantile: halfway between
   * two samples, never on one of a group of equal ones unless all are equal. Samples above it are
   * one bits. A plain median would make constants of dimensions that have few different values.
   *
   * @param ascending samples, at least one
   * @param quantile wanted share of samples that are not above, 0 to 1 exclusive
   */
  static float threshold(float[] ascending, double quantile) {
    double wanted = quantile * ascending.length;
    float value = ascending[Math.min((int) wanted, ascending.length - 1)];
    int below = firstAtLeast(ascending, value);
    int above = firstAtLeast(ascending, Math.nextUp(value));
    boolean hasBelow = below > 0;
    boolean hasAbove = above < ascending.length;
    if (!hasBelow && !hasAbove) {
      return value;
    }
    boolean useBelow = hasBelow && (!hasAbove || wanted - below <= above - wanted);
    int cut = useBelow ? below : above;
    float left = ascending[cut - 1];
    float right = ascending[cut];
    float middle = left / 2 + right / 2;
    return middle >= left && middle < right ? middle : left;
  }

  private static int firstAtLeast(float[] ascending, float value) {
    int low = 0;
    int high = ascending.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ascending[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
