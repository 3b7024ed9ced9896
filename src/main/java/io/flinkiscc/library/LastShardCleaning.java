package io.flinkiscc.library;

import io.flinkiscc.graph.UsearchFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Takes the dead rows out of the shard with the highest number when the growing one is not saved.
 *
 * <p>The highest file is the growing shard of iscc-usearch, where tombstones mean nothing: keys
 * that are dead in it only by our marks would be alive for that program, and for {@link
 * Reconciliation}. The new file has the number and the slots of the old one, so its metadata stays.
 * The graph is loaded into memory meanwhile.
 */
final class LastShardCleaning {

  private final Shard source;
  private StoredFile staged;
  private Shard cleaned;

  private LastShardCleaning(Shard source) {
    this.source = source;
  }

  /** Returns what is to be done before shards are saved, or null if nothing is. */
  static LastShardCleaning neededBy(Shards shards) {
    if (shards.active().live() > 0) {
      return null;
    }
    return shards.sealed().stream()
        .filter(shard -> shard.rows() instanceof FileRows)
        .max(Comparator.comparingInt(Shard::number))
        .filter(shard -> !shard.dead().isEmpty() && hasOwnKeys(shard.rows()))
        .map(LastShardCleaning::new)
        .orElse(null);
  }

  /**
   * Foreign files may have several rows of one key; such a file can not be loaded to be cleaned.
   */
  private static boolean hasOwnKeys(Rows rows) {
    return IntStream.range(0, rows.slots())
        .allMatch(slot -> rows.removed(slot) || rows.slot(rows.key(slot)) == slot);
  }

  /**
   * Writes the new file under a pending name and opens it. Nothing may die in the shard from now on
   * until the new one takes its place.
   *
   * @param manifest the valid one, or null
   * @throws io.flinkiscc.index.CorruptDataException if the old file is damaged
   */
  void write(FileStore files, Manifest manifest, long stamp, IndexSettings settings)
      throws IOException {
    String name = Shard.fileName(source.number());
    StoredFile listed = manifest == null ? null : manifest.file(name);
    Path file = Uninterrupted.run(() -> listed == null ? files.path(name) : files.verified(listed));
    GraphRows rows =
        Uninterrupted.run(() -> GraphRows.load(file, settings, source.rows().isMisnamed()));
    for (int slot = 0; slot < rows.slots(); slot++) {
      if (source.dead().contains(slot) && !rows.removed(slot)) {
        rows.remove(rows.key(slot));
      }
    }
    SaveContents contents = new SaveContents(settings);
    contents.putRows(source.number(), rows);
    staged = files.stage(stamp, contents.byName()).get(0);
    FileRows opened = new FileRows(Uninterrupted.run(() -> UsearchFile.open(files.locate(staged))));
    cleaned =
        new Shard(source.number(), opened, new DeadSlots(), source.metadata(), source.effort());
  }

  /** The shard with the dead rows. */
  List<Shard> source() {
    return List.of(source);
  }

  /** The file that was written. */
  List<StoredFile> staged() {
    return List.of(staged);
  }

  /** The shard to take the place of the old one. */
  List<Shard> cleaned() {
    return List.of(cleaned);
  }
}
