package io.flinkiscc.graph;

/**
 * Reads the head of a `.usearch` file and refuses what is damaged or of a kind this library does
 * not know. Touches a few hundred bytes, whatever they say.
 */
final class UsearchHeadReader {

  /** Most rows: slots are ints, and arrays over all slots must be possible. */
  static final int MAX_ROWS = Integer.MAX_VALUE - 64;

  /** Most links per list; real files have 8 to 128. */
  static final int MAX_CONNECTIVITY = 8192;

  private static final int MAJOR = 2;

  /** From this minor version on kinds of scalars are numbered as today. */
  private static final int RENUMBERED_MINOR = 10;

  /** Byte of the head that names the metric. */
  static final int METRIC = 13;

  /** Numbers of kinds. */
  static final int BITS = 1;

  static final int U40 = 2;
  static final int UUID = 3;
  static final int U64 = 14;
  static final int U32 = 15;
  private static final int OLD_U64 = 8;
  private static final int OLD_U32 = 9;

  /** What older writers of NPHD indexes called Hamming: 256 bits and a length byte. */
  private static final int OLD_NPHD_DIMENSIONS = 264;

  private final UsearchBytes bytes;
  private long matrixOffset;
  private long rows;
  private long rowBytes;
  private long head;

  private UsearchHeadReader(UsearchBytes bytes) {
    this.bytes = bytes;
  }

  /**
   * Reads a head.
   *
   * @throws UsearchFormatException if the file is none or of an unknown kind
   */
  static UsearchHead read(UsearchBytes bytes) throws UsearchFormatException {
    UsearchHeadReader reader = new UsearchHeadReader(bytes);
    reader.findHead();
    return reader.readHead();
  }

  private void findHead() throws UsearchFormatException {
    int smallest = 2 * Integer.BYTES + UsearchHead.HEAD_BYTES + UsearchHead.GRAPH_HEAD_BYTES;
    if (bytes.size() < smallest) {
      throw wrong(
          0, "the file has " + bytes.size() + " bytes; a .usearch file has at least " + smallest);
    }
    if (isMagic(0)) {
      throw wrong(0, "the index was saved without its vectors; save it with them");
    }
    long rows32 = Integer.toUnsignedLong(bytes.getInt(0));
    long bytes32 = Integer.toUnsignedLong(bytes.getInt(Integer.BYTES));
    if (!locate(2 * Integer.BYTES, rows32, bytes32)
        && !locate(2 * Long.BYTES, bytes.getLong(0), bytes.getLong(Long.BYTES))) {
      throw wrong(
          0,
          "no .usearch head behind a matrix of "
              + rows32
              + " rows of "
              + bytes32
              + " bytes; the file is cut off, damaged or of another kind");
    }
    if (rows > MAX_ROWS) {
      throw wrong(0, rows + " rows; at most " + MAX_ROWS + " can be read");
    }
  }

  /** Takes a shape of the matrix if the head is behind it. */
  private boolean locate(long offset, long rowCount, long bytesPerRow) {
    long room = bytes.size() - offset - UsearchHead.HEAD_BYTES - UsearchHead.GRAPH_HEAD_BYTES;
    if (rowCount < 0 || bytesPerRow < 0 || room < 0 || bytesPerRow > Integer.MAX_VALUE) {
      return false;
    }
    if (bytesPerRow != 0 && rowCount > room / bytesPerRow) {
      return false;
    }
    if (!isMagic(offset + rowCount * bytesPerRow)) {
      return false;
    }
    matrixOffset = offset;
    rows = rowCount;
    rowBytes = bytesPerRow;
    head = offset + rowCount * bytesPerRow;
    return true;
  }

  private boolean isMagic(long offset) {
    for (int i = 0; i < UsearchHead.MAGIC.length; i++) {
      if (bytes.getByte(offset + i) != UsearchHead.MAGIC[i]) {
        return false;
      }
    }
    return true;
  }

  private UsearchHead readHead() throws UsearchFormatException {
    int major = unsignedShort(head + 7);
    int minor = unsignedShort(head + 9);
    if (major != MAJOR) {
      throw wrong(
          head + 7,
          "format version " + major + "." + minor + "; versions " + MAJOR + ".x can be read");
    }
    long dimensions = bytes.getLong(head + 33);
    UsearchMetric metric = metric(dimensions);
    checkDimensions(metric, dimensions);
    checkKind(head + 14, "kind of scalars", BITS, "bits (1)");
    boolean old = minor < RENUMBERED_MINOR;
    UsearchKeyKind keyKind = keyKind(old ? OLD_U64 : U64);
    int slotBytes = slotBytes(old ? OLD_U32 : U32);
    if (bytes.getByte(head + 41) != 0) {
      throw wrong(
          head + 41, "keys may have several rows (multi); only files with unique keys can be read");
    }
    long live = bytes.getLong(head + 17);
    checkCounts(live, bytes.getLong(head + 25));

    long graph = head + UsearchHead.HEAD_BYTES;
    int connectivity = connectivity(graph + 8, "connectivity");
    int connectivityBase = connectivity(graph + 16, "connectivity of level 0");
    long topLevel = bytes.getLong(graph + 24);
    long entry = bytes.getLong(graph + 32);
    if (rows > 0) {
      checkRange(graph + 24, "highest level", topLevel, 0, Short.MAX_VALUE);
      checkRange(graph + 32, "entry slot", entry, 0, rows - 1);
    }
    return new UsearchHead(
        matrixOffset,
        (int) rows,
        (int) rowBytes,
        major,
        minor,
        metric,
        keyKind,
        slotBytes,
        (int) live,
        (int) dimensions,
        connectivity,
        connectivityBase,
        rows == 0 ? -1 : (int) topLevel,
        rows == 0 ? 0 : (int) entry);
  }

  private UsearchMetric metric(long dimensions) throws UsearchFormatException {
    int code = Byte.toUnsignedInt(bytes.getByte(head + METRIC));
    if (code == UsearchMetric.NPHD.code()) {
      return UsearchMetric.NPHD;
    }
    if (code == UsearchMetric.HAMMING.code()) {
      return dimensions == OLD_NPHD_DIMENSIONS ? UsearchMetric.NPHD : UsearchMetric.HAMMING;
    }
    throw wrong(
        head + METRIC,
        "metric "
            + (code > ' ' && code < 127 ? "'" + (char) code + "'" : "number " + code)
            + "; indexes with NPHD ('n') and Hamming ('b') can be read");
  }

  private void checkDimensions(UsearchMetric metric, long dimensions)
      throws UsearchFormatException {
    int lengthBits = metric.lengthBytes() * Byte.SIZE;
    long max = lengthBits + (long) UsearchRanks.MAX_BYTES * Byte.SIZE;
    checkRange(head + 33, "dimensions", dimensions, lengthBits + Byte.SIZE, max);
    if (dimensions % Byte.SIZE != 0 || dimensions / Byte.SIZE != rowBytes) {
      throw wrong(
          head + 33,
          dimensions
              + " dimensions in rows of "
              + rowBytes
              + " bytes; there must be 8 dimensions per byte");
    }
  }

  private UsearchKeyKind keyKind(int u64) throws UsearchFormatException {
    int kind = Byte.toUnsignedInt(bytes.getByte(head + 15));
    if (kind == u64) {
      return UsearchKeyKind.U64;
    }
    if (kind == UUID) {
      return UsearchKeyKind.UUID;
    }
    throw wrong(
        head + 15,
        "kind of keys " + kind + "; allowed are u64 (" + u64 + ") and uuid (" + UUID + ")");
  }

  private int slotBytes(int u32) throws UsearchFormatException {
    int kind = Byte.toUnsignedInt(bytes.getByte(head + 16));
    if (kind == u32) {
      return 4;
    }
    if (kind == U40) {
      return 5;
    }
    throw wrong(
        head + 16,
        "kind of slots " + kind + "; allowed are u32 (" + u32 + ") and u40 (" + U40 + ")");
  }

  private void checkKind(long offset, String what, int allowed, String allowedName)
      throws UsearchFormatException {
    int kind = Byte.toUnsignedInt(bytes.getByte(offset));
    if (kind != allowed) {
      throw wrong(offset, what + " " + kind + "; allowed: " + allowedName);
    }
  }

  private void checkCounts(long live, long removed) throws UsearchFormatException {
    checkRange(head + 17, "number of live rows", live, 0, rows);
    if (removed != rows - live) {
      throw wrong(
          head + 25, removed + " removed rows; " + rows + " rows less " + live + " live ones");
    }
    long size = bytes.getLong(head + UsearchHead.HEAD_BYTES);
    if (size != rows) {
      throw wrong(
          head + UsearchHead.HEAD_BYTES,
          "a graph of " + Long.toUnsignedString(size) + " nodes for " + rows + " rows");
    }
  }

  private int connectivity(long offset, String what) throws UsearchFormatException {
    long value = bytes.getLong(offset);
    checkRange(offset, what, value, 1, MAX_CONNECTIVITY);
    return (int) value;
  }

  private void checkRange(long offset, String what, long value, long min, long max)
      throws UsearchFormatException {
    if (value < min || value > max) {
      throw wrong(
          offset,
          what + " " + Long.toUnsignedString(value) + "; allowed are " + min + " to " + max);
    }
  }

  private int unsignedShort(long offset) {
    return bytes.getShort(offset) & 0xFFFF;
  }

  private UsearchFormatException wrong(long offset, String problem) {
    return new UsearchFormatException(bytes.name(), offset, problem);
  }
}
