package io.flinkiscc.iscc;

import java.util.Arrays;

/**
 * ISCC-UNIT: the code that one algorithm gave for one asset, 32 to 256 bits in steps of 32.
 * Immutable and thread-safe.
 */
public final class IsccUnit implements Iscc {

  private static final int MAX_BYTES = 32;

  private final UnitType type;
  private final byte[] body;

  /** Takes the array over; its length must be allowed. */
  IsccUnit(UnitType type, byte[] body) {
    this.type = type;
    this.body = body;
  }

  /**
   * Unit with a copy of a body.
   *
   * @param body 4, 8, ... 32 bytes, most significant bit first
   * @throws IsccException if the body has another length
   */
  public static IsccUnit of(UnitType type, byte[] body) {
    if (body.length == 0 || body.length > MAX_BYTES || body.length % 4 != 0) {
      throw new IsccException(
          "Body of a "
              + type.name()
              + " unit has "
              + body.length
              + " bytes; allowed are 4 to 32 in steps of 4.");
    }
    return new IsccUnit(type, body.clone());
  }

  /**
   * Reads the canonical form of a unit.
   *
   * @throws IsccException if the text is not canonical or another kind of ISCC
   */
  public static IsccUnit parse(String canonical) {
    return Canonical.parse(canonical, IsccUnit.class, "a unit");
  }

  /** Type of this unit; only units of one type can be compared. */
  public UnitType type() {
    return type;
  }

  @Override
  public MainType mainType() {
    return type.mainType();
  }

  @Override
  public int bits() {
    return body.length * 8;
  }

  /** Copy of the body, most significant bit first. */
  public byte[] body() {
    return body.clone();
  }

  /**
   * Whether this unit says at least as much as the other about the same content: same type, and
   * this body starts with the other's body. True for equal units.
   */
  public boolean extendsUnit(IsccUnit shorter) {
    return type == shorter.type
        && body.length >= shorter.body.length
        && Arrays.equals(body, 0, shorter.body.length, shorter.body, 0, shorter.body.length);
  }

  /** Copies the first {@code count} bytes of the body, which must be there. */
  void copyBody(byte[] target, int offset, int count) {
    System.arraycopy(body, 0, target, offset, count);
  }

  @Override
  public String canonical() {
    return Canonical.format(type.mainType(), type.subType(), 0, body.length / 4 - 1, body);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IsccUnit unit && type == unit.type && Arrays.equals(body, unit.body);
  }

  /** The same in every JVM. */
  @Override
  public int hashCode() {
    return 31 * type.code() + Arrays.hashCode(body);
  }

  @Override
  public String toString() {
    return canonical();
  }
}
