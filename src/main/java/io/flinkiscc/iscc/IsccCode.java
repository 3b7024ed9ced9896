package io.flinkiscc.iscc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * ISCC-CODE: the composite of an asset's units. A standard code holds the first 64 bits of META,
 * SEMANTIC, CONTENT (each optional), DATA and INSTANCE in this order; a wide one the first 128 bits
 * of DATA and INSTANCE. Immutable and thread-safe.
 */
public final class IsccCode implements Iscc {

  private static final int PART_BYTES = 8;
  private static final int WIDE_PART_BYTES = 16;

  private final CodeType type;
  private final int mask;
  private final byte[] body;

  /** Takes the array over; mask and length must fit the type. */
  IsccCode(CodeType type, int mask, byte[] body) {
    this.type = type;
    this.mask = mask;
    this.body = body;
  }

  /**
   * Reads the canonical form of a composite code.
   *
   * @throws IsccException if the text is not canonical or another kind of ISCC
   */
  public static IsccCode parse(String canonical) {
    return Canonical.parse(canonical, IsccCode.class, "an ISCC-CODE");
  }

  /**
   * Standard code of units in any order; the first 64 bits of each go in.
   *
   * @param units DATA and INSTANCE, and at most one each of META, SEMANTIC and CONTENT, the last
   *     two of one subtype; all of 64 bits or more
   * @throws IsccException if the units are not as above
   */
  public static IsccCode compose(Collection<IsccUnit> units) {
    IsccUnit[] parts = UnitSet.of(units, PART_BYTES * 8);
    IsccUnit meta = parts[MainType.META.code()];
    IsccUnit semantic = parts[MainType.SEMANTIC.code()];
    IsccUnit content = parts[MainType.CONTENT.code()];
    if (semantic != null && content != null && subType(semantic) != subType(content)) {
      throw new IsccException(
          "SEMANTIC and CONTENT of an ISCC-CODE must be of one subtype; given are "
              + semantic.type()
              + " and "
              + content.type()
              + ".");
    }
    int mask =
        (meta == null ? 0 : CodeType.META_BIT)
            | (semantic == null ? 0 : CodeType.SEMANTIC_BIT)
            | (content == null ? 0 : CodeType.CONTENT_BIT);
    CodeType type;
    if (content != null || semantic != null) {
      type = CodeType.of(subType(content != null ? content : semantic));
    } else {
      type = meta != null ? CodeType.NONE : CodeType.SUM;
    }
    return new IsccCode(type, mask, join(parts, PART_BYTES, type.bodyBytes(mask)));
  }

  /**
   * Wide code of a DATA and an INSTANCE unit; the first 128 bits of each go in.
   *
   * @param units DATA and INSTANCE in any order, both of 128 bits or more
   * @throws IsccException if the units are not as above
   */
  public static IsccCode composeWide(Collection<IsccUnit> units) {
    IsccUnit[] parts = UnitSet.of(units, WIDE_PART_BYTES * 8);
    if (units.size() != 2) {
      throw new IsccException(
          "A wide ISCC-CODE takes DATA and INSTANCE only; given are "
              + UnitSet.describe(units)
              + ".");
    }
    return new IsccCode(CodeType.WIDE, 0, join(parts, WIDE_PART_BYTES, CodeType.WIDE.bodyBytes(0)));
  }

  private static int subType(IsccUnit unit) {
    return unit.type().subType();
  }

  private static byte[] join(IsccUnit[] parts, int partBytes, int bodyBytes) {
    byte[] body = new byte[bodyBytes];
    int offset = 0;
    for (IsccUnit part : parts) {
      if (part != null) {
        part.copyBody(body, offset, partBytes);
        offset += partBytes;
      }
    }
    return body;
  }

  /**
   * Units of this code in the order of their main types: 64 bits each, or 128 if the code is wide.
   * They are prefixes of the units it was composed of.
   */
  public List<IsccUnit> decompose() {
    int partBytes = wide() ? WIDE_PART_BYTES : PART_BYTES;
    List<IsccUnit> units = new ArrayList<>(body.length / partBytes);
    for (UnitType unitType : unitTypes()) {
      int offset = units.size() * partBytes;
      units.add(new IsccUnit(unitType, Arrays.copyOfRange(body, offset, offset + partBytes)));
    }
    return List.copyOf(units);
  }

  private List<UnitType> unitTypes() {
    List<UnitType> types = new ArrayList<>(5);
    if ((mask & CodeType.META_BIT) != 0) {
      types.add(UnitType.META_NONE_V0);
    }
    if ((mask & CodeType.SEMANTIC_BIT) != 0) {
      types.add(UnitType.ofCode(MainType.SEMANTIC.code() << 4 | type.code()));
    }
    if ((mask & CodeType.CONTENT_BIT) != 0) {
      types.add(UnitType.ofCode(MainType.CONTENT.code() << 4 | type.code()));
    }
    types.add(UnitType.DATA_NONE_V0);
    types.add(UnitType.INSTANCE_NONE_V0);
    return types;
  }

  /** Subtype of this code. */
  public CodeType type() {
    return type;
  }

  /** Whether this code holds 128 bits each of DATA and INSTANCE. */
  public boolean wide() {
    return type == CodeType.WIDE;
  }

  /** Copy of the body: the parts of the units one after the other. */
  public byte[] body() {
    return body.clone();
  }

  @Override
  public MainType mainType() {
    return MainType.ISCC;
  }

  @Override
  public int bits() {
    return body.length * 8;
  }

  @Override
  public String canonical() {
    return Canonical.format(MainType.ISCC, type.code(), 0, mask, body);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IsccCode code
        && type == code.type
        && mask == code.mask
        && Arrays.equals(body, code.body);
  }

  /** The same in every JVM. */
  @Override
  public int hashCode() {
    return 31 * (type.code() << 4 | mask) + Arrays.hashCode(body);
  }

  @Override
  public String toString() {
    return canonical();
  }
}
