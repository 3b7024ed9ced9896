package io.flinkiscc.library;

import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** File steps that end the world at a given step: a file half written, a name not changed. */
final class FailingSteps extends FileSteps {

  /** Thrown at the end of the world, and by every step after it. */
  static final class EndOfWorld extends IOException {
    private static final long serialVersionUID = 1L;

    EndOfWorld(int step) {
      super("the world ends at step " + step);
    }
  }

  private int left = Integer.MAX_VALUE;
  private int done;

  /** Allows some more steps. */
  void endAfter(int steps) {
    left = steps;
    done = 0;
  }

  /** Steps done since {@link #endAfter}. */
  int done() {
    return done;
  }

  private boolean last() throws EndOfWorld {
    if (left < 0) {
      throw new EndOfWorld(done);
    }
    done++;
    return left-- == 0;
  }

  @Override
  Written write(Path file, Content content) throws IOException {
    boolean last = last();
    Written written = super.write(file, content);
    if (last) {
      byte[] whole = Files.readAllBytes(file);
      Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));
      throw new EndOfWorld(done);
    }
    return written;
  }

  /** The world that ends here keeps what was written. */
  @Override
  void force(Path file, FileDescriptor descriptor) {}

  @Override
  void move(Path from, Path to) throws IOException {
    if (last()) {
      throw new EndOfWorld(done);
    }
    super.move(from, to);
  }

  @Override
  void delete(Path file) throws IOException {
    if (last()) {
      throw new EndOfWorld(done);
    }
    super.delete(file);
  }

  @Override
  void syncDirectory(Path directory) throws IOException {
    if (last()) {
      throw new EndOfWorld(done);
    }
  }

  @Override
  GrowingFile grow(Path file) throws IOException {
    if (last()) {
      throw new EndOfWorld(done);
    }
    return new Growing(file);
  }

  /** A file whose last piece is half written when the world ends. */
  private final class Growing extends GrowingFile {

    Growing(Path file) throws IOException {
      super(file);
    }

    @Override
    void write(long at, byte[] bytes, int length) throws IOException {
      boolean last = last();
      super.write(at, bytes, last ? length / 2 : length);
      if (last) {
        throw new EndOfWorld(done);
      }
    }

    @Override
    void truncate(long length) throws IOException {
      if (last()) {
        throw new EndOfWorld(done);
      }
      super.truncate(length);
    }

    @Override
    void force() throws IOException {
      if (last()) {
        throw new EndOfWorld(done);
      }
    }
  }
}
