package io.flinkiscc.library;

import java.io.IOException;

/** A file is of a format version that this program does not know. */
public final class NewerFormatException extends IOException {

  private static final long serialVersionUID = 1L;

  private final long found;
  private final long supported;

  NewerFormatException(String file, String what, long found, long supported) {
    super(
        file
            + " has version "
            + found
            + " of the "
            + what
            + ", this program reads up to version "
            + supported
            + "; use the program that wrote the file or a newer release of this one");
    this.found = found;
    this.supported = supported;
  }

  /** Version of the file. */
  public long found() {
    return found;
  }

  /** Newest version this program reads. */
  public long supported() {
    return supported;
  }
}
