package io.flinkiscc.serve;

/** Which state of an index answers. */
public enum Consistency {
  /** All that its tasks have taken; a failure may take back what no checkpoint holds. */
  LATEST,
  /** What the last completed checkpoint holds. */
  COMMITTED
}
