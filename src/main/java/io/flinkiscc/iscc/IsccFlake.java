package io.flinkiscc.iscc;

import java.util.Arrays;

/**
 * FLAKE: a unique identifier of 64 to 256 bits, 48 bits of milliseconds followed by random or
 * counted bits. It says nothing about content and is never indexed. Immutable and thread-safe.
 */
public final class IsccFlake implements Iscc {

  private static final int TIME_BYTES = 6;

  private final byte[] body;

  /** Takes the array over; its length must be allowed. */
  IsccFlake(byte[] body) {
    this.body = body;
  }

  /**
   * Reads the canonical form of a flake.
   *
   * @throws IsccException if the text is not canonical or another kind of ISCC
   */
  public static IsccFlake parse(String canonical) {
    return Canonical.parse(canonical, IsccFlake.class, "a FLAKE");
  }

  /** Time of making in milliseconds since 1970 UTC, as the maker saw it. */
  public long timestampMillis() {
    return IsccId.toLong(Arrays.copyOf(body, TIME_BYTES));
  }

  /** Copy of the body, most significant bit first. */
  public byte[] body() {
    return body.clone();
  }

  @Override
  public MainType mainType() {
    return MainType.FLAKE;
  }

  @Override
  public int bits() {
    return body.length * 8;
  }

  @Override
  public String canonical() {
    return Canonical.format(MainType.FLAKE, 0, 0, body.length / 4 - 1, body);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IsccFlake flake && Arrays.equals(body, flake.body);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(body);
  }

  @Override
  public String toString() {
    return canonical();
  }
}
