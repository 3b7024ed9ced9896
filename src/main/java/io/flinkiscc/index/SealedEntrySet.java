package io.flinkiscc.index;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A set of the entries of a sealed shard that counts in constant time; 1.5 bits per entry.
 *
 * <p>With {@code w = (n + 63) / 64} it is {@code w} x u64 (bit {@code i % 64} of word {@code i /
 * 64}: entry {@code i} is in the set), then {@code w + 1} x u32 (members before each word, and all
 * members).
 */
final class SealedEntrySet {

  private final ByteBuffer section;
  private final int words;

  /**
   * @param section begins with the set, {@link #bytes} of it; may hold more behind it
   * @param entries number of entries of the shard
   */
  SealedEntrySet(ByteBuffer section, int entries) {
    this.section = section;
    this.words = words(entries);
  }

  /** Bytes of a set. */
  static long bytes(int entries) {
    return words(entries) * (long) (Long.BYTES + Integer.BYTES) + Integer.BYTES;
  }

  private static int words(int entries) {
    return (int) (((long) entries + Long.SIZE - 1) / Long.SIZE);
  }

  boolean contains(int entry) {
    return (word(entry / Long.SIZE) >>> entry % Long.SIZE & 1) != 0;
  }

  /** Number of members before an entry, which may be the one behind the last. */
  int before(int entry) {
    int word = entry / Long.SIZE;
    int before = section.getInt(words * Long.BYTES + word * Integer.BYTES);
    long lower = (1L << entry % Long.SIZE) - 1;
    return lower == 0 ? before : before + Long.bitCount(word(word) & lower);
  }

  /** Number of members from {@code from} to before {@code to} that are not dead. */
  int count(int from, int to, DeadEntries dead) {
    int[] count = {before(to) - before(from)};
    dead.forEach(from, to, entry -> count[0] -= contains(entry) ? 1 : 0);
    return count[0];
  }

  private long word(int word) {
    return section.getLong(word * Long.BYTES);
  }

  /**
   * Writes a set.
   *
   * @param members ascending; one may come several times
   */
  static void write(int entries, IntColumn members, SealedOutput out) throws IOException {
    long[] set = new long[words(entries)];
    for (int i = 0; i < members.size(); i++) {
      int entry = members.get(i);
      set[entry / Long.SIZE] |= 1L << entry % Long.SIZE;
    }
    for (long word : set) {
      out.writeLong(word);
    }
    int before = 0;
    for (long word : set) {
      out.writeInt(before);
      before += Long.bitCount(word);
    }
    out.writeInt(before);
  }
}
