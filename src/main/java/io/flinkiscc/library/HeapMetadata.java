package io.flinkiscc.library;

import io.flinkiscc.metadata.MetadataRow;
import java.util.Arrays;

/**
 * Metadata on the heap. One thread sets the row of a slot before the slot is published; readers ask
 * only for published slots.
 */
final class HeapMetadata implements MetadataColumn {

  private static final int CHUNK = 1024;
  private static final int REFERENCE_BYTES = 8;

  private final MetadataRow empty;
  private volatile MetadataRow[][] chunks = new MetadataRow[4][];

  /** Heap of the rows that are not empty; changed by the one writer. */
  private volatile long rowBytes;

  /**
   * @param empty what rows without metadata have
   */
  HeapMetadata(MetadataRow empty) {
    this.empty = empty;
  }

  void set(int slot, MetadataRow row) {
    int chunk = slot / CHUNK;
    MetadataRow[][] all = chunks;
    if (chunk >= all.length) {
      all = Arrays.copyOf(all, Math.max(chunk + 1, all.length * 2));
    }
    if (all[chunk] == null) {
      all[chunk] = new MetadataRow[CHUNK];
    }
    MetadataRow before = all[chunk][slot % CHUNK];
    MetadataRow after = row.equals(empty) ? null : row;
    all[chunk][slot % CHUNK] = after;
    chunks = all;
    rowBytes = rowBytes + heapBytes(after) - heapBytes(before);
  }

  private static long heapBytes(MetadataRow row) {
    return row == null ? 0 : row.heapBytes();
  }

  @Override
  public MetadataRow get(int slot) {
    MetadataRow[][] all = chunks;
    MetadataRow[] chunk = slot / CHUNK < all.length ? all[slot / CHUNK] : null;
    MetadataRow row = chunk == null ? null : chunk[slot % CHUNK];
    return row == null ? empty : row;
  }

  @Override
  public long heapBytes() {
    long sum = rowBytes;
    for (MetadataRow[] chunk : chunks) {
      sum += chunk == null ? 0 : (long) CHUNK * REFERENCE_BYTES;
    }
    return sum;
  }
}
