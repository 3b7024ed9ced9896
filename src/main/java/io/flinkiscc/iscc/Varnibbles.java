package io.flinkiscc.iscc;

/**
 * Reads the variable-length integers of ISCC headers from the start of a digest. One nibble {@code
 * 0xxx} holds 0..7, two nibbles {@code 10..} hold 8..71, three {@code 110.} 72..583 and four {@code
 * 1110} 584..4679.
 */
final class Varnibbles {

  private final byte[] digest;
  private final String shown;
  private int position;

  Varnibbles(byte[] digest, String shown) {
    this.digest = digest;
    this.shown = shown;
  }

  /** The next integer. */
  int next() {
    int first = nibble();
    if (first < 0b1000) {
      return first;
    } else if (first < 0b1100) {
      return 8 + more(first & 0b0011, 1);
    } else if (first < 0b1110) {
      return 72 + more(first & 0b0001, 2);
    } else if (first < 0b1111) {
      return 584 + more(0, 3);
    }
    throw IsccException.of(
        Canonical.KIND, shown, "has an invalid header: no field starts with the bits 1111.");
  }

  private int more(int value, int nibbles) {
    int result = value;
    for (int i = 0; i < nibbles; i++) {
      result = result << 4 | nibble();
    }
    return result;
  }

  private int nibble() {
    if (position >> 1 >= digest.length) {
      throw IsccException.of(
          Canonical.KIND,
          shown,
          "ends within its header: it has only " + digest.length + " bytes.");
    }
    int shift = (position & 1) == 0 ? 4 : 0;
    return digest[position++ >> 1] >> shift & 0x0f;
  }
}
