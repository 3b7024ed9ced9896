package io.flinkiscc.scenario;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.Chunk;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Random assets near a few centres. Every one has a {@link #COMMON} unit and metadata of its own.
 */
final class ScenarioAssets {

  /** The unit type that every asset has, so that one query finds them all. */
  static final UnitType COMMON = UnitType.DATA_NONE_V0;

  private static final List<UnitType> OTHERS =
      List.of(
          UnitType.META_NONE_V0,
          UnitType.CONTENT_TEXT_V0,
          UnitType.CONTENT_IMAGE_V0,
          UnitType.INSTANCE_NONE_V0);

  private final Random random;
  private final byte[][] centres = new byte[6][32];
  private int made;

  ScenarioAssets(Random random) {
    this.random = random;
    for (byte[] centre : centres) {
      random.nextBytes(centre);
    }
  }

  Asset next(long key) {
    Asset.Builder asset = Asset.builder(key).unit(COMMON, code());
    for (UnitType type : OTHERS) {
      if (random.nextInt(3) == 0) {
        asset.unit(type, code());
      }
    }
    for (int chunks = random.nextInt(3); chunks > 0; chunks--) {
      asset.chunk(
          UnitType.CONTENT_TEXT_V0,
          new Chunk(code(), random.nextInt() & Chunk.MAX_POSITION, random.nextInt(1000)));
    }
    String label = "{\"v\":" + made++ + "}";
    return asset.metadata(label.getBytes(StandardCharsets.UTF_8)).build();
  }

  /** A code near one of the centres, 64 to 256 bits. */
  Code code() {
    byte[] body = centres[random.nextInt(centres.length)].clone();
    for (int flips = random.nextInt(40); flips > 0; flips--) {
      int bit = random.nextInt(256);
      body[bit / 8] ^= (byte) (1 << (bit % 8));
    }
    return Code.of(Arrays.copyOf(body, 8 * (1 + random.nextInt(4))));
  }
}
