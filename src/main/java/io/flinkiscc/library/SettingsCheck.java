package io.flinkiscc.library;

import io.flinkiscc.graph.RowGraph;

/** The bounds of the options of an index. */
final class SettingsCheck {

  private static final int MAX_BITS = 256;
  private static final int MAX_CONNECTIVITY = 128;
  private static final int MAX_EXPANSION = 1 << 16;
  private static final long MIN_SHARD_BYTES = 1 << 10;

  /** The heap that a growing shard takes ends earlier on most machines. */
  private static final long MAX_SHARD_BYTES = 32L << 30;

  private static final int MAX_TEXT = 10_000;

  private SettingsCheck() {}

  /**
   * Checks all options.
   *
   * @throws IllegalArgumentException naming the option at fault
   */
  static void check(IndexSettings settings) {
    int bits = settings.maxBits();
    if (bits < 8 || bits > MAX_BITS || bits % 8 != 0) {
      throw new IllegalArgumentException(
          "maxDim is " + bits + "; give 8 to 256 bits in steps of 8");
    }
    range("connectivity", settings.connectivity(), 2, MAX_CONNECTIVITY);
    range("expansionAdd", settings.expansionAdd(), 1, MAX_EXPANSION);
    range("expansionSearch", settings.expansionSearch(), 0, MAX_EXPANSION);
    long most = Math.min(MAX_SHARD_BYTES, GraphRows.leastBytesPerRow(settings) * RowGraph.MAX_LIVE);
    if (settings.shardBytes() < MIN_SHARD_BYTES || settings.shardBytes() > most) {
      throw new IllegalArgumentException(
          "shardSize is "
              + settings.shardBytes()
              + " bytes; give "
              + MIN_SHARD_BYTES
              + " to "
              + most);
    }
    text("createdBy", settings.createdBy());
    text("description", settings.description());
  }

  private static void range(String option, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(option + " is " + value + "; give " + min + " to " + max);
    }
  }

  private static void text(String option, String value) {
    if (value == null || value.length() > MAX_TEXT) {
      throw new IllegalArgumentException(
          option
              + " is "
              + (value == null ? "null" : value.length() + " characters long")
              + "; give a text of at most "
              + MAX_TEXT
              + " characters");
    }
  }
}
