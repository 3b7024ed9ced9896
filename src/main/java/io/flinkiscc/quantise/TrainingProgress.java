package io.flinkiscc.quantise;

/** Follows a training. Called on the training thread. */
@FunctionalInterface
public interface TrainingProgress {

  /** What is going on. */
  enum Stage {
    /** Vectors are taken until the training size is reached. */
    SAMPLING,
    /** Thresholds of bits are computed. */
    THRESHOLDS
  }

  /**
   * Takes note of a step.
   *
   * @param stage what is going on
   * @param done vectors taken or bits done, ascending from 1 to {@code total} within a stage
   * @param total training size or bits
   */
  void progress(Stage stage, int done, int total);
}
