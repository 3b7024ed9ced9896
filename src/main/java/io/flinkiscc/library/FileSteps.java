package io.flinkiscc.library;

import io.flinkiscc.index.ChecksumOutput;
import io.flinkiscc.index.FileChecksum;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The steps that change files. Everything an index writes goes through here, so that a test can end
 * the world at any of them.
 */
class FileSteps {

  private static final int BUFFER_BYTES = 1 << 16;

  /** What goes into a file. */
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * What is in a file.
   *
   * @param size bytes
   * @param crc32c checksum of all of them
   */
  record Written(long size, int crc32c) {}

  /** Writes a new file, or over an old one, and waits until the disk has it. */
  Written write(Path file, Content content) throws IOException {
    try (FileOutputStream stream = new FileOutputStream(file.toFile())) {
      ChecksumOutput checked = new ChecksumOutput(stream);
      OutputStream out = new BufferedOutputStream(checked, BUFFER_BYTES);
      content.writeTo(out);
      out.flush();
      force(file, stream.getFD());
      FileChecksum written = checked.content();
      return new Written(written.bytes(), written.checksum());
    }
  }

  /** Makes an empty file that grows. */
  GrowingFile grow(Path file) throws IOException {
    return new GrowingFile(file);
  }

  /** Waits until the disk has what was written to a file. */
  void force(Path file, FileDescriptor descriptor) throws IOException {
    descriptor.sync();
  }

  /** Gives a file another name, in place of the file that has it. */
  void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException(
          "The file system of " + to + " can not replace files atomically; use another one", e);
    }
  }

  /** Deletes a file if it exists. */
  void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  /** Names of everything in a directory, in no order. */
  List<String> names(Path directory) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        names.add(entry.getFileName().toString());
      }
    }
    return names;
  }

  /** Waits until the disk has the names in a directory. */
  void syncDirectory(Path directory) throws IOException {
    Uninterrupted.run(
        () -> {
          try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
            return null;
          }
        });
  }

  /** Replaces one file as a whole: it is the old or the new one, also after a crash. */
  final Written replace(Path file, Content content) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path temporary = absolute.resolveSibling(absolute.getFileName() + ".tmp");
    Written written = write(temporary, content);
    move(temporary, absolute);
    syncDirectory(absolute.getParent());
    return written;
  }

  /** Reads a file and returns its size and checksum. */
  static Written read(Path file) throws IOException {
    CRC32C crc = new CRC32C();
    long size = 0;
    byte[] buffer = new byte[BUFFER_BYTES];
    try (var in = new FileInputStream(file.toFile())) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        crc.update(buffer, 0, n);
        size += n;
      }
    }
    return new Written(size, (int) crc.getValue());
  }
}
