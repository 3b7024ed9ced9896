package io.flinkiscc.library;

import java.io.IOException;
import java.util.List;

/**
 * Makes states of a directory valid, one after the other. Every attempt writes files of its own: if
 * one fails at the end, its manifest may be the valid one nevertheless, and the next attempt must
 * not write over what that lists. For one thread at a time, but for {@link #manifest()}.
 */
final class Commits {

  private final FileStore files;
  private final IndexSettings settings;
  private volatile Manifest manifest;
  private long stamp;

  /** Whether the valid manifest may not be durable yet; until then the old files stay. */
  private boolean unforced;

  /** Whether it is not known which manifest is valid. */
  private boolean unknown;

  /**
   * @param manifest the valid manifest, or null
   * @param stamp as large at least as every one of a file there is
   */
  Commits(FileStore files, IndexSettings settings, Manifest manifest, long stamp) {
    this.files = files;
    this.settings = settings;
    this.manifest = manifest;
    this.stamp = stamp;
  }

  /** The largest stamp of the files of a manifest. */
  static long lastStamp(Manifest manifest) {
    return manifest == null
        ? 0
        : manifest.files().stream().mapToLong(StoredFile::stamp).max().orElse(0);
  }

  /** The valid manifest, or null before the first save of a foreign directory. */
  Manifest manifest() {
    return manifest;
  }

  /** Whether a generation, or one after it, is valid. */
  boolean has(long generation) {
    Manifest valid = manifest;
    return valid != null && valid.generation() >= generation;
  }

  /** A stamp for pending files that no other attempt has. */
  long nextStamp() {
    return ++stamp;
  }

  /**
   * Makes a state valid.
   *
   * @param generation above that of the valid one
   * @param staged files that were written before
   * @param listed shards whose files stay unless they are among the new ones
   * @throws IOException if it fails; {@link #has} then tells whether the state is valid
   */
  void commit(
      long generation,
      SaveContents contents,
      List<StoredFile> staged,
      List<Shard> listed,
      SavedState state)
      throws IOException {
    if (unknown) {
      throw new IOException(
          "It is not known whether the last save of "
              + files.directory()
              + " was done; close the index and open it again");
    }
    if (has(generation)) {
      throw new IllegalStateException(
          "Generation " + generation + " would take the place of " + manifest.generation());
    }
    long own = nextStamp();
    Inventory inventory = new Inventory(files, manifest, own, staged);
    inventory.addAll(files.stage(own, contents.byName()));
    inventory.keepShards(listed, settings);
    publish(inventory.manifest(generation, settings, state));
    tidy();
  }

  private void publish(Manifest next) throws IOException {
    try {
      files.publish(next);
      manifest = next;
      unforced = false;
    } catch (IOException | RuntimeException e) {
      if (isValid(next, e)) {
        manifest = next;
        unforced = true;
      }
      throw e;
    }
  }

  private boolean isValid(Manifest next, Exception failure) {
    try {
      Manifest found = files.manifest();
      return found != null && found.generation() == next.generation();
    } catch (IOException | RuntimeException e) {
      unknown = true;
      failure.addSuppressed(e);
      return false;
    }
  }

  /** Gives files their names and deletes what the valid manifest made useless. */
  void tidy() throws IOException {
    if (unforced) {
      files.steps().syncDirectory(files.directory());
      unforced = false;
    }
    files.settle(manifest);
    for (String name : files.names()) {
      long journalOf = Journal.generation(name);
      if (journalOf >= 0 && journalOf < manifest.generation()) {
        files.steps().delete(files.path(name));
      }
    }
  }
}
