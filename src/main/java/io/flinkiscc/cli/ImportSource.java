package io.flinkiscc.cli;

import java.io.IOException;
import java.util.Map;

/** Where changes are imported from. */
interface ImportSource {

  /**
   * Hands over all changes.
   *
   * @param summary gets what there is to tell
   */
  void readInto(ImportTarget target, Map<String, Object> summary) throws IOException;
}
