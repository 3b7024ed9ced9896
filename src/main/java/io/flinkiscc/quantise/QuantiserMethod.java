package io.flinkiscc.quantise;

/** How a quantiser makes bits of numbers. */
public enum QuantiserMethod {
  /** Compares single dimensions to quantiles; see {@link MedianThresholdQuantiser}. */
  MEDIAN_THRESHOLD,
  /** Compares random directions to medians; see {@link RandomRotationQuantiser}. */
  RANDOM_ROTATION
}
