package io.flinkiscc.state;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Local copies of the deltas and packs of checkpoints, for restores from local files: unlike sealed
 * shards they are nowhere else on this machine. Trouble with them is never more than that a copy is
 * missing. Thread-safe.
 */
final class LocalCopies implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LocalCopies.class);

  private final Path directory;
  private final Set<String> whole = ConcurrentHashMap.newKeySet();
  private boolean closed;

  /**
   * @param parent where to make the directory of the copies, when there is the first
   */
  LocalCopies(Path parent) {
    directory = parent.resolve("iscc-copies-" + UUID.randomUUID());
  }

  /**
   * A path for a new copy, which is one when it was {@link #added}.
   *
   * @throws IOException if there can be no directory, or the copies are closed
   */
  synchronized Path newCopy(String name) throws IOException {
    if (closed) {
      throw new IOException("the index task has ended: no local copy of " + name + " is kept");
    }
    Files.createDirectories(directory);
    return directory.resolve(name);
  }

  void added(String name) {
    whole.add(name);
  }

  /** Where the copy of a file is; null if there is none. */
  Path find(String name) {
    return whole.contains(name) ? directory.resolve(name) : null;
  }

  /** Lets content be written to a stream, and at the same time to a copy. */
  CheckpointUpload.Content copying(String name, CheckpointUpload.Content content) {
    return out -> {
      try (Copying copying = new Copying(name, out)) {
        content.writeTo(copying);
        copying.done();
      }
    };
  }

  /** Deletes all copies but some. */
  void retain(Set<String> names) {
    for (String name : Set.copyOf(whole)) {
      if (!names.contains(name) && whole.remove(name)) {
        delete(directory.resolve(name));
      }
    }
  }

  /** Deletes all copies; those that were linked elsewhere stay there. */
  @Override
  public synchronized void close() {
    closed = true;
    whole.clear();
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      files.forEach(LocalCopies::delete);
    } catch (IOException e) {
      LOG.debug("Could not list {}", directory, e);
    }
    delete(directory);
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // It goes with the directory of the task, which is removed as a whole in the end.
      LOG.debug("Could not delete {}", path, e);
    }
  }

  /** Passes bytes on, and writes them to the copy as long as that is possible. */
  private final class Copying extends FilterOutputStream {
    private final String name;
    private OutputStream copy;
    private boolean done;

    Copying(String name, OutputStream out) {
      super(out);
      this.name = name;
      try {
        copy = Files.newOutputStream(newCopy(name), StandardOpenOption.CREATE_NEW);
      } catch (IOException e) {
        giveUp(e);
      }
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] b, int from, int length) throws IOException {
      out.write(b, from, length);
      if (copy != null) {
        try {
          copy.write(b, from, length);
        } catch (IOException e) {
          giveUp(e);
        }
      }
    }

    private void giveUp(IOException cause) {
      LOG.warn("No local copy of {}: it will be downloaded when the task is restored", name, cause);
      closeCopy();
      copy = null;
    }

    void done() {
      done = true;
    }

    private boolean closeCopy() {
      if (copy == null) {
        return false;
      }
      try {
        copy.close();
        return true;
      } catch (IOException e) {
        LOG.debug("Could not close the copy of {}", name, e);
        return false;
      }
    }

    /** Ends the copy, not the stream that it is a copy of. */
    @Override
    public void close() {
      if (closeCopy() && done) {
        added(name);
      } else {
        delete(directory.resolve(name));
      }
    }
  }
}
