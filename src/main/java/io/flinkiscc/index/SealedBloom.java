package io.flinkiscc.index;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Tells most of the keys that a shard does not hold, with one access to memory.
 *
 * <p>A blocked bloom filter (Putze, Sanders and Singler 2007): blocks of 512 bits, 8 x u64, one
 * block per {@value #KEYS_PER_BLOCK} keys and at least one, which makes 10 bits per key. With
 * {@code h} the key after Stafford's mix 13 and {@code g = h * 0x9E3779B97F4A7C15}, the block of a
 * key is the high half of the 64-bit product of the high half of {@code h} and the number of
 * blocks; its {@value #BITS_PER_KEY} bits in the block are given by the 9-bit groups of {@code g}
 * from the highest down, bit {@code b} being bit {@code b % 64} of word {@code b / 64}. About one
 * of 90 absent keys passes.
 */
final class SealedBloom {

  private static final int KEYS_PER_BLOCK = 51;
  private static final int BITS_PER_KEY = 6;
  private static final int BLOCK_WORDS = 8;
  private static final int BIT_GROUP = 9;

  private final ByteBuffer words;
  private final long blocks;

  /**
   * @param section the filter, little endian, as long as {@link #bytes} says
   */
  SealedBloom(ByteBuffer section) {
    this.words = section;
    this.blocks = section.capacity() / (BLOCK_WORDS * Long.BYTES);
  }

  /** Bytes of the filter of so many keys. */
  static long bytes(int keys) {
    return blocks(keys) * BLOCK_WORDS * Long.BYTES;
  }

  private static long blocks(int keys) {
    return Math.max(1, ((long) keys + KEYS_PER_BLOCK - 1) / KEYS_PER_BLOCK);
  }

  /** Whether the shard may hold the key; false only if it does not. */
  boolean mayContain(long key) {
    long hash = hash(key);
    int first = (int) block(hash, blocks) * BLOCK_WORDS;
    long groups = groups(hash);
    for (int i = 0; i < BITS_PER_KEY; i++, groups <<= BIT_GROUP) {
      int bit = (int) (groups >>> (Long.SIZE - BIT_GROUP));
      long word = words.getLong((first + (bit >>> 6)) * Long.BYTES);
      if ((word >>> (bit & 63) & 1) == 0) {
        return false;
      }
    }
    return true;
  }

  /** Writes the filter of the keys. */
  static void write(LongColumn keys, SealedOutput out) throws IOException {
    long blocks = blocks(keys.size());
    long[] words = new long[Math.toIntExact(blocks * BLOCK_WORDS)];
    for (int entry = 0; entry < keys.size(); entry++) {
      long hash = hash(keys.get(entry));
      int first = (int) block(hash, blocks) * BLOCK_WORDS;
      long groups = groups(hash);
      for (int i = 0; i < BITS_PER_KEY; i++, groups <<= BIT_GROUP) {
        int bit = (int) (groups >>> (Long.SIZE - BIT_GROUP));
        words[first + (bit >>> 6)] |= 1L << (bit & 63);
      }
    }
    for (long word : words) {
      out.writeLong(word);
    }
  }

  private static long block(long hash, long blocks) {
    return (hash >>> 32) * blocks >>> 32;
  }

  private static long groups(long hash) {
    return hash * 0x9E3779B97F4A7C15L;
  }

  private static long hash(long key) {
    long h = (key ^ (key >>> 30)) * 0xbf58476d1ce4e5b9L;
    h = (h ^ (h >>> 27)) * 0x94d049bb133111ebL;
    return h ^ (h >>> 31);
  }
}
