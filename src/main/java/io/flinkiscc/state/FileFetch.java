package io.flinkiscc.state;

import io.flinkiscc.index.ByteSource;
import io.flinkiscc.index.FileChecksum;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.core.fs.FSDataInputStream;

/** Brings files of checkpoints to local paths. Thread-safe. */
final class FileFetch {

  private static final int BUFFER = 1 << 16;

  private final CloseableRegistry closeables;
  private final LocalCopies copies;
  private final RestoreProgress progress;

  /**
   * @param closeables is closed when the task is cancelled, and then what is open with it
   * @param copies where deltas and packs go
   * @param progress counts bytes
   */
  FileFetch(CloseableRegistry closeables, LocalCopies copies, RestoreProgress progress) {
    this.closeables = closeables;
    this.copies = copies;
    this.progress = progress;
  }

  /**
   * Links or copies a file to a path; does not check its bytes. If it fails, there is no file.
   *
   * @throws IOException if it cannot be had
   */
  void fetch(HandleFiles from, String name, Path to) throws IOException {
    Path here = from.path(name);
    if (here != null && link(here, to)) {
      progress.linked(Files.size(to));
      return;
    }
    boolean done = false;
    try (InputStream in = from.local() ? Files.newInputStream(from.path(name)) : from.open(name);
        OutputStream out = Files.newOutputStream(to, StandardOpenOption.CREATE_NEW)) {
      closeables.registerCloseable(in);
      try {
        copy(in, out, from.local());
      } finally {
        closeables.unregisterCloseable(in);
      }
      done = true;
    } finally {
      if (!done) {
        Files.deleteIfExists(to);
      }
    }
  }

  private void copy(InputStream in, OutputStream out, boolean local) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      out.write(buffer, 0, n);
      if (local) {
        progress.linked(n);
      } else {
        progress.downloaded(n);
      }
    }
  }

  /**
   * Opens a remote file for reading parts of it, which are counted.
   *
   * @param body what is done with it
   * @throws IOException if it cannot be read
   */
  <T> T reading(HandleFiles from, String name, Reading<T> body) throws IOException {
    try (FSDataInputStream in = from.open(name)) {
      closeables.registerCloseable(in);
      try {
        return body.read(
            (offset, to) -> {
              if (in.getPos() != offset) {
                in.seek(offset);
              }
              if (in.readNBytes(to, 0, to.length) < to.length) {
                throw new EOFException("the file ends before byte " + (offset + to.length));
              }
              progress.downloaded(to.length);
            });
      } finally {
        closeables.unregisterCloseable(in);
      }
    }
  }

  /** What is done with a file of which parts are read. */
  interface Reading<T> {
    T read(ByteSource source) throws IOException;
  }

  /** Makes a hard link; false if the file systems do not let it. */
  static boolean link(Path existing, Path to) throws IOException {
    try {
      Files.createLink(to, existing);
      return true;
    } catch (NoSuchFileException e) {
      throw new IOException("there is no such file", e);
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /**
   * The local copy of a delta or pack.
   *
   * @throws IOException if it cannot be had, or is damaged
   */
  Path copyOf(HandleFiles from, StateFile file) throws IOException {
    Path there = copies.find(file.name());
    if (there != null) {
      return there;
    }
    try {
      Path copy = copies.newCopy(file.name());
      Files.deleteIfExists(copy);
      fetch(from, file.name(), copy);
      check(copy, file);
      copies.added(file.name());
      progress.fileDone();
      return copy;
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          from.describe(file.name()) + " cannot be restored: " + e.getMessage(), e);
    }
  }

  private static void check(Path path, StateFile file) throws IOException {
    FileChecksum found = FileChecksum.of(path);
    if (found.bytes() != file.bytes() || found.checksum() != file.checksum()) {
      throw new IOException(
          "it has %d bytes with checksum 0x%08x, expected are %d with 0x%08x"
              .formatted(found.bytes(), found.checksum(), file.bytes(), file.checksum()));
    }
  }
}
