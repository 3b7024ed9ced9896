package io.flinkiscc.graph;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The bytes of a file in memory, little endian, at any alignment. Files are mapped in parts that
 * overlap, so that whatever is shorter than {@link #OVERLAP} and starts in a part lies within it.
 * Unmapped by the garbage collector only. Safe for many threads.
 */
final class UsearchBytes {

  /** Bytes behind the start of a part that are still in it, at least, if the file has them. */
  static final int OVERLAP = 1 << 16;

  private static final int PART_SHIFT = 29;

  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG_BIG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private final ByteBuffer[] parts;
  private final int shift;
  private final int mask;
  private final long size;
  private final String name;

  private UsearchBytes(ByteBuffer[] parts, int shift, long size, String name) {
    this.parts = parts;
    this.shift = shift;
    this.mask = (1 << shift) - 1;
    this.size = size;
    this.name = name;
  }

  /** Maps a file. */
  static UsearchBytes map(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      ByteBuffer[] parts = new ByteBuffer[partCount(size, PART_SHIFT)];
      for (int i = 0; i < parts.length; i++) {
        long start = (long) i << PART_SHIFT;
        parts[i] =
            channel.map(FileChannel.MapMode.READ_ONLY, start, partSize(size, start, PART_SHIFT));
      }
      return new UsearchBytes(parts, PART_SHIFT, size, file.toString());
    }
  }

  /**
   * Takes bytes in memory.
   *
   * @param bytes from position 0 to the limit
   * @param name how messages call them
   */
  static UsearchBytes of(ByteBuffer bytes, String name) {
    return of(bytes, name, PART_SHIFT);
  }

  /**
   * Takes bytes in memory, in parts of a size of choice.
   *
   * @param shift binary logarithm of the distance of two parts, at most 29
   */
  static UsearchBytes of(ByteBuffer bytes, String name, int shift) {
    long size = bytes.limit();
    ByteBuffer[] parts = new ByteBuffer[partCount(size, shift)];
    for (int i = 0; i < parts.length; i++) {
      int start = i << shift;
      parts[i] = bytes.slice(start, partSize(size, start, shift));
    }
    return new UsearchBytes(parts, shift, size, name);
  }

  private static int partCount(long size, int shift) {
    return (int) ((size + (1L << shift) - 1) >>> shift);
  }

  private static int partSize(long size, long start, int shift) {
    return (int) Math.min(size - start, (1L << shift) + OVERLAP);
  }

  long size() {
    return size;
  }

  String name() {
    return name;
  }

  /** Returns the part that holds a position and what follows it closely. */
  ByteBuffer part(long position) {
    return parts[(int) (position >>> shift)];
  }

  /** Returns where a position is in its part. */
  int inPart(long position) {
    return (int) position & mask;
  }

  byte getByte(long position) {
    return part(position).get(inPart(position));
  }

  int getShort(long position) {
    return (short) SHORT.get(part(position), inPart(position));
  }

  int getInt(long position) {
    return getInt(part(position), inPart(position));
  }

  long getLong(long position) {
    return getLong(part(position), inPart(position));
  }

  long getBigEndianLong(long position) {
    return (long) LONG_BIG.get(part(position), inPart(position));
  }

  void get(long position, byte[] target) {
    part(position).get(inPart(position), target);
  }

  /** Copies words of which there are no more than {@link #OVERLAP} bytes. */
  void getLongs(long position, long[] target, int count) {
    part(position)
        .slice(inPart(position), count * Long.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asLongBuffer()
        .get(target, 0, count);
  }

  static int getInt(ByteBuffer part, int index) {
    return (int) INT.get(part, index);
  }

  static long getLong(ByteBuffer part, int index) {
    return (long) LONG.get(part, index);
  }
}
