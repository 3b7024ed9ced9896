package io.flinkiscc.restore;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.Chunk;
import io.flinkiscc.iscc.MainType;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Assets as hubs declare them: ISCC-IDs of a clock, units of one medium with 64 bits mostly, codes
 * in clusters, a digest of their own, some simprints and a name. What is made follows from the
 * seed.
 */
final class SampleAssets {

  private static final List<String> MEDIA = List.of("TEXT", "IMAGE", "AUDIO", "VIDEO", "MIXED");
  private static final int CENTRES = 40;

  private final Random random;
  private final byte[][] centres = new byte[CENTRES][32];
  private long seq;

  SampleAssets(long seed) {
    random = new Random(seed);
    for (byte[] centre : centres) {
      random.nextBytes(centre);
    }
  }

  /** The ISCC-ID body of an asset: microseconds of a clock and the number of a hub. */
  static long key(int number) {
    return (1_750_000_000_000_000L + number * 1_000_003L) << 12 | 7;
  }

  /** A code near one of the centres. */
  Code code(int bytes) {
    byte[] body = centres[random.nextInt(CENTRES)].clone();
    for (int flips = random.nextInt(20); flips > 0; flips--) {
      int bit = random.nextInt(256);
      body[bit / 8] ^= (byte) (1 << (bit % 8));
    }
    return Code.of(Arrays.copyOf(body, bytes));
  }

  /** A version of an asset. */
  Asset asset(long key) {
    String medium = MEDIA.get(random.nextInt(MEDIA.size()));
    UnitType content = UnitType.valueOf("CONTENT_" + medium + "_V0");
    Asset.Builder asset =
        Asset.builder(key)
            .unit(UnitType.META_NONE_V0, code(length()))
            .unit(content, code(length()))
            .unit(UnitType.DATA_NONE_V0, code(length()));
    if (random.nextInt(3) == 0) {
      asset.unit(UnitType.valueOf("SEMANTIC_" + medium + "_V0"), code(length()));
    }
    byte[] digest = new byte[8];
    random.nextBytes(digest);
    asset.unit(UnitType.INSTANCE_NONE_V0, Code.of(digest));
    for (int chunks = Math.max(0, random.nextInt(6) - 3); chunks > 0; chunks--) {
      asset.chunk(content, new Chunk(code(8), random.nextInt(1 << 20), random.nextInt(1 << 12)));
    }
    return asset.metadata(("{\"name\":\"n" + random.nextInt(1000) + "\"}").getBytes(UTF_8)).build();
  }

  private int length() {
    return random.nextInt(8) == 0 ? 32 : 8;
  }

  /** So many first versions, numbered. */
  List<AssetOp> adds(int first, int count) {
    List<AssetOp> ops = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ops.add(AssetOp.upsert(asset(key(first + i)), ++seq, time()));
    }
    return ops;
  }

  /** Changes of the first {@code keys} assets of all kinds, some not numbered, some too late. */
  List<AssetOp> changes(int keys, int count) {
    List<AssetOp> ops = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long key = key(random.nextInt(keys));
      long number =
          random.nextInt(4) == 0
              ? AssetOp.NO_SEQ
              : ++seq - (random.nextInt(6) == 0 ? Math.min(seq, 100) : 0);
      ops.add(
          switch (random.nextInt(8)) {
            case 0, 1, 2 -> AssetOp.delete(key, number, time());
            case 3 -> AssetOp.addOnce(asset(key), number, time());
            default -> AssetOp.upsert(asset(key), number, time());
          });
    }
    return ops;
  }

  /** One of all numbers that were given. */
  long seq() {
    return seq;
  }

  private long time() {
    return 1_750_000_000_000_000L + seq * 1_000_000;
  }

  /** Codes of all unit types, to ask for all there is. */
  static List<UnitType> similarityTypes() {
    return Arrays.stream(UnitType.values())
        .filter(type -> type.mainType() != MainType.INSTANCE)
        .toList();
  }
}
