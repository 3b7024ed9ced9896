package io.flinkiscc.library;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The state of an index on disk. Replacing the manifest is what makes a save valid: files of other
 * generations beside it are not part of the index.
 *
 * @param generation counts the saves
 * @param savedAt when it was written
 * @param settings configuration
 * @param live number of live entries in the files
 * @param dead number of dead entries in the files
 * @param files every file of the index but the manifest, the journal and the lock
 * @param obsolete files this generation did away with; they may still be there. One of the same
 *     name but another content is of another program
 * @param widths how shards are best searched, by name of their files, as far as that is known
 */
record Manifest(
    long generation,
    Instant savedAt,
    IndexSettings settings,
    long live,
    long dead,
    List<StoredFile> files,
    List<StoredFile> obsolete,
    Map<String, SearchWidth> widths) {

  static final String NAME = "manifest.json";

  /** Version of the format; a newer one is refused. */
  static final int VERSION = 1;

  Manifest {
    files = List.copyOf(files);
    obsolete = List.copyOf(obsolete);
    widths = Map.copyOf(widths);
  }

  /** Returns what is known of how the shard in a file is best searched. */
  Effort effort(String name) {
    return Effort.of(widths.get(name));
  }

  /** Returns the entry of a file, or null. */
  StoredFile file(String name) {
    for (StoredFile file : files) {
      if (file.name().equals(name)) {
        return file;
      }
    }
    return null;
  }
}
