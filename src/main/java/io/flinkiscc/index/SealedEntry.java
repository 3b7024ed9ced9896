package io.flinkiscc.index;

/**
 * An asset on its way into a sealed shard.
 *
 * @param keyGroup key group of its key, 0..32767
 * @param key body of its ISCC-ID, unsigned 64 bit
 * @param seq position in the source log, {@link AssetOp#NO_SEQ} for none
 * @param eventTimeMicros event time in microseconds since 1970 UTC
 * @param form what {@link AssetCodec} makes of the asset; not copied
 */
record SealedEntry(int keyGroup, long key, long seq, long eventTimeMicros, byte[] form) {

  /** The order of a sealed shard: by key group, then by unsigned key. */
  static int compare(SealedEntry a, SealedEntry b) {
    int byGroup = Integer.compare(a.keyGroup, b.keyGroup);
    return byGroup != 0 ? byGroup : Long.compareUnsigned(a.key, b.key);
  }
}
