package io.flinkiscc.library;

import io.flinkiscc.graph.UsearchFile;
import io.flinkiscc.graph.UsearchKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Looks at every byte of the files of an index, and at every entry. For one thread. */
final class Verification {

  private final List<String> problems = new ArrayList<>();
  private final Set<String> skipped = new HashSet<>();
  private int fileCount;
  private long bytes;
  private long entries;

  /** Lists shards that were left out when the index was opened, in place of checking them. */
  void skipped(List<SkippedShard> shards) {
    for (SkippedShard shard : shards) {
      skipped.add(shard.file());
      problems.add(shard.file() + " is skipped: " + shard.reason());
    }
  }

  /**
   * Checks files.
   *
   * @param manifest null if there is none; then there are no checksums to compare
   * @param names names of the files to check if there is no manifest
   */
  void verify(FileStore files, Manifest manifest, IndexSettings settings, List<String> names)
      throws IOException {
    if (manifest == null) {
      for (String name : names) {
        if (!skipped.contains(name)) {
          verify(name, files.path(name), settings, null);
        }
      }
      return;
    }
    for (StoredFile file : manifest.files()) {
      if (skipped.contains(file.name())) {
        continue;
      }
      try {
        Path metadata = null;
        StoredFile rows = manifest.file(MetadataFile.name(file.name()));
        if (file.name().endsWith(".usearch") && rows != null) {
          metadata = files.locate(rows);
        }
        verify(file.name(), files.verified(file), settings, metadata);
      } catch (IOException e) {
        problems.add(e.getMessage());
      }
    }
  }

  private void verify(String name, Path path, IndexSettings settings, Path metadata)
      throws IOException {
    fileCount++;
    bytes += Files.size(path);
    try {
      if (name.endsWith(".usearch")) {
        UsearchFile opened = UsearchFile.open(path);
        opened.verify();
        if (metadata != null && settings.schema() != null) {
          verifyMetadata(MetadataFile.open(metadata, settings.schema(), opened.slots()));
        }
      } else if (name.equals(DirectoryNames.BLOOM)) {
        ScalableBloomFilter.load(path);
      } else if (name.equals(TombstoneFile.NAME)) {
        TombstoneFile.read(settings.keys(), path);
      } else if (name.equals(DirectoryNames.DEAD)) {
        DeadSlotsFile.read(path);
      }
    } catch (IOException | UncheckedIOException e) {
      problems.add(e.getMessage());
    }
  }

  private static void verifyMetadata(MetadataFile rows) {
    for (int slot = 0; slot < rows.rows(); slot++) {
      rows.get(slot);
    }
  }

  /** Checks that every live entry is found by its key, and where it is. */
  void verifyMemory(LiveIndex live) {
    for (Shard shard : live.shards().newestFirst()) {
      try {
        for (int slot = 0; slot < shard.rows().slots(); slot++) {
          UsearchKey key = shard.liveKey(slot);
          if (key != null) {
            entries++;
            verify(live, shard, slot, key);
          }
        }
      } catch (UncheckedIOException e) {
        problems.add(Shard.fileName(shard.number()) + ": " + e.getMessage());
      }
    }
  }

  private void verify(LiveIndex live, Shard shard, int slot, UsearchKey key) {
    KeyKind<?> keys = live.settings().keys();
    LiveIndex.Place place = live.find(key);
    if (place == null) {
      if (shard.isLive(slot)) {
        problems.add("The key %s is not found by key".formatted(keys.show(key)));
      }
    } else if (place.slot() != slot || place.shard().number() != shard.number()) {
      // Replaced while it was looked at, or there twice.
      if (shard.isLive(slot)) {
        problems.add(
            "The key %s is live in shard %d and in shard %d"
                .formatted(keys.show(key), shard.number(), place.shard().number()));
      }
    }
  }

  VerifyReport report() {
    return new VerifyReport(fileCount, bytes, entries, problems);
  }
}
