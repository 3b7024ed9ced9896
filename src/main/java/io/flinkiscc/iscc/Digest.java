package io.flinkiscc.iscc;

import java.util.Arrays;

/** The binary form of one ISCC: header and body. */
final class Digest {

  private Digest() {}

  /**
   * Value of a digest that must be complete and without surplus.
   *
   * @param shown the text the digest comes from, for messages
   */
  static Iscc read(byte[] digest, String shown) {
    Header header = Header.read(digest, shown);
    int bodyBytes = digest.length - Header.BYTES;
    if (bodyBytes != header.bodyBytes()) {
      throw IsccException.of(
          Canonical.KIND,
          shown,
          String.format(
              "has %d body bytes, its header says %d (%s, %d bits).",
              bodyBytes, header.bodyBytes(), header.label(), header.bodyBytes() * 8));
    }
    byte[] body = Arrays.copyOfRange(digest, Header.BYTES, digest.length);
    return switch (header.mainType()) {
      case ISCC -> new IsccCode(CodeType.of(header.subType()), header.length(), body);
      case ID ->
          header.version() == 1
              ? new IsccId(header.subType(), IsccId.toLong(body))
              : LegacyIsccId.of(header.subType(), body, shown);
      case FLAKE -> new IsccFlake(body);
      default -> new IsccUnit(UnitType.ofCode(digest[0]), body);
    };
  }
}
