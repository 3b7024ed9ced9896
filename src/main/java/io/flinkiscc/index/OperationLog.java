package io.flinkiscc.index;

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

  // Volatile: a reader that meets a grown directory must also see what was copied into it.
  private volatile byte[][] chunks = new byte[4][];
  private long length;

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
    return new Frozen(chunks, length);
  }

  /** An immutable prefix of the log, readable by any thread it was handed to safely. */
  static final class Frozen {
    private final byte[][] chunks;
    private final long length;

    private Frozen(byte[][] chunks, long length) {
      this.chunks = chunks;
      this.length = length;
    }

    long length() {
      return length;
    }

    /** Hands the bytes to the consumer, chunk by chunk and in order. */
    <X extends Exception> void forEachChunk(ChunkConsumer<X> consumer) throws X {
      for (long done = 0; done < length; done += CHUNK_SIZE) {
        int n = (int) Math.min(CHUNK_SIZE, length - done);
        consumer.accept(chunks[(int) (done >>> CHUNK_BITS)], n);
      }
    }
  }

  /** Takes the first {@code length} bytes of a chunk. */
  interface ChunkConsumer<X extends Exception> {
    void accept(byte[] chunk, int length) throws X;
  }
}
