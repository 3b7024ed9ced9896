package io.flinkiscc.iscc;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * The multiformats spelling of one ISCC: a multibase letter, then in its base the bytes CC 01,
 * header and body. These two bytes are literal; they are not a varint of the code 0xcc01.
 */
final class Multiformat {

  private static final byte[] CODEC = {(byte) 0xcc, 0x01};

  private Multiformat() {}

  /** Whether the text starts with a supported multibase letter; no base32 of an ISCC does. */
  static boolean is(String text) {
    return !text.isEmpty() && "fbvzu".indexOf(text.charAt(0)) >= 0;
  }

  /** Header and body of a text with a supported multibase letter. */
  static byte[] decode(String text) {
    byte[] bytes =
        switch (text.charAt(0)) {
          case 'f' -> decode(BaseCodec.BASE16, text);
          case 'b' -> decode(BaseCodec.BASE32_ANY_CASE, text);
          case 'v' -> decode(BaseCodec.BASE32HEX, text);
          case 'u' -> decode(BaseCodec.BASE64URL, text);
          default -> Base58.decode(text, 1, Canonical.KIND);
        };
    if (bytes.length < CODEC.length || !Arrays.equals(bytes, 0, 2, CODEC, 0, 2)) {
      String given = HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, CODEC.length));
      throw IsccException.of(
          Canonical.KIND,
          text,
          "has the multiformats prefix \"" + given + "\" (hexadecimal); an ISCC has \"cc01\".");
    }
    return Arrays.copyOfRange(bytes, CODEC.length, bytes.length);
  }

  private static byte[] decode(BaseCodec codec, String text) {
    return codec.decode(text, 1, text.length(), Canonical.KIND, text);
  }
}
