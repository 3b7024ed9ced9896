package io.flinkiscc.index;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Random assets with clustered codes of all lengths, so that near and equal ones are common. */
public final class RandomAssets {

  private static final List<UnitType> TYPES =
      List.of(
          UnitType.META_NONE_V0,
          UnitType.CONTENT_TEXT_V0,
          UnitType.CONTENT_IMAGE_V0,
          UnitType.DATA_NONE_V0,
          UnitType.INSTANCE_NONE_V0);

  private final Random random;
  private final byte[][] centres = new byte[8][32];

  /** Assets that follow from the random numbers. */
  public RandomAssets(Random random) {
    this.random = random;
    for (byte[] centre : centres) {
      random.nextBytes(centre);
    }
  }

  /** A code near one of a few centres, 32 to 256 bits. */
  public Code code() {
    byte[] body = centres[random.nextInt(centres.length)].clone();
    for (int flips = random.nextInt(20); flips > 0; flips--) {
      int bit = random.nextInt(256);
      body[bit / 8] ^= (byte) (1 << (bit % 8));
    }
    return Code.of(java.util.Arrays.copyOf(body, 4 * (1 + random.nextInt(8))));
  }

  /** An asset with some units, sometimes simprints and metadata. */
  public Asset asset(long key) {
    Asset.Builder asset = Asset.builder(key);
    for (UnitType type : TYPES) {
      if (random.nextInt(4) > 0) {
        asset.unit(type, code());
      }
    }
    for (int chunks = random.nextInt(4); chunks > 0; chunks--) {
      asset.chunk(
          UnitType.CONTENT_TEXT_V0,
          new Chunk(code(), random.nextInt() & Chunk.MAX_POSITION, random.nextInt(1000)));
    }
    if (random.nextBoolean()) {
      asset.metadata(("{\"name\":\"" + random.nextInt(5) + "\"}").getBytes(StandardCharsets.UTF_8));
    }
    return asset.build();
  }

  /** A unit type that {@link #asset} uses. */
  public UnitType type() {
    return TYPES.get(random.nextInt(TYPES.size()));
  }

  /** A change of one of {@code keys} keys; half of the changes carry a seq, not always rising. */
  public AssetOp op(int keys, long step) {
    long key = Long.MIN_VALUE + random.nextInt(keys);
    long seq = random.nextBoolean() ? AssetOp.NO_SEQ : Math.max(0, step - random.nextInt(20));
    return switch (random.nextInt(6)) {
      case 0 -> AssetOp.delete(key, seq, step);
      case 1 -> AssetOp.addOnce(asset(key), seq, step);
      default -> AssetOp.upsert(asset(key), seq, step);
    };
  }
}
