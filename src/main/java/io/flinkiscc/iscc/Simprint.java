package io.flinkiscc.iscc;

/**
 * Text form of simprints, the headerless similarity hashes of parts of an asset: base64 of 64 to
 * 256 bits. Their unit type is told elsewhere in the record.
 */
public final class Simprint {

  private static final String KIND = "Simprint";
  private static final int MIN_BYTES = 8;
  private static final int MAX_BYTES = 32;

  /** 256 bits with padding. */
  private static final int MAX_CHARS = 44;

  private Simprint() {}

  /**
   * Bytes of a simprint.
   *
   * @param base64 base64url or standard base64, with or without padding
   * @return 8 to 32 bytes, most significant bit first
   * @throws IsccException if the text is null, not strictly encoded or of another length
   */
  public static byte[] parse(String base64) {
    if (base64 == null) {
      throw new IsccException("Simprint is missing (null).");
    }
    if (base64.length() > MAX_CHARS) {
      throw IsccException.of(
          KIND,
          base64,
          "is too long: at most " + MAX_CHARS + " characters (256 bits) are allowed.");
    }
    boolean standard = base64.indexOf('+') >= 0 || base64.indexOf('/') >= 0;
    BaseCodec codec = standard ? BaseCodec.BASE64 : BaseCodec.BASE64URL;
    byte[] bytes = codec.decode(base64, 0, unpaddedLength(base64), KIND, base64);
    if (bytes.length < MIN_BYTES || bytes.length > MAX_BYTES) {
      throw IsccException.of(
          KIND, base64, "has " + bytes.length * 8 + " bits; allowed are 64 to 256.");
    }
    return bytes;
  }

  private static int unpaddedLength(String base64) {
    int length = base64.length();
    while (length > 0 && base64.charAt(length - 1) == '=') {
      length--;
    }
    int padding = base64.length() - length;
    if (padding > 0 && (padding > 2 || base64.length() % 4 != 0)) {
      throw IsccException.of(
          KIND,
          base64,
          "has wrong padding: leave the '=' out or fill up to a multiple of 4 characters.");
    }
    return length;
  }

  /**
   * Canonical text of a simprint: base64url without padding.
   *
   * @param simprint 8 to 32 bytes
   * @throws IsccException if the length is another
   */
  public static String format(byte[] simprint) {
    if (simprint.length < MIN_BYTES || simprint.length > MAX_BYTES) {
      throw new IsccException(
          "Simprint has " + simprint.length * 8L + " bits; allowed are 64 to 256.");
    }
    return BaseCodec.BASE64URL.encode("", simprint);
  }
}
