package io.flinkiscc.cli;

import io.flinkiscc.index.AssetCodec;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.CodeArray;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * A log of changes that follows from its options, each change from its number alone: first one new
 * asset of four units for each of a number of assets, then a mixture. Codes are clustered: N/20
 * random centres, 0-20 random bits flipped.
 *
 * @param seed determines the log
 * @param assets number of assets at the beginning
 * @param updates share of later changes that give an asset of the beginning another code
 * @param deletes share of later changes that delete one; the rest adds new ones
 */
record BenchOps(long seed, long assets, double updates, double deletes) implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final int CODE_BYTES = 32;
  private static final int PER_CENTRE = 20;
  private static final int MOST_FLIPS = 20;
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /** Version, kind, seq and event time, as a change is sent. */
  private static final int HEADER_BYTES = 1 + 1 + 8 + 8;

  private static final BenchAssets ASSETS = BenchAssets.ofFourUnits();

  /** The change with a number, from 0 on; its seq is the number. */
  AssetOp op(long i) {
    if (i < assets) {
      return upsert(i, i);
    }
    SplittableRandom random = new SplittableRandom((seed ^ i) * GOLDEN);
    double drawn = random.nextDouble();
    long old = random.nextLong(assets);
    if (drawn < deletes) {
      return AssetOp.delete(BenchAssets.key(old), i, i);
    }
    return upsert(drawn < deletes + updates ? old : i, i);
  }

  private AssetOp upsert(long asset, long i) {
    return AssetOp.upsert(ASSETS.asset(asset, code(i)), i, i);
  }

  /** The code that a change brings, which the four units are made of. */
  Code code(long i) {
    return flipped(new SplittableRandom((seed + 1 ^ i) * GOLDEN));
  }

  /** A code as those of the log, but of none of its changes. */
  Code query(int i) {
    return flipped(new SplittableRandom((seed + 2 ^ i) * GOLDEN));
  }

  private Code flipped(SplittableRandom random) {
    long centre = random.nextLong(Math.max(1, assets / PER_CENTRE));
    SplittableRandom centres = new SplittableRandom((seed + 3 ^ centre) * GOLDEN);
    ByteBuffer bytes = ByteBuffer.allocate(CODE_BYTES);
    while (bytes.hasRemaining()) {
      bytes.putLong(centres.nextLong());
    }
    for (int flips = random.nextInt(MOST_FLIPS + 1); flips > 0; flips--) {
      int bit = random.nextInt(Byte.SIZE * CODE_BYTES);
      bytes.array()[bit >> 3] ^= (byte) (1 << (bit & 7));
    }
    return Code.of(bytes.array());
  }

  /** The codes of the assets of the beginning. */
  CodeArray codes() {
    CodeArray codes = new CodeArray(Byte.SIZE * CODE_BYTES);
    for (long i = 0; i < assets; i++) {
      codes.append(code(i));
    }
    return codes;
  }

  /** Bytes of a change in its encoded form, as it is sent from task to task. */
  static long encodedBytes(AssetOp op) {
    return HEADER_BYTES
        + (op.kind() == AssetOp.Kind.DELETE
            ? Long.BYTES
            : Integer.BYTES + AssetCodec.encode(op.asset()).length);
  }
}
