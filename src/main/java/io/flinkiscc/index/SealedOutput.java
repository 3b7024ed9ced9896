package io.flinkiscc.index;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * Writes a shard file section by section, keeping the table of what it wrote. What is written
 * between {@link #begin} and {@link #end} is the section. For one thread.
 */
final class SealedOutput extends OutputStream {

  private static final int BUFFER_BYTES = 1 << 16;

  private final FileChannel channel;
  private final long maxBytes;
  private final ByteBuffer buffer =
      ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final List<SealedSection> sections = new ArrayList<>();
  private final CRC32C crc = new CRC32C();
  private SealedSection.Name name;
  private long start;
  private long position;

  /**
   * Makes the file, in place of one that is there.
   *
   * @param maxBytes largest size of the file
   */
  SealedOutput(Path path, long maxBytes) throws IOException {
    this.maxBytes = maxBytes;
    this.channel =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    try {
      write(new byte[SealedFormat.HEAD_BYTES]);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  void begin(SealedSection.Name section) throws IOException {
    pad();
    flush();
    crc.reset();
    name = section;
    start = position;
  }

  /** Ends the section begun last. */
  void end() throws IOException {
    flush();
    if (position - start > SealedFormat.MAX_SECTION_BYTES) {
      throw new ShardTooLargeException(
          "Section %s of a shard takes %d bytes, allowed are %d; make the shards smaller"
              .formatted(name, position - start, SealedFormat.MAX_SECTION_BYTES));
    }
    sections.add(new SealedSection(name, start, position - start, (int) crc.getValue()));
    name = null;
  }

  /** Bytes written in the section so far. */
  long sectionBytes() {
    return position - start;
  }

  void writeInt(int value) throws IOException {
    if (buffer.remaining() < Integer.BYTES) {
      flush();
    }
    buffer.putInt(value);
    position += Integer.BYTES;
  }

  void writeLong(long value) throws IOException {
    if (buffer.remaining() < Long.BYTES) {
      flush();
    }
    buffer.putLong(value);
    position += Long.BYTES;
  }

  @Override
  public void write(int value) throws IOException {
    if (!buffer.hasRemaining()) {
      flush();
    }
    buffer.put((byte) value);
    position++;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    for (int done = 0; done < length; ) {
      if (!buffer.hasRemaining()) {
        flush();
      }
      int n = Math.min(buffer.remaining(), length - done);
      buffer.put(bytes, offset + done, n);
      done += n;
      position += n;
    }
  }

  /** Hands what is buffered to the file. */
  @Override
  public void flush() throws IOException {
    if (position > maxBytes) {
      throw new ShardTooLargeException(
          "A shard file would take more than %d bytes, which is all it may".formatted(maxBytes));
    }
    buffer.flip();
    crc.update(buffer.array(), 0, buffer.limit());
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }

  private void pad() throws IOException {
    while (position != SealedFormat.aligned(position)) {
      write(0);
    }
  }

  /** Writes the table, the tail and the head and waits until all of the file is on the disk. */
  void finish() throws IOException {
    pad();
    write(SealedTable.tableAndTail(sections, position));
    flush();
    ByteBuffer head = ByteBuffer.wrap(SealedTable.head(sections));
    while (head.hasRemaining()) {
      channel.write(head, head.position());
    }
    channel.force(true);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
