package io.flinkiscc.library;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * An index in a directory of shards, larger than memory if need be.
 *
 * <p>Entries go to the growing shard, which is on the heap. When it has reached the shard size it
 * is sealed: written, mapped and never changed again. The directory is that of iscc-usearch ({@code
 * shard_000.usearch}, {@code bloom.isbf}, {@code tombstones.npy}), readable for either program
 * after a save of the other; beside it lie {@code manifest.json} with checksums and configuration,
 * {@code journal-N.log} with the changes since the last save, {@code dead.slots}, {@code
 * *.metadata} and {@code index.lock}.
 *
 * <p>One program at a time can have it open to write, any number to read. A reader sees what was
 * saved or in the journal when it opened the index.
 *
 * @param <K> {@link Long} or {@link Key128}
 */
public abstract sealed class DirectoryIndex<K> extends CodeIndex<K>
    permits ShardedIndex, ShardedIndex128, ShardedNphdIndex, ShardedNphdIndex128 {

  private final DirectoryStore store;

  DirectoryIndex(DirectoryStore store, KeyKind<K> keys) {
    super(store, keys);
    this.store = store;
  }

  final DirectoryStore store() {
    return store;
  }

  /**
   * Saves everything, atomically and durably: after a crash the index is what it was before or
   * after. Readers do not wait.
   *
   * <p>Writers wait while the growing shard and the bloom filter are written. If nothing grows and
   * entries of the newest shard were removed, that shard is loaded into memory and written instead.
   *
   * @throws IOException if it fails; the index in memory is unharmed and saving can be tried again
   */
  public final void save() throws IOException {
    store.save();
  }

  /**
   * Makes the changes so far outlive a loss of power, at a cost of the changes only; iscc-usearch
   * sees them after a save.
   *
   * @throws IllegalStateException if no journal is kept
   */
  public final void flush() throws IOException {
    store.flush();
  }

  /** Makes the bloom filter anew, without the keys removed since. */
  public final void rebuildBloom() {
    store.rebuildBloom();
  }

  /**
   * Waits until the full shards are written that a background thread is writing; searches find
   * their entries all the time.
   *
   * @throws IOException if one can not be written; it stays searchable and is tried again
   */
  public final void drainRotations() throws IOException {
    store.drain();
  }

  /** Returns the directory. */
  public final Path path() {
    return store.files().directory();
  }

  @Override
  final long generation() {
    return store.manifest() == null ? 0 : store.manifest().generation();
  }

  @Override
  public final IndexStats stats() {
    store.checkOpen();
    try {
      return IndexStats.of(store, store.fileBytes(), store.waitingShards(), store.journalBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Checks the files of the last save and all entries in memory. */
  @Override
  public final VerifyReport verify() throws IOException {
    store.checkOpen();
    return store.verify();
  }

  /**
   * Rebuilds the sealed shards that have dead entries and merges those less than half full, one new
   * shard at a time in memory; then saves. Others read and write meanwhile, but writers wait while
   * the new shards take the place of the old ones: for as long as it takes to make the bloom filter
   * anew and to write the growing shard and the filter, and again for the save at the end. Readers
   * never wait.
   */
  @Override
  public final long compact() throws IOException {
    return store.compact();
  }

  @Override
  public final void reset() throws IOException {
    store.reset();
  }

  /** Lets go of the directory. Changes that were not saved are in the journal, if one is kept. */
  @Override
  public final void close() throws IOException {
    store.close();
  }
}
