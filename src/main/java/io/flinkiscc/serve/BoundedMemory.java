package io.flinkiscc.serve;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.PooledByteBufAllocator;

/**
 * Buffers of the connections of one service. There are only so many bytes of them: clients that
 * send requests without end, or never take what they asked for, get no more, which ends their
 * connections, and the task keeps its memory.
 */
final class BoundedMemory extends PooledByteBufAllocator {

  private static final int PAGE_BYTES = 8192;
  private static final int SMALL_BYTES = 1 << 16;

  /** Chunks of 1 MB, so that little is held for nothing. */
  private static final int ORDER = 7;

  private final long most;

  /**
   * @param most bytes, to a chunk
   */
  BoundedMemory(long most) {
    super(true, 0, 1, PAGE_BYTES, ORDER, 0, 0, false);
    this.most = most;
  }

  /**
   * Whether an answer can be sent and leave enough for others: those who do not take large answers
   * shall not keep anybody from small ones.
   */
  boolean hasRoomFor(int bytes) {
    long allowed = bytes <= SMALL_BYTES ? most : most / 4 * 3;
    return metric().usedDirectMemory() + bytes <= allowed;
  }

  @Override
  protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
    if (metric().usedDirectMemory() > most) {
      // Netty closes connections whose buffers cannot be had.
      throw new OutOfMemoryError(
          "the connections of the query service have taken " + most + " bytes, which are all");
    }
    return super.newDirectBuffer(initialCapacity, maxCapacity);
  }
}
