package io.flinkiscc.library;

import io.flinkiscc.metadata.MetadataRow;

/** The metadata of the rows of a shard, by slot. For any number of readers. */
interface MetadataColumn {

  /** The metadata of a row; the empty row if it was given none. */
  MetadataRow get(int slot);

  /** Heap held, in bytes, estimated. */
  long heapBytes();
}
