package io.flinkiscc.index;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Append-only bytes in chunks that never move: the log of everything that changed the active shard,
 * which is at the same time where its payload lives and what a checkpoint ships.
 *
 * <p>One thread appends. A position handed out by {@link #append} may be read by any thread that
 * learned it through a safe publication (the published length of the shard). {@link #freeze()}
 * takes references only, whatever the size of the log.
 */
final class OperationLog {

  /**
   * 64 KiB: an idle task costs little, and a gigabyte of log is a directory of 16 384 references.
   */
  private static final int CHUNK_BITS = 16;

  private static final int CHUNK_SIZE = 1 << CHUNK_BITS;
  private static final int CHUNK_MASK = CHUNK_SIZE - 1;

  private final String id;

  /** How much of it says what restored logs say; see {@link FrozenLog#start}. */
  private long restored;

  // Volatile: a reader that meets a grown directory must also see what was copied into it.
  private volatile byte[][] chunks = new byte[4][];
  private long length;

  /**
   * @param id names the log, unlike any other of any index
   */
  OperationLog(String id) {
    this.id = id;
  }

  /** Notes that everything up to here came from logs that were restored. */
  void markRestored() {
    restored = length;
  }

  /** Appends the bytes and returns their position. */
  long append(byte[] bytes) {
    long position = length;
    int done = 0;
    while (done < bytes.length) {
      byte[] chunk = chunkForWriting();
      int at = (int) (length & CHUNK_MASK);
      int n = Math.min(CHUNK_SIZE - at, bytes.length - done);
      System.arraycopy(bytes, done, chunk, at, n);
      done += n;
      length += n;
    }
    return position;
  }

  private byte[] chunkForWriting() {
    int index = Math.toIntExact(length >>> CHUNK_BITS);
    if (index == chunks.length) {
      chunks = Arrays.copyOf(chunks, chunks.length * 2);
    }
    if (chunks[index] == null) {
      chunks[index] = new byte[CHUNK_SIZE];
    }
    return chunks[index];
  }

  long length() {
    return length;
  }

  long memoryBytes() {
    long used = (length + CHUNK_MASK) >>> CHUNK_BITS;
    return used * (CHUNK_SIZE + 16L) + chunks.length * 4L;
  }

  /** Reads bytes that were appended before; in place where they lie in one chunk. */
  ByteBuffer read(long position, int size) {
    return read(chunks, position, size);
  }

  private static ByteBuffer read(byte[][] chunks, long position, int size) {
    int at = (int) (position & CHUNK_MASK);
    int index = (int) (position >>> CHUNK_BITS);
    if (at + size <= CHUNK_SIZE) {
      return ByteBuffer.wrap(chunks[index], at, size).asReadOnlyBuffer();
    }
    byte[] copy = new byte[size];
    int done = 0;
    while (done < size) {
      int from = (int) ((position + done) & CHUNK_MASK);
      int n = Math.min(CHUNK_SIZE - from, size - done);
      System.arraycopy(chunks[(int) ((position + done) >>> CHUNK_BITS)], from, copy, done, n);
      done += n;
    }
    return ByteBuffer.wrap(copy).asReadOnlyBuffer();
  }

  /** The log as it is now; later appends do not show in it. */
  Frozen freeze() {
    return new Frozen(id, chunks, restored, length);
  }

  /** An immutable prefix of the log, readable by any thread it was handed to safely. */
  static final class Frozen {
    private final String id;
    private final byte[][] chunks;
    private final long restored;
    private final long length;

    private Frozen(String id, byte[][] chunks, long restored, long length) {
      this.id = id;
      this.chunks = chunks;
      this.restored = restored;
      this.length = length;
    }

    String id() {
      return id;
    }

    /** Length of what came from logs that were restored. */
    long restored() {
      return restored;
    }

    long length() {
      return length;
    }

    /** Writes the bytes from one position up to another. */
    void write(long from, long to, OutputStream out) throws IOException {
      for (long done = from; done < to; ) {
        int at = (int) (done & CHUNK_MASK);
        int n = (int) Math.min(CHUNK_SIZE - at, to - done);
        out.write(chunks[(int) (done >>> CHUNK_BITS)], at, n);
        done += n;
      }
    }
  }
}
