package io.flinkiscc.index;

import java.io.IOException;
import java.io.InputStream;

/** Where an index that is restored reads what {@link LogDelta} wrote. */
@FunctionalInterface
public interface DeltaFile {

  /** Opens it at its beginning; the reader closes it. */
  InputStream open() throws IOException;
}
