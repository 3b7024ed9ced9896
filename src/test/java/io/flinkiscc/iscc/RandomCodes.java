package io.flinkiscc.iscc;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Random valid codes, and slow encodings of them that share no line with the codec. */
final class RandomCodes {

  static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  static final String BASE32HEX = "0123456789abcdefghijklmnopqrstuv";
  private static final String BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

  private final Random random;

  RandomCodes(long seed) {
    random = new Random(seed);
  }

  Random random() {
    return random;
  }

  byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  IsccUnit unit(UnitType type, int minBits) {
    int steps = (256 - minBits) / 32 + 1;
    return IsccUnit.of(type, bytes((minBits + 32 * random.nextInt(steps)) / 8));
  }

  /** Units of at least 64 bits in random order that can be composed. */
  List<IsccUnit> composable() {
    int medium = random.nextInt(5);
    List<IsccUnit> units = new ArrayList<>();
    units.add(unit(UnitType.DATA_NONE_V0, 64));
    units.add(unit(UnitType.INSTANCE_NONE_V0, 64));
    if (random.nextBoolean()) {
      units.add(unit(UnitType.META_NONE_V0, 64));
    }
    if (random.nextBoolean()) {
      units.add(unit(UnitType.ofCode(0x10 | medium), 64));
    }
    if (random.nextBoolean()) {
      units.add(unit(UnitType.ofCode(0x20 | medium), 64));
    }
    Collections.shuffle(units, random);
    return units;
  }

  /** Header and body of a code of any kind, by the tables of the standard. */
  byte[] digest() {
    switch (random.nextInt(8)) {
      case 0:
        return join(0x50 | 5, 0, bytes(16));
      case 1:
        return join(0x50 | 6, 4, bytes(24));
      case 2:
        return join(0x50 | 7, 0, bytes(32));
      case 3:
        int mask = oneOf(List.of(1, 2, 3, 5, 6, 7));
        return join(0x50 | random.nextInt(5), mask, bytes(8 * (Integer.bitCount(mask) + 2)));
      case 4:
        return join(0x60 | random.nextInt(2), 0x10, bytes(8));
      case 5:
        return legacyId();
      case 6:
        int length = 1 + random.nextInt(7);
        return join(0x70, length, bytes(4 * (length + 1)));
      default:
        int unitLength = random.nextInt(8);
        int type = oneOf(List.of(0, 16, 17, 18, 19, 20, 32, 33, 34, 35, 36, 48, 64));
        return join(type, unitLength, bytes(4 * (unitLength + 1)));
    }
  }

  private byte[] legacyId() {
    int counterBytes = random.nextInt(5);
    byte[] body = bytes(8 + counterBytes);
    for (int i = 8; i < body.length; i++) {
      boolean last = i == body.length - 1;
      body[i] = (byte) (last ? 1 + random.nextInt(127) : body[i] | 0x80);
    }
    return join(0x60 | random.nextInt(4), counterBytes, body);
  }

  static byte[] join(int first, int second, byte[] body) {
    byte[] digest = new byte[body.length + 2];
    digest[0] = (byte) first;
    digest[1] = (byte) second;
    System.arraycopy(body, 0, digest, 2, body.length);
    return digest;
  }

  static String canonical(byte[] digest) {
    return "ISCC:" + base32(digest, BASE32);
  }

  /** By way of a text of zeros and ones. */
  static String base32(byte[] bytes, String alphabet) {
    StringBuilder bits = new StringBuilder();
    for (byte b : bytes) {
      for (int i = 7; i >= 0; i--) {
        bits.append(b >> i & 1);
      }
    }
    while (bits.length() % 5 != 0) {
      bits.append('0');
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bits.length(); i += 5) {
      text.append(alphabet.charAt(Integer.parseInt(bits.substring(i, i + 5), 2)));
    }
    return text.toString();
  }

  static String base58(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    BigInteger rest = new BigInteger(1, bytes);
    while (rest.signum() > 0) {
      BigInteger[] parts = rest.divideAndRemainder(BigInteger.valueOf(58));
      text.append(BASE58.charAt(parts[1].intValue()));
      rest = parts[0];
    }
    for (int i = 0; i < bytes.length && bytes[i] == 0; i++) {
      text.append('1');
    }
    return text.reverse().toString();
  }

  /** All multiformats spellings of a digest. */
  static List<String> multiformats(byte[] digest) {
    byte[] tagged = join(0xcc, 0x01, digest);
    return List.of(
        "f" + HexFormat.of().formatHex(tagged),
        "b" + base32(tagged, BASE32.toLowerCase(Locale.ROOT)),
        "v" + base32(tagged, BASE32HEX),
        "z" + base58(tagged),
        "u" + Base64.getUrlEncoder().withoutPadding().encodeToString(tagged));
  }
}
