package io.flinkiscc.library;

import io.flinkiscc.graph.UsearchFile;
import io.flinkiscc.metadata.MetadataRow;
import java.io.IOException;
import java.nio.file.Path;

/** Loads a file into memory, to grow again. */
final class ActiveLoading {

  private ActiveLoading() {}

  /**
   * @param opened the same file, mapped
   * @param metadata mapped metadata of the file, or null if none is declared
   * @param effort what is known of how it is best searched
   */
  static Shard load(
      int number,
      Path file,
      UsearchFile opened,
      IndexSettings settings,
      MetadataColumn metadata,
      Effort effort)
      throws IOException {
    GraphRows rows = GraphRows.load(file, settings, opened.isMisnamedNphd());
    HeapMetadata onHeap = null;
    if (metadata != null) {
      onHeap = new HeapMetadata(MetadataRow.empty(settings.schema()));
      for (int slot = 0; slot < rows.slots(); slot++) {
        onHeap.set(slot, metadata.get(slot));
      }
    }
    return new Shard(number, rows, new DeadSlots(), onHeap, effort);
  }
}
