package io.flinkiscc.process;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.Chunk;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * An endless log of changes that follows from a seed, so that every process can make any part of it
 * again: puts, updates and deletes of a bounded number of keys; half of the records carry a seq,
 * not always a rising one.
 *
 * <p>What is needed to read a whole index through queries: every asset has the INSTANCE unit of its
 * bucket, of which each holds fewer assets than a query may return, and in its metadata the number
 * of the record it came from.
 */
record ChangeLog(long seed, int keys) implements Serializable {

  /** Unit type that says which bucket an asset is in. */
  static final UnitType BUCKET = UnitType.INSTANCE_NONE_V0;

  /** Unit type of a random code of 256 bits that every record has of its own. */
  static final UnitType OWN = UnitType.DATA_NONE_V0;

  private static final int BUCKETS = 8;
  private static final int MOST_KEYS = 5_000;
  private static final int REORDERED = 200;

  ChangeLog {
    if (keys < 1 || keys > MOST_KEYS) {
      throw new IllegalArgumentException("keys are " + keys + ", allowed are 1.." + MOST_KEYS);
    }
  }

  /** The record with a number, from 0 on. */
  AssetOp op(long number) {
    Random random = random(number);
    long key = random.nextInt(keys) - keys / 2;
    long seq =
        random.nextBoolean() ? AssetOp.NO_SEQ : Math.max(0, number - random.nextInt(REORDERED));
    return switch (random.nextInt(6)) {
      case 0 -> AssetOp.delete(key, seq, number);
      case 1 -> AssetOp.addOnce(asset(key, number, random), seq, number);
      default -> AssetOp.upsert(asset(key, number, random), seq, number);
    };
  }

  /** An asset under a key as the record with a number would put it. */
  Asset asset(long key, long number) {
    return asset(key, number, random(~number));
  }

  private Random random(long number) {
    // Neighbouring seeds give alike first numbers.
    return new Random((number * 0x9E3779B97F4A7C15L) ^ (seed * 0xC2B2AE3D27D4EB4FL));
  }

  private static Asset asset(long key, long number, Random random) {
    Asset.Builder asset =
        Asset.builder(key)
            .unit(BUCKET, bucketCode(bucket(key)))
            .unit(OWN, code(random, 32))
            .unit(UnitType.CONTENT_TEXT_V0, code(random, 8 * (1 + random.nextInt(4))))
            .metadata(("{\"n\":" + number + "}").getBytes(StandardCharsets.UTF_8));
    for (int chunks = random.nextInt(3); chunks > 0; chunks--) {
      asset.chunk(
          UnitType.CONTENT_TEXT_V0,
          new Chunk(code(random, 8), random.nextInt(1000), random.nextInt(1000)));
    }
    return asset.build();
  }

  private static Code code(Random random, int bytes) {
    byte[] body = new byte[bytes];
    random.nextBytes(body);
    return Code.of(body);
  }

  /** A code that no record has. */
  static Code strangeCode(long number) {
    return code(new Random(number), 32);
  }

  static int buckets() {
    return BUCKETS;
  }

  static int bucket(long key) {
    return Math.floorMod(key, BUCKETS);
  }

  static Code bucketCode(int bucket) {
    return Code.of(ByteBuffer.allocate(8).putLong(0x1234_5678_9ABC_DEF0L + bucket).array());
  }
}
