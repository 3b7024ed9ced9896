package io.flinkiscc.library;

import io.flinkiscc.graph.UsearchKey;
import io.flinkiscc.metadata.MetadataRow;
import io.flinkiscc.nphd.Code;

/**
 * One change of one key: a put replaces what the key had.
 *
 * @param key the key; null in {@link #RESET}
 * @param code its new code, or null if the key is removed
 * @param metadata its metadata, or null if the index declares none
 */
record JournalOp(UsearchKey key, Code code, MetadataRow metadata) {

  /** Removes all entries. */
  static final JournalOp RESET = new JournalOp(null, null, null);

  static JournalOp remove(UsearchKey key) {
    return new JournalOp(key, null, null);
  }
}
