package io.flinkiscc.index;

import java.io.IOException;

/** Bytes that should be a part of an index are not: cut off, changed, or of another kind. */
public final class CorruptDataException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message what was expected and what was found
   */
  public CorruptDataException(String message) {
    super(message);
  }

  /**
   * @param message what was expected and what was found
   * @param cause what the bytes led to
   */
  public CorruptDataException(String message, Throwable cause) {
    super(message, cause);
  }
}
