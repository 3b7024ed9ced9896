package io.flinkiscc.quantise;

import java.io.IOException;

/** Tells that bytes are no saved quantiser or holder of vectors, damaged, or of a newer version. */
public final class CorruptQuantiserException extends IOException {

  private static final long serialVersionUID = 1L;

  CorruptQuantiserException(String message) {
    super(message);
  }
}
