package io.flinkiscc.match;

import io.flinkiscc.nphd.Code;

/** Codes at a known distance from one another. */
final class Codes {

  private Codes() {}

  /** A code of which the first {@code ones} bits are set: so far from {@code flipped(bits, 0)}. */
  static Code flipped(int bits, int ones) {
    byte[] body = new byte[bits / 8];
    for (int bit = 0; bit < ones; bit++) {
      body[bit / 8] |= (byte) (0x80 >> bit % 8);
    }
    return Code.of(body);
  }
}
