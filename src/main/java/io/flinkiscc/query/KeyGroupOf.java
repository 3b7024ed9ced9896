package io.flinkiscc.query;

/**
 * Which key group an asset is in, for callers that know nothing of Flink: its own rule, by which it
 * distributes records that are keyed by a {@code Long}. That is MurmurHash3 (x86, 32 bit, seed 0)
 * of the hash code, made positive, modulo the number of key groups.
 */
public final class KeyGroupOf {

  private KeyGroupOf() {}

  /**
   * The key group of an asset.
   *
   * @param key body of its ISCC-ID
   * @param maxParallelism number of key groups, from 1 on
   */
  public static int key(long key, int maxParallelism) {
    int hash = murmur3(Long.hashCode(key));
    // The one number that has no positive counterpart counts as zero.
    int positive = hash == Integer.MIN_VALUE ? 0 : Math.abs(hash);
    return positive % maxParallelism;
  }

  private static int murmur3(int block) {
    int hash = Integer.rotateLeft(block * 0xcc9e2d51, 15) * 0x1b873593;
    hash = Integer.rotateLeft(hash, 13) * 5 + 0xe6546b64;
    hash ^= Integer.BYTES;
    hash = (hash ^ hash >>> 16) * 0x85ebca6b;
    hash = (hash ^ hash >>> 13) * 0xc2b2ae35;
    return hash ^ hash >>> 16;
  }
}
