package io.flinkiscc.library;

import io.flinkiscc.graph.UsearchKey;
import io.flinkiscc.metadata.MetadataRow;
import io.flinkiscc.nphd.Code;

/**
 * A checked entry on its way into an index.
 *
 * @param metadata null if the index declares none
 */
record PendingEntry(UsearchKey key, Code code, MetadataRow metadata) {}
