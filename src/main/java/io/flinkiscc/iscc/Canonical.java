package io.flinkiscc.iscc;

/** The canonical text form, {@code ISCC:} and base32 of header and body. */
final class Canonical {

  static final String KIND = "ISCC";
  private static final String SCHEME = "ISCC:";

  /** Longest canonical text: a 320 bit body and two header bytes in base32. */
  private static final int MAX_CHARS = SCHEME.length() + 68;

  private Canonical() {}

  static Iscc parse(String text) {
    if (text == null) {
      throw new IsccException("ISCC is missing (null).");
    }
    if (text.length() > MAX_CHARS) {
      throw IsccException.of(
          KIND, text, "is too long: a canonical ISCC has at most " + MAX_CHARS + " characters.");
    }
    if (!text.startsWith(SCHEME)) {
      throw IsccException.of(
          KIND,
          text,
          "is not canonical: it must start with \"ISCC:\". Normalize other spellings first.");
    }
    if (text.lastIndexOf(':') >= SCHEME.length()) {
      throw IsccException.of(KIND, text, "has more than one colon.");
    }
    byte[] digest = BaseCodec.BASE32.decode(text, SCHEME.length(), text.length(), KIND, text);
    return Digest.read(digest, text);
  }

  /** Canonical text of a two-byte header and a body. */
  static String format(MainType mainType, int subType, int version, int length, byte[] body) {
    byte[] digest = new byte[Header.BYTES + body.length];
    digest[0] = (byte) (mainType.code() << 4 | subType);
    digest[1] = (byte) (version << 4 | length);
    System.arraycopy(body, 0, digest, Header.BYTES, body.length);
    return BaseCodec.BASE32.encode(SCHEME, digest);
  }

  /** Reads a text that must be of one kind; {@code wanted} names it in the message. */
  static <T extends Iscc> T parse(String text, Class<T> kind, String wanted) {
    Iscc any = parse(text);
    if (!kind.isInstance(any)) {
      throw IsccException.of(
          KIND, text, "is of kind " + describe(any) + "; wanted is " + wanted + ".");
    }
    return kind.cast(any);
  }

  private static String describe(Iscc any) {
    if (any instanceof IsccId) {
      return "ISCC-ID version 1";
    } else if (any instanceof LegacyIsccId) {
      return "ISCC-ID version 0";
    } else if (any instanceof IsccFlake) {
      return "FLAKE";
    } else if (any instanceof IsccCode code) {
      return "ISCC-CODE (" + code.type() + ")";
    }
    return "ISCC-UNIT (" + ((IsccUnit) any).type() + ")";
  }
}
