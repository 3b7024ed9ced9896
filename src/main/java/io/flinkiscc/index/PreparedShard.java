package io.flinkiscc.index;

import org.roaringbitmap.RoaringBitmap;

/** The file of a sealed shard, opened and checked, on its way into an {@link IndexRestore}. */
public final class PreparedShard {

  private final ShardFile file;
  private final long fetched;

  PreparedShard(ShardFile file, long fetched) {
    this.file = file;
    this.fetched = fetched;
  }

  /** Bytes of the file that are here. */
  public long fetchedBytes() {
    return fetched;
  }

  /** Whether only a part of the file is here. */
  public boolean part() {
    return file.part();
  }

  ShardFile file() {
    return file;
  }

  /** The entries whose key groups are not wanted. */
  RoaringBitmap foreign(KeyGroups wanted) {
    RoaringBitmap foreign = new RoaringBitmap();
    SealedEntries entries = file.shard().entries();
    for (int from = 0; from < file.shard().size(); ) {
      int keyGroup = entries.keyGroup(from);
      int to = entries.firstEntry(keyGroup + 1);
      if (!wanted.contains(keyGroup)) {
        foreign.add((long) from, to);
      }
      from = to;
    }
    return foreign;
  }
}
