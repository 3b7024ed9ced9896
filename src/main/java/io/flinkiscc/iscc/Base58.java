package io.flinkiscc.iscc;

import java.math.BigInteger;

/** Base58 with the alphabet of Bitcoin, for multibase {@code z}. */
final class Base58 {

  private static final String ALPHABET =
      "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  private static final BigInteger RADIX = BigInteger.valueOf(ALPHABET.length());

  private Base58() {}

  /**
   * Bytes of the characters from {@code from} on; each leading {@code 1} is a zero byte. Time grows
   * with the square of the length, which the caller bounds.
   *
   * @throws IsccException on a foreign character
   */
  static byte[] decode(String text, int from, String kind) {
    BigInteger number = BigInteger.ZERO;
    int zeros = 0;
    for (int i = from; i < text.length(); i++) {
      int digit = ALPHABET.indexOf(text.charAt(i));
      if (digit < 0) {
        throw IsccException.of(
            kind,
            text,
            "contains "
                + IsccException.quote(text.charAt(i))
                + "; base58btc allows 1-9, A-Z and a-z without I, O and l.");
      }
      if (digit == 0 && number.signum() == 0) {
        zeros++;
      }
      number = number.multiply(RADIX).add(BigInteger.valueOf(digit));
    }
    byte[] signed = number.signum() == 0 ? new byte[0] : number.toByteArray();
    int sign = signed.length > 0 && signed[0] == 0 ? 1 : 0;
    byte[] bytes = new byte[zeros + signed.length - sign];
    System.arraycopy(signed, sign, bytes, zeros, signed.length - sign);
    return bytes;
  }
}
