package io.flinkiscc.library;

/**
 * How wide the beam of a shard's searches must be, and what that was measured for.
 *
 * @param width candidates, or {@link Effort#SCAN}
 * @param rows number of rows the shard had
 * @param k number of nearest rows that had to be found
 */
record SearchWidth(int width, int rows, int k) {}
