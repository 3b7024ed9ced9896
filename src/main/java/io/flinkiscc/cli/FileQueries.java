package io.flinkiscc.cli;

/** What is asked of the codes of a file. */
enum FileQueries {
  /** Random records that are taken out of the data. */
  HELD_OUT,
  /** Random records that stay in the data, with 0 to 12 random bits flipped. */
  FLIPPED
}
