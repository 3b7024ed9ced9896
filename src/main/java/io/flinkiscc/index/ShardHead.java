package io.flinkiscc.index;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Tells files of sealed shards from others. */
public final class ShardHead {

  /** Bytes that a look needs. */
  public static final int BYTES = Long.BYTES;

  private ShardHead() {}

  /**
   * Whether a file begins as those of sealed shards do.
   *
   * @param head the first {@link #BYTES} bytes of the file, or all if it has fewer
   */
  public static boolean isSealedShard(byte[] head) {
    return head.length >= BYTES
        && ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getLong() == SealedFormat.MAGIC;
  }
}
