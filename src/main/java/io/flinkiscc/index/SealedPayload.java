package io.flinkiscc.index;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The asset forms of a shard, in compressed blocks. The block read last is kept, so that neighbours
 * cost little. Any number of threads may use it; one that walks through many entries should use a
 * {@link #copy()}.
 */
final class SealedPayload {

  /** DEFLATE cannot do better: a bound of what a block may inflate to. */
  private static final int MAX_RATIO = 1032;

  private final SealedFile file;
  private final ByteBuffer index;
  private final ByteBuffer[] parts;
  private final int entries;
  private final int blocks;

  /** Immutable, so that a race can only cost another read. */
  private volatile Block last;

  /**
   * @param index BLOCKS of {@link SealedFormat}
   * @param parts PAYLOAD by part
   */
  SealedPayload(SealedFile file, ByteBuffer index, ByteBuffer[] parts, int entries) {
    this.file = file;
    this.index = index;
    this.parts = parts;
    this.entries = entries;
    this.blocks = index.capacity() / SealedFormat.BLOCK_BYTES;
  }

  /** The same forms with a kept block of its own. */
  SealedPayload copy() {
    return new SealedPayload(file, index, parts, entries);
  }

  /** The form of an entry, big endian, read only. */
  ByteBuffer form(int entry) {
    Block block = last;
    if (block == null || entry < block.first || entry >= block.end) {
      block = read(blockOf(entry));
      if (entry < block.first || entry >= block.end) {
        throw file.damaged(
            "entry %d is in no block, the nearest has %d to %d"
                .formatted(entry, block.first, block.end));
      }
      last = block;
    }
    int list = (block.end - block.first) * Integer.BYTES;
    int place = (entry - block.first) * Integer.BYTES;
    ByteBuffer raw = ByteBuffer.wrap(block.raw).order(ByteOrder.LITTLE_ENDIAN);
    long from = place == 0 ? 0 : raw.getInt(place - Integer.BYTES) & 0xFFFFFFFFL;
    long to = raw.getInt(place) & 0xFFFFFFFFL;
    if (from > to || to > block.raw.length - list) {
      throw file.damaged("the form of entry %d is at %d to %d".formatted(entry, from, to));
    }
    return ByteBuffer.wrap(block.raw, list + (int) from, (int) (to - from))
        .slice()
        .asReadOnlyBuffer();
  }

  /** Heap that the kept block takes. */
  long heapBytes() {
    Block block = last;
    return block == null ? 0 : block.raw.length;
  }

  /** The last block that does not begin behind the entry. */
  private int blockOf(int entry) {
    int low = 0;
    int high = blocks - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (first(middle) <= entry) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  private int first(int block) {
    return index.getInt(block * SealedFormat.BLOCK_BYTES);
  }

  private Block read(int block) {
    int at = block * SealedFormat.BLOCK_BYTES;
    int first = first(block);
    int end = block + 1 < blocks ? first(block + 1) : entries;
    int part = index.getInt(at + 4);
    long offset = index.getInt(at + 8) & 0xFFFFFFFFL;
    int stored = index.getInt(at + 12);
    int raw = index.getInt(at + 16);
    long held = part >= 0 && part < parts.length ? parts[part].capacity() : -1;
    if (first < 0
        || end <= first
        || end > entries
        || stored < 0
        || offset + stored > held
        || raw < stored
        || (long) raw > (long) stored * MAX_RATIO
        || (long) (end - first) * Integer.BYTES > raw) {
      throw file.damaged(
          "block %d of entries %d to %d has %d bytes at %d of part %d, %d inflated"
              .formatted(block, first, end, stored, offset, part, raw));
    }
    ByteBuffer bytes = parts[part].slice((int) offset, stored);
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate());
    if ((int) crc.getValue() != index.getInt(at + 20)) {
      throw file.damaged(
          "block %d has CRC32C %08x, expected is %08x"
              .formatted(block, crc.getValue(), index.getInt(at + 20)));
    }
    return new Block(first, end, inflate(bytes, raw, block));
  }

  private byte[] inflate(ByteBuffer stored, int rawBytes, int block) {
    byte[] raw = new byte[rawBytes];
    if (stored.remaining() == rawBytes) {
      stored.get(raw);
      return raw;
    }
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(stored);
      int done = 0;
      while (done < rawBytes) {
        int n = inflater.inflate(raw, done, rawBytes - done);
        if (n == 0) {
          throw file.damaged(
              "block %d inflates to %d bytes, expected are %d".formatted(block, done, rawBytes));
        }
        done += n;
      }
      return raw;
    } catch (DataFormatException e) {
      throw file.damaged("block %d is no DEFLATE stream: %s".formatted(block, e.getMessage()));
    } finally {
      inflater.end();
    }
  }

  private record Block(int first, int end, byte[] raw) {}
}
