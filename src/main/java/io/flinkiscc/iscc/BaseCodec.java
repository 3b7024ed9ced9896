package io.flinkiscc.iscc;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Strict text encodings of RFC 4648 without padding: every text that decodes is the only one (but
 * for the case of letters, where a codec says so) that decodes to these bytes.
 */
final class BaseCodec {

  /** Base32 as in canonical ISCCs. */
  static final BaseCodec BASE32 =
      new BaseCodec("base32", "A-Z and 2-7", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 5, false);

  /** Base32, letters of either case. */
  static final BaseCodec BASE32_ANY_CASE =
      new BaseCodec("base32", "A-Z and 2-7", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 5, true);

  /** Base32 with the extended hex alphabet, letters of either case. */
  static final BaseCodec BASE32HEX =
      new BaseCodec("base32hex", "0-9 and A-V", "0123456789ABCDEFGHIJKLMNOPQRSTUV", 5, true);

  /** Hexadecimal, letters of either case. */
  static final BaseCodec BASE16 =
      new BaseCodec("base16", "0-9 and A-F", "0123456789ABCDEF", 4, true);

  /** Base64 with the URL and file name safe alphabet. */
  static final BaseCodec BASE64URL =
      new BaseCodec(
          "base64url",
          "A-Z, a-z, 0-9, - and _",
          "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
          6,
          false);

  /** Base64 with the standard alphabet. */
  static final BaseCodec BASE64 =
      new BaseCodec(
          "base64",
          "A-Z, a-z, 0-9, + and /",
          "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
          6,
          false);

  private final String name;
  private final String allowed;
  private final int bitsPerChar;
  private final byte[] digits;
  private final byte[] values = new byte[128];

  private BaseCodec(
      String name, String allowed, String alphabet, int bitsPerChar, boolean anyCase) {
    this.name = name;
    this.allowed = allowed;
    this.bitsPerChar = bitsPerChar;
    this.digits = alphabet.getBytes(StandardCharsets.US_ASCII);
    Arrays.fill(values, (byte) -1);
    for (int value = 0; value < digits.length; value++) {
      values[digits[value]] = (byte) value;
      if (anyCase) {
        values[Character.toLowerCase(digits[value])] = (byte) value;
      }
    }
  }

  /** Number of characters that {@code bytes} bytes take. */
  int chars(int bytes) {
    return (bytes * 8 + bitsPerChar - 1) / bitsPerChar;
  }

  /** Text of the bytes, behind {@code prefix} (ASCII). */
  String encode(String prefix, byte[] bytes) {
    int length = prefix.length();
    byte[] out = new byte[length + chars(bytes.length)];
    for (int i = 0; i < length; i++) {
      out[i] = (byte) prefix.charAt(i);
    }
    int mask = digits.length - 1;
    int buffer = 0;
    int bits = 0;
    for (byte b : bytes) {
      buffer = buffer << 8 | b & 0xff;
      bits += 8;
      while (bits >= bitsPerChar) {
        bits -= bitsPerChar;
        out[length++] = digits[buffer >>> bits & mask];
      }
    }
    if (bits > 0) {
      out[length] = digits[buffer << bitsPerChar - bits & mask];
    }
    return new String(out, StandardCharsets.ISO_8859_1);
  }

  /**
   * Bytes of the characters {@code from..to-1} of {@code text}. The caller bounds their number.
   *
   * @param kind what is read, for messages
   * @param shown the text as it was given, for messages
   * @throws IsccException on a foreign character, an impossible length or set trailing bits
   */
  byte[] decode(String text, int from, int to, String kind, String shown) {
    int totalBits = (to - from) * bitsPerChar;
    byte[] out = new byte[totalBits / 8];
    int rest = decodeInto(out, text, from, to, kind, shown);
    if (totalBits % 8 >= bitsPerChar) {
      throw IsccException.of(
          kind,
          shown,
          "is cut or has surplus characters: no number of bytes takes "
              + (to - from)
              + " characters in "
              + name
              + ".");
    }
    if (rest != 0) {
      throw IsccException.of(
          kind,
          shown,
          "is not canonical: bits behind the last byte are set in "
              + IsccException.quote(text.charAt(to - 1))
              + "; they must be zero.");
    }
    return out;
  }

  /**
   * As {@link #decode} for the start of a longer text: bits behind the last whole byte are ignored.
   */
  byte[] decodeStart(String text, int from, int to, String kind, String shown) {
    byte[] out = new byte[(to - from) * bitsPerChar / 8];
    decodeInto(out, text, from, to, kind, shown);
    return out;
  }

  /** Fills {@code out} and returns the bits left over. */
  private int decodeInto(byte[] out, String text, int from, int to, String kind, String shown) {
    int buffer = 0;
    int bits = 0;
    int length = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      int value = c < values.length ? values[c] : -1;
      if (value < 0) {
        throw foreign(c, kind, shown);
      }
      buffer = buffer << bitsPerChar | value;
      bits += bitsPerChar;
      if (bits >= 8) {
        bits -= 8;
        out[length++] = (byte) (buffer >>> bits);
      }
    }
    return buffer & (1 << bits) - 1;
  }

  private IsccException foreign(char c, String kind, String shown) {
    String problem =
        c == '='
            ? "has padding ('='), which is not allowed."
            : "contains " + IsccException.quote(c) + "; " + name + " allows " + allowed + ".";
    return IsccException.of(kind, shown, problem);
  }
}
