package io.flinkiscc.cli;

import io.flinkiscc.index.AssetOp;
import java.io.Closeable;
import java.io.IOException;
import java.util.Map;

/** Where changes are imported to. For one thread. */
interface ImportTarget extends Closeable {

  /** Takes a change. */
  void apply(AssetOp op) throws IOException;

  /**
   * Completes the import.
   *
   * @param summary gets what there is to tell
   */
  void finish(Map<String, Object> summary) throws IOException, InterruptedException;
}
