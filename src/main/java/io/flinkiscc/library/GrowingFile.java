package io.flinkiscc.library;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that grows at its end. Not a channel: a thread that is interrupted while it writes to a
 * channel closes it for everybody. For one thread at a time.
 */
class GrowingFile implements AutoCloseable {

  private final RandomAccessFile file;

  /**
   * Makes an empty file.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is one of that name
   */
  GrowingFile(Path path) throws IOException {
    Files.createFile(path);
    this.file = new RandomAccessFile(path.toFile(), "rw");
  }

  void write(long at, byte[] bytes, int length) throws IOException {
    file.seek(at);
    file.write(bytes, 0, length);
  }

  /** Cuts off what is behind a position. */
  void truncate(long length) throws IOException {
    file.setLength(length);
  }

  /** Waits until the disk has what was written. */
  void force() throws IOException {
    file.getFD().sync();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
