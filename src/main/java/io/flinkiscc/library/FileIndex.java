package io.flinkiscc.library;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An index in memory that is saved to one {@code .usearch} file, or such a file mapped to be read.
 *
 * <p>Beside {@code name.usearch} lie {@code name.usearch.manifest.json} with checksums and
 * configuration and, if metadata is declared, {@code name.metadata}; files of iscc-usearch have
 * neither and are read as well.
 *
 * @param <K> {@link Long} or {@link Key128}
 */
public abstract sealed class FileIndex<K> extends CodeIndex<K> permits NphdIndex, NphdIndex128 {

  private final FileIndexStore store;

  FileIndex(FileIndexStore store, KeyKind<K> keys) {
    super(store, keys);
    this.store = store;
  }

  final FileIndexStore store() {
    return store;
  }

  /**
   * Saves to the file this index was loaded from or last saved to.
   *
   * @throws IllegalStateException if there is none
   * @throws IOException as {@link #save(Path)}
   */
  public final void save() throws IOException {
    Path home = store.home();
    if (home == null) {
      throw new IllegalStateException("The index has no file yet; give one to save it to");
    }
    store.save(home);
  }

  /**
   * Saves to a file, atomically and durably: after a crash it is the old or the new one.
   *
   * @param file in a directory that exists; replaced if it exists
   * @throws IndexLockedException if somebody else is saving to it
   * @throws IOException if it can not be written, or if the file of this index was saved by
   *     somebody else since
   */
  public final void save(Path file) throws IOException {
    store.save(file);
  }

  /** Returns the file this index was loaded from or last saved to, or null. */
  public final Path path() {
    return store.home();
  }

  @Override
  final long generation() {
    return store.generation();
  }

  @Override
  public final IndexStats stats() {
    try {
      Path home = store.home();
      long bytes = home != null && Files.exists(home) ? Files.size(home) : 0;
      return IndexStats.of(store, bytes, 0, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public final VerifyReport verify() throws IOException {
    store.checkOpen();
    return store.verify();
  }

  @Override
  public final long compact() {
    return store.compact();
  }

  @Override
  public final void reset() {
    store.reset();
  }

  @Override
  public final void close() {
    store.close();
  }
}
