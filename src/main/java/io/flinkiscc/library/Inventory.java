package io.flinkiscc.library;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts together the files of the next manifest of a directory. For one thread. */
final class Inventory {

  private final FileStore files;
  private final Manifest before;
  private final long stamp;
  private final List<StoredFile> all;
  private final Map<String, SearchWidth> widths = new HashMap<>();

  /**
   * @param before the valid manifest, or null
   * @param stamp that of the files whose checksums are taken now
   * @param staged files that were written before
   */
  Inventory(FileStore files, Manifest before, long stamp, List<StoredFile> staged) {
    this.files = files;
    this.before = before;
    this.stamp = stamp;
    this.all = new ArrayList<>(staged);
  }

  void addAll(List<StoredFile> written) {
    all.addAll(written);
  }

  /** Lists the files of shards, unless they are listed anew, and what is known of the shards. */
  void keepShards(List<Shard> shards, IndexSettings settings) throws IOException {
    for (Shard shard : shards) {
      String name = Shard.fileName(shard.number());
      keep(name);
      SearchWidth width = shard.effort().measured();
      if (width != null) {
        widths.put(name, width);
      }
      if (settings.schema() != null) {
        keep(MetadataFile.name(name));
      }
    }
  }

  private void keep(String name) throws IOException {
    if (!has(name)) {
      all.add(described(name));
    }
  }

  private boolean has(String name) {
    return all.stream().anyMatch(file -> file.name().equals(name));
  }

  private StoredFile described(String name) throws IOException {
    StoredFile listed = before == null ? null : before.file(name);
    if (listed != null) {
      return listed;
    }
    // Of a directory of another program: its checksum is taken once.
    FileSteps.Written found = FileSteps.read(files.path(name));
    return new StoredFile(name, found.size(), found.crc32c(), stamp);
  }

  /** Makes the manifest; what is there and not listed is obsolete. */
  Manifest manifest(long generation, IndexSettings settings, SavedState state) throws IOException {
    List<StoredFile> obsolete = new ArrayList<>();
    for (String name : files.names()) {
      if (DirectoryNames.isOurs(name) && !name.equals(Manifest.NAME) && !has(name)) {
        obsolete.add(described(name));
      }
    }
    return new Manifest(
        generation, Instant.now(), settings, state.live(), state.deadRows(), all, obsolete, widths);
  }
}
