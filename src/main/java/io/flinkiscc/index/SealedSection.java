package io.flinkiscc.index;

import io.flinkiscc.iscc.UnitType;

/**
 * One section of a shard file: what it holds, where it lies and the checksum of its bytes.
 *
 * @param name what it holds
 * @param offset of its first byte in the file
 * @param length its bytes
 * @param crc CRC32C of its bytes
 */
record SealedSection(Name name, long offset, long length, int crc) {

  long end() {
    return offset + length;
  }

  /** What sections hold. The codes are part of the format. */
  enum Kind {
    /** Counts, ranges and the list of code columns. */
    META(1),
    /** Key groups with their first entries. */
    KEY_GROUPS(2),
    /** Keys by entry. */
    KEYS(3),
    /** Positions in the source log by entry. */
    SEQS(4),
    /** Event times by entry. */
    EVENT_TIMES(5),
    /** Digests of the asset forms by entry. */
    DIGESTS(6),
    /** Bloom filter of the keys. */
    BLOOM(7),
    /** Where the payload blocks are. */
    BLOCKS(8),
    /** Payload blocks. */
    PAYLOAD(9),
    /** Distinct codes of one length, as scan planes. */
    CODES(10),
    /** Graph over these codes. */
    GRAPH(11),
    /** Row of a code, or where its rows are listed. */
    POSTINGS(12),
    /** Rows of the codes that have several. */
    POSTING_LISTS(13),
    /** Code by entry. */
    UNIT_NODES(14),
    /** Entry, offset and size by simprint. */
    CHUNKS(15),
    /** Entries that have simprints. */
    CHUNK_ENTRIES(16),
    /** Entries that have codes of which there is no column. */
    LEFT_OUT(17);

    private static final Kind[] BY_CODE = new Kind[18];

    static {
      for (Kind kind : values()) {
        BY_CODE[kind.code] = kind;
      }
    }

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }

    /** The kind of a code, null if there is none. */
    static Kind find(int code) {
      return code > 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }
  }

  /** What a column of codes belongs to. The ordinals are part of the format. */
  enum Role {
    /** One code per entry at most. */
    UNIT,
    /** Any number of codes per entry, each with a place in the content. */
    SIMPRINT
  }

  /**
   * Which section it is.
   *
   * @param kind what it holds
   * @param role 0 unless it belongs to a column of codes: {@link Role#ordinal()}
   * @param type 0 unless it belongs to a column of codes: {@link UnitType#code()}
   * @param codeBytes length of the codes, 0 unless it belongs to one length
   * @param part 0 unless it is one of several parts
   */
  record Name(Kind kind, int role, int type, int codeBytes, int part) {

    static Name of(Kind kind) {
      return new Name(kind, 0, 0, 0, 0);
    }

    static Name part(Kind kind, int part) {
      return new Name(kind, 0, 0, 0, part);
    }

    static Name of(Kind kind, Role role, UnitType type) {
      return new Name(kind, role.ordinal(), type.code(), 0, 0);
    }

    static Name of(Kind kind, Role role, UnitType type, int bits) {
      return new Name(kind, role.ordinal(), type.code(), bits / Byte.SIZE, 0);
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder(kind.name());
      if (role != 0 || type != 0 || codeBytes != 0) {
        text.append(" of role ").append(role).append(" type ").append(type);
        text.append(codeBytes == 0 ? "" : " at " + codeBytes * Byte.SIZE + " bits");
      }
      return part == 0 ? text.toString() : text + " part " + part;
    }
  }
}
