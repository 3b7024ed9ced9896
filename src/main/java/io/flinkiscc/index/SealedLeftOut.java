package io.flinkiscc.index;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What a sealed shard tells of units or simprints of a type that was not indexed when it was
 * written: which entries have some, and how many there are. The codes are in the asset forms only.
 *
 * @param entries the entries that have some
 * @param rows number of codes
 */
record SealedLeftOut(SealedEntrySet entries, int rows) {

  /** Bytes of the section. */
  static long bytes(int entryCount) {
    return SealedEntrySet.bytes(entryCount) + Integer.BYTES;
  }

  /**
   * Reads the section.
   *
   * @param section LEFT_OUT of {@link SealedFormat}, {@link #bytes} of it
   * @param role tells whether an entry may have several
   * @throws CorruptDataException if its numbers cannot be right
   */
  static SealedLeftOut parse(ByteBuffer section, int entryCount, SealedSection.Role role)
      throws CorruptDataException {
    SealedEntrySet entries = new SealedEntrySet(section, entryCount);
    int members = entries.before(entryCount);
    int rows = section.getInt((int) SealedEntrySet.bytes(entryCount));
    if (members < 1
        || members > entryCount
        || rows < members
        || role == SealedSection.Role.UNIT && rows > members) {
      throw new CorruptDataException(
          "tells of %d codes of %d entries of %d".formatted(rows, members, entryCount));
    }
    return new SealedLeftOut(entries, rows);
  }

  /**
   * Writes the section.
   *
   * @param members the entries that have some, ascending, each as often as it has one
   */
  static void write(int entryCount, IntColumn members, SealedOutput out) throws IOException {
    SealedEntrySet.write(entryCount, members, out);
    out.writeInt(members.size());
  }
}
