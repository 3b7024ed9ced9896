package io.flinkiscc.state;

import java.io.IOException;
import java.io.InputStream;

/** A file that can be read as a whole. */
@FunctionalInterface
interface FileSource {

  /** Opens it at its beginning. */
  InputStream open() throws IOException;
}
