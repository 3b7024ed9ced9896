package io.flinkiscc.graph;

import java.io.IOException;

/**
 * The bytes of a stored graph are no graph this version can read. Searches, which cannot throw it,
 * throw an {@link java.io.UncheckedIOException} that has it as its cause.
 */
public final class CorruptGraphException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Says what is wrong with the bytes. */
  public CorruptGraphException(String message) {
    super(message);
  }
}
