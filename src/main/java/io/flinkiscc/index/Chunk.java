package io.flinkiscc.index;

import io.flinkiscc.nphd.Code;
import java.util.Objects;

/**
 * One simprint of an asset: the code of a part of the content and where that part lies.
 *
 * @param code the simprint, 64 to 256 bits
 * @param offset start of the part, unsigned 32 bit, in the unit of its producer (bytes, characters,
 *     milliseconds or packed pixels)
 * @param size extent of the part, unsigned 32 bit, in the same unit
 */
public record Chunk(Code code, long offset, long size) {

  /** Largest offset and size: both are unsigned 32-bit numbers in every format. */
  public static final long MAX_POSITION = 0xFFFF_FFFFL;

  /**
   * Checks the position.
   *
   * @throws IllegalArgumentException if offset or size is not an unsigned 32-bit number
   */
  public Chunk {
    Objects.requireNonNull(code, "code");
    requirePosition("offset", offset);
    requirePosition("size", size);
  }

  private static void requirePosition(String name, long value) {
    if (value < 0 || value > MAX_POSITION) {
      throw new IllegalArgumentException(
          "chunk " + name + " is " + value + ", allowed are 0.." + MAX_POSITION);
    }
  }
}
