package io.flinkiscc.graph;

import io.flinkiscc.nphd.Code;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Codes in clusters: random centres and up to 20 flipped bits. */
final class TestCodes {

  private final SplittableRandom random;
  private final byte[][] centres;

  TestCodes(SplittableRandom random, int clusters) {
    this.random = random;
    this.centres = new byte[clusters][32];
    for (byte[] centre : centres) {
      random.nextBytes(centre);
    }
  }

  /** Makes a code of one of some lengths in bits. */
  Code next(int... lengths) {
    byte[] code = centres[random.nextInt(centres.length)].clone();
    for (int flips = random.nextInt(21); flips > 0; flips--) {
      int bit = random.nextInt(256);
      code[bit >> 3] ^= (byte) (128 >> (bit & 7));
    }
    return Code.of(Arrays.copyOf(code, lengths[random.nextInt(lengths.length)] / 8));
  }
}
