package io.flinkiscc.library;

import io.flinkiscc.metadata.MetadataRow;
import io.flinkiscc.nphd.Code;

/**
 * An entry of an index.
 *
 * @param key its key
 * @param code its code; null for the empty codes that files of iscc-usearch may have
 * @param metadata its metadata; null if the index declares none
 * @param <K> {@link Long} (unsigned) or {@link Key128}
 */
public record Entry<K>(K key, Code code, MetadataRow metadata) {

  /** Makes an entry without metadata. */
  public Entry(K key, Code code) {
    this(key, code, null);
  }
}
