package io.flinkiscc.index;

import java.io.IOException;

/** Entries for a sealed shard, sorted as {@link SealedEntry#compare} says, no key twice. */
@FunctionalInterface
interface SealedSource {

  /** The next entry, null behind the last one. */
  SealedEntry next() throws IOException;
}
