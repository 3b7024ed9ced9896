package io.flinkiscc.index;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import java.util.Random;

/** 256-bit codes with up to twenty bits flipped around a few centres, as near-duplicates are. */
final class ClusteredCodes {

  private static final int MOST_FLIPS = 20;

  private final Random random;
  private final byte[][] centres;

  ClusteredCodes(long seed, int centres) {
    this.random = new Random(seed);
    this.centres = new byte[centres][32];
    for (byte[] centre : this.centres) {
      random.nextBytes(centre);
    }
  }

  Code next() {
    byte[] body = centres[random.nextInt(centres.length)].clone();
    for (int flips = random.nextInt(MOST_FLIPS + 1); flips > 0; flips--) {
      int bit = random.nextInt(256);
      body[bit / 8] ^= (byte) (1 << (bit % 8));
    }
    return Code.of(body);
  }

  /** A put of the next code under the key. */
  AssetOp put(long key) {
    return put(key, next());
  }

  static AssetOp put(long key, Code code) {
    return AssetOp.upsert(
        Asset.builder(key).unit(UnitType.CONTENT_TEXT_V0, code).build(), AssetOp.NO_SEQ, 0);
  }
}
