package io.flinkiscc.graph;

/** The kind of the keys of a `.usearch` file. */
public enum UsearchKeyKind {
  /** Unsigned 64-bit numbers. */
  U64(8),

  /** 128 bits: 16 bytes, compared as unsigned byte strings. */
  UUID(16);

  private final int bytes;

  UsearchKeyKind(int bytes) {
    this.bytes = bytes;
  }

  /** Returns the length of a key in bytes. */
  public int bytes() {
    return bytes;
  }

  /** Returns the length of a link in files with such keys, in bytes. */
  public int slotBytes() {
    return this == U64 ? 4 : 5;
  }

  /** Returns the key that marks a removed row and therefore is none. */
  UsearchKey free() {
    return this == U64 ? new UsearchKey(0, -1L) : new UsearchKey(-1L, -1L);
  }

  /**
   * Returns {@code key} if rows of this kind can have it.
   *
   * @throws IllegalArgumentException if it is too long or the mark of removed rows
   */
  UsearchKey check(UsearchKey key) {
    if (this == U64 && key.high() != 0) {
      throw new IllegalArgumentException(
          "The key " + key + " has 128 bits; this index has 64-bit keys");
    }
    if (key.equals(free())) {
      throw new IllegalArgumentException(
          "The key "
              + key
              + " marks removed rows in .usearch files and can not be used; give any other key");
    }
    return key;
  }
}
