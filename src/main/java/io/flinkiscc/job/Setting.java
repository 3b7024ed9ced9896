package io.flinkiscc.job;

/**
 * One setting as it was written.
 *
 * @param key dotted name
 * @param text value
 * @param origin where it was written, such as {@code enrich.yaml line 3}
 */
record Setting(String key, String text, String origin) {

  /** A problem of this setting: where it was written, and what is wrong. */
  String problem(String message) {
    return origin + ": " + message;
  }
}
