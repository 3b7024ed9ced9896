package io.flinkiscc.index;

import io.flinkiscc.iscc.UnitType;

/** The entries of one shard as the writer sees them, whether the shard grows or is sealed. */
interface ShardEntries {

  /** No entry. */
  int NONE = -1;

  /** The entry that holds the live asset of the key, or {@link #NONE}. */
  int find(long key, int keyGroup);

  /** Whether the entry is live. */
  boolean live(int entry);

  /** Key of an entry. */
  long key(int entry);

  /** Key group of an entry. */
  int keyGroup(int entry);

  /** Seq of an entry, {@link AssetOp#NO_SEQ} for none. */
  long seq(int entry);

  /** Event time of an entry in microseconds since 1970 UTC. */
  long eventTimeMicros(int entry);

  /** Whether the asset form of the entry is this one. */
  boolean hasForm(int entry, byte[] form);

  /** A copy of the asset form of the entry. */
  byte[] form(int entry);

  /** Whether the entry has simprints of the type. */
  boolean hasSimprints(int entry, UnitType type);

  /** Makes a live entry dead for views from the version on. */
  void kill(int entry, long version);
}
