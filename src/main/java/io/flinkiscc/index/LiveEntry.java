package io.flinkiscc.index;

/**
 * Where the live asset of a key is.
 *
 * @param shard the shard
 * @param entry its entry in it
 */
record LiveEntry(ShardEntries shard, int entry) {

  /** Position in the source log of the record that put the asset. */
  long seq() {
    return shard.seq(entry);
  }

  /** Event time of the record that put the asset. */
  long eventTimeMicros() {
    return shard.eventTimeMicros(entry);
  }

  /** Whether the asset has this form. */
  boolean hasForm(byte[] form) {
    return shard.hasForm(entry, form);
  }
}
