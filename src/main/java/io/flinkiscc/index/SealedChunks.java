package io.flinkiscc.index;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The simprints of one type in a sealed shard: codes by length, where each simprint belongs, and
 * the entries that have any.
 */
final class SealedChunks {

  /** Bytes of a row in CHUNKS. */
  static final int ROW_BYTES = 3 * Integer.BYTES;

  private final SealedFile file;
  private final List<SealedCodes> lengths;
  private final ByteBuffer rows;
  private final int rowCount;
  private final int entries;
  private final SealedEntrySet withChunks;

  /**
   * @param rows CHUNKS of {@link SealedFormat}
   * @param withChunks CHUNK_ENTRIES
   * @param entries number of entries of the shard
   */
  SealedChunks(
      SealedFile file,
      List<SealedCodes> lengths,
      ByteBuffer rows,
      SealedEntrySet withChunks,
      int entries) {
    this.file = file;
    this.lengths = List.copyOf(lengths);
    this.rows = rows;
    this.rowCount = rows.capacity() / ROW_BYTES;
    this.withChunks = withChunks;
    this.entries = entries;
  }

  /** The codes by length, ascending. Their rows are those of this class. */
  List<SealedCodes> lengths() {
    return lengths;
  }

  /** Number of simprints. */
  int rows() {
    return rowCount;
  }

  /** The entry that a simprint belongs to. */
  int entry(int row) {
    int entry = rows.getInt(row * Integer.BYTES);
    if (entry < 0 || entry >= entries) {
      throw file.damaged("simprint %d belongs to entry %d of %d".formatted(row, entry, entries));
    }
    return entry;
  }

  /** Where the part of the content starts that a simprint stands for, unsigned 32 bit. */
  long offset(int row) {
    return rows.getInt((rowCount + row) * Integer.BYTES) & Chunk.MAX_POSITION;
  }

  /** How long that part is, unsigned 32 bit. */
  long size(int row) {
    return rows.getInt((2 * rowCount + row) * Integer.BYTES) & Chunk.MAX_POSITION;
  }

  /** The entries that have simprints of this type. */
  SealedEntrySet withChunks() {
    return withChunks;
  }
}
