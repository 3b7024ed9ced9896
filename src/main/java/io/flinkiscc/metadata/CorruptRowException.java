package io.flinkiscc.metadata;

import java.io.IOException;

/** Tells that bytes are not the binary form of a metadata row of the schema at hand. */
public final class CorruptRowException extends IOException {

  private static final long serialVersionUID = 1L;

  CorruptRowException(String message) {
    super(message);
  }
}
