package io.flinkiscc.library;

import io.flinkiscc.graph.UsearchMetric;

/** How the distance of two codes is measured. */
public enum Metric {
  /** Normalised prefix Hamming distance; codes may differ in length. */
  NPHD(UsearchMetric.NPHD),

  /** Differing bits; all codes of an index have one length. */
  HAMMING(UsearchMetric.HAMMING);

  private final UsearchMetric fileMetric;

  Metric(UsearchMetric fileMetric) {
    this.fileMetric = fileMetric;
  }

  UsearchMetric fileMetric() {
    return fileMetric;
  }
}
