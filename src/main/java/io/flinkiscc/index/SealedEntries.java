package io.flinkiscc.index;

import java.nio.ByteBuffer;

/** The entries of a sealed shard without their assets: sorted by key group, then unsigned key. */
final class SealedEntries {

  private final SealedFile file;
  private final SealedMeta meta;
  private final ByteBuffer groups;
  private final ByteBuffer keys;
  private final ByteBuffer seqs;
  private final ByteBuffer eventTimes;
  private final ByteBuffer digests;
  private final SealedBloom bloom;

  /**
   * The sections are those of {@link SealedFormat}; seqs and event times may be null.
   *
   * @throws CorruptDataException if the key groups are not ranges of entries
   */
  SealedEntries(
      SealedFile file,
      SealedMeta meta,
      ByteBuffer groups,
      ByteBuffer keys,
      ByteBuffer seqs,
      ByteBuffer eventTimes,
      ByteBuffer digests,
      SealedBloom bloom)
      throws CorruptDataException {
    this.file = file;
    this.meta = meta;
    this.groups = groups;
    this.keys = keys;
    this.seqs = seqs;
    this.eventTimes = eventTimes;
    this.digests = digests;
    this.bloom = bloom;
    checkKeyGroups();
  }

  private void checkKeyGroups() throws CorruptDataException {
    for (int place = 0; place < meta.keyGroups(); place++) {
      boolean ascending =
          place == 0
              ? group(0) >= 0 && first(0) == 0
              : group(place) > group(place - 1) && first(place) > first(place - 1);
      if (!ascending || first(place) >= meta.entries()) {
        throw file.corrupt(
            "is damaged: place %d of its key groups is key group %d from entry %d on"
                .formatted(place, group(place), first(place)));
      }
    }
  }

  /** Body of the ISCC-ID of an entry. */
  long key(int entry) {
    return keys.getLong(entry * Long.BYTES);
  }

  /** Position of an entry in the source log, {@link AssetOp#NO_SEQ} for none. */
  long seq(int entry) {
    return seqs == null ? meta.seqs().min() : seqs.getLong(entry * Long.BYTES);
  }

  /** Event time of an entry in microseconds since 1970 UTC. */
  long eventTimeMicros(int entry) {
    return eventTimes == null ? meta.eventTimes().min() : eventTimes.getLong(entry * Long.BYTES);
  }

  /** Digest of the asset form of an entry, see {@link SealedDigest}. */
  long digest(int entry) {
    return digests.getLong(entry * Long.BYTES);
  }

  /** Key group of an entry. */
  int keyGroup(int entry) {
    int low = 0;
    int high = meta.keyGroups() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (first(middle) <= entry) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return group(low);
  }

  /** Smallest key group that has entries, -1 if the shard is empty. */
  int minKeyGroup() {
    return meta.keyGroups() == 0 ? -1 : group(0);
  }

  /** Largest key group that has entries, -1 if the shard is empty. */
  int maxKeyGroup() {
    return meta.keyGroups() == 0 ? -1 : group(meta.keyGroups() - 1);
  }

  /** Number of the first entry whose key group is {@code keyGroup} or a larger one. */
  int firstEntry(int keyGroup) {
    return first(place(keyGroup));
  }

  /** Place of the first key group that is not smaller, among those that have entries. */
  private int place(int keyGroup) {
    int low = 0;
    int high = meta.keyGroups();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (group(middle) < keyGroup) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int group(int place) {
    return groups.getInt(place * SealedFormat.KEY_GROUP_BYTES);
  }

  private int first(int place) {
    return place == meta.keyGroups()
        ? meta.entries()
        : groups.getInt(place * SealedFormat.KEY_GROUP_BYTES + Integer.BYTES);
  }

  /** Whether the shard may hold the key, whatever its key group; false only if it does not. */
  boolean mayContain(long key) {
    return bloom.mayContain(key);
  }

  /** The entry of a key, {@link SealedShard#NONE} if there is none. */
  int find(long key, int keyGroup) {
    if (!bloom.mayContain(key)) {
      return SealedShard.NONE;
    }
    int place = place(keyGroup);
    return place < meta.keyGroups() && group(place) == keyGroup
        ? find(key, first(place), first(place + 1))
        : SealedShard.NONE;
  }

  /**
   * The entry of a key whose key group is not known: looks into each one in a range of entries.
   *
   * @param from first entry of a key group
   * @param to behind the last entry of a key group
   * @return the entry, {@link SealedShard#NONE} if there is none
   */
  int findInAny(long key, int from, int to) {
    if (from >= to || !bloom.mayContain(key)) {
      return SealedShard.NONE;
    }
    for (int place = place(keyGroup(from)); place < meta.keyGroups(); place++) {
      if (first(place) >= to) {
        return SealedShard.NONE;
      }
      int entry = find(key, first(place), first(place + 1));
      if (entry != SealedShard.NONE) {
        return entry;
      }
    }
    return SealedShard.NONE;
  }

  private int find(long key, int from, int to) {
    int low = from;
    int high = to - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = Long.compareUnsigned(key(middle), key);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return SealedShard.NONE;
  }
}
