package io.flinkiscc.library;

import java.util.LinkedHashMap;
import java.util.Map;

/** What is written in one save of a directory, by name of the file, in this order. */
final class SaveContents {

  private final IndexSettings settings;
  private final Map<String, FileSteps.Content> byName = new LinkedHashMap<>();

  SaveContents(IndexSettings settings) {
    this.settings = settings;
  }

  Map<String, FileSteps.Content> byName() {
    return byName;
  }

  /** Adds the files of a shard that is on the heap. */
  void putShard(Shard shard) {
    GraphRows rows = (GraphRows) shard.rows();
    putRows(shard.number(), rows);
    if (settings.schema() != null) {
      byName.put(
          MetadataFile.name(Shard.fileName(shard.number())),
          out -> MetadataFile.write(shard.metadata(), rows.slots(), out));
    }
  }

  /** Adds the file of the rows of a shard, whose metadata stays. */
  void putRows(int number, GraphRows rows) {
    byName.put(Shard.fileName(number), rows::writeTo);
  }

  /**
   * Adds the files that tell of all shards.
   *
   * @param bloom null if none is kept
   */
  void putRest(ScalableBloomFilter bloom, SavedState state) {
    if (bloom != null) {
      byName.put(DirectoryNames.BLOOM, bloom::writeTo);
    }
    if (!state.dead().isEmpty()) {
      byName.put(DirectoryNames.DEAD, out -> DeadSlotsFile.write(state.dead(), out));
    }
    // iscc-usearch takes keys for unique across shards unless the file is there.
    if (state.duplicates() || !state.tombstones().isEmpty()) {
      byName.put(
          TombstoneFile.NAME, out -> TombstoneFile.write(settings.keys(), state.tombstones(), out));
    }
  }
}
