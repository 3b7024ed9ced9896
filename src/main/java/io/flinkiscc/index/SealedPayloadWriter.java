package io.flinkiscc.index;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;

/**
 * Groups asset forms into blocks and writes them as they fill. Keeps one block and the index of
 * all. For one thread.
 */
final class SealedPayloadWriter implements AutoCloseable {

  /** A part may end this much later, by the block that fills it. */
  private static final int PART_BYTES = SealedFormat.MAX_SECTION_BYTES / 2;

  private final SealedOutput out;
  private final int blockBytes;
  private final Deflater deflater;
  private final IntColumn index = new IntColumn();
  private final ByteArrayOutputStream forms = new ByteArrayOutputStream();
  private final IntColumn ends = new IntColumn();
  private int firstOfBlock;
  private int endsBefore;
  private int parts;
  private long formBytes;

  /**
   * @param blockBytes a block is closed when its forms take this much
   * @param compress whether blocks are compressed at all
   */
  SealedPayloadWriter(SealedOutput out, int blockBytes, boolean compress) {
    this.out = out;
    this.blockBytes = blockBytes;
    this.deflater = compress ? new Deflater(Deflater.BEST_SPEED, true) : null;
  }

  void add(byte[] form) throws IOException {
    forms.write(form, 0, form.length);
    formBytes += form.length;
    ends.append(forms.size());
    if (forms.size() >= blockBytes) {
      writeBlock();
    }
  }

  /** Writes what is left of the forms. */
  void finish() throws IOException {
    if (ends.size() > endsBefore) {
      writeBlock();
    }
    if (parts > 0) {
      out.end();
    }
  }

  int blocks() {
    return index.size() * Integer.BYTES / SealedFormat.BLOCK_BYTES;
  }

  int parts() {
    return parts;
  }

  long formBytes() {
    return formBytes;
  }

  void writeIndex() throws IOException {
    for (int i = 0; i < index.size(); i++) {
      out.writeInt(index.get(i));
    }
  }

  private void writeBlock() throws IOException {
    if (parts == 0 || out.sectionBytes() >= PART_BYTES) {
      if (parts > 0) {
        out.end();
      }
      out.begin(SealedSection.Name.part(SealedSection.Kind.PAYLOAD, parts++));
    }
    byte[] raw = raw();
    byte[] stored = new byte[raw.length];
    int length = deflate(raw, stored);
    if (length == raw.length) {
      stored = raw;
    }
    CRC32C crc = new CRC32C();
    crc.update(stored, 0, length);
    index.append(firstOfBlock);
    index.append(parts - 1);
    index.append((int) out.sectionBytes());
    index.append(length);
    index.append(raw.length);
    index.append((int) crc.getValue());
    out.write(stored, 0, length);
    firstOfBlock += ends.size() - endsBefore;
    endsBefore = ends.size();
    forms.reset();
  }

  private byte[] raw() {
    int count = ends.size() - endsBefore;
    ByteBuffer raw =
        ByteBuffer.allocate(Math.addExact(count * Integer.BYTES, forms.size()))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int i = endsBefore; i < ends.size(); i++) {
      raw.putInt(ends.get(i));
    }
    return raw.put(forms.toByteArray()).array();
  }

  /** The compressed length; that of the raw bytes if they do not get shorter. */
  private int deflate(byte[] raw, byte[] stored) {
    if (deflater == null) {
      return raw.length;
    }
    deflater.reset();
    deflater.setInput(raw);
    deflater.finish();
    int length = deflater.deflate(stored, 0, raw.length - 1);
    return deflater.finished() ? length : raw.length;
  }

  @Override
  public void close() {
    if (deflater != null) {
      deflater.end();
    }
  }
}
