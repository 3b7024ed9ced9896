package io.flinkiscc.graph;

import java.io.IOException;

/**
 * A file is no `.usearch` file this library can read: cut off, changed, of another kind or version.
 *
 * <p>The message names the file, the byte, what was found there and what is allowed. Parts that are
 * only looked at while searching (keys, links) raise an {@link java.io.UncheckedIOException} with
 * this exception as its cause.
 */
public final class UsearchFormatException extends IOException {

  private static final long serialVersionUID = 1L;

  private final long offset;

  /**
   * @param file name of the file
   * @param offset byte of the file at fault
   * @param problem what was found and what is allowed
   */
  public UsearchFormatException(String file, long offset, String problem) {
    super(file + ", byte " + offset + ": " + problem);
    this.offset = offset;
  }

  /** Returns the byte of the file at fault. */
  public long offset() {
    return offset;
  }
}
