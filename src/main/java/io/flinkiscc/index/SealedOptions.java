package io.flinkiscc.index;

/** How a sealed shard is written. Immutable. */
final class SealedOptions {

  private final int blockBytes;
  private final boolean compress;
  private final long maxBytes;

  private SealedOptions(Builder builder) {
    this.blockBytes = builder.blockBytes;
    this.compress = builder.compress;
    this.maxBytes = builder.maxBytes;
  }

  static SealedOptions defaults() {
    return builder().build();
  }

  static Builder builder() {
    return new Builder();
  }

  int blockBytes() {
    return blockBytes;
  }

  boolean compress() {
    return compress;
  }

  long maxBytes() {
    return maxBytes;
  }

  /** Collects options. For one thread. */
  static final class Builder {
    private static final int MAX_BLOCK_BYTES = 1 << 20;

    private int blockBytes = 24 << 10;
    private boolean compress = true;
    private long maxBytes = Long.MAX_VALUE;

    private Builder() {}

    /** A payload block is closed when it holds this many bytes; 1 to 1 MiB, default 24 KiB. */
    Builder blockBytes(int blockBytes) {
      this.blockBytes = blockBytes;
      return this;
    }

    /** Whether payload blocks are compressed; default true. */
    Builder compress(boolean compress) {
      this.compress = compress;
      return this;
    }

    /** Largest file; writing fails when it would get larger. Default: any size. */
    Builder maxBytes(long maxBytes) {
      this.maxBytes = maxBytes;
      return this;
    }

    /**
     * Makes the options.
     *
     * @throws IllegalArgumentException if one is out of range; the message names it
     */
    SealedOptions build() {
      require("blockBytes", blockBytes, 1, MAX_BLOCK_BYTES);
      require("maxBytes", maxBytes, 1, Long.MAX_VALUE);
      return new SealedOptions(this);
    }

    private static void require(String name, long value, long min, long max) {
      if (value < min || value > max) {
        throw new IllegalArgumentException(
            name + " is " + value + ", allowed are " + min + " to " + max);
      }
    }
  }
}
