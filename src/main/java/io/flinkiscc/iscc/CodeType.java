package io.flinkiscc.iscc;

/** Subtype of a composite ISCC-CODE: the medium of its content, or what it is made of. */
public enum CodeType {
  /** Text, with a CONTENT or SEMANTIC unit (or both). */
  TEXT,
  /** Image, with a CONTENT or SEMANTIC unit (or both). */
  IMAGE,
  /** Sound, with a CONTENT or SEMANTIC unit (or both). */
  AUDIO,
  /** Video, with a CONTENT or SEMANTIC unit (or both). */
  VIDEO,
  /** Several media, with a CONTENT or SEMANTIC unit (or both). */
  MIXED,
  /** DATA and INSTANCE only, 64 bits of each. */
  SUM,
  /** META, DATA and INSTANCE. */
  NONE,
  /** DATA and INSTANCE only, 128 bits of each (experimental in the reference implementation). */
  WIDE;

  /** Bits of the unit mask in the header; DATA and INSTANCE are in every code and have none. */
  static final int CONTENT_BIT = 1;

  static final int SEMANTIC_BIT = 2;
  static final int META_BIT = 4;

  private static final CodeType[] BY_CODE = values();

  /** Number of this subtype in the header, 0..7. */
  public int code() {
    return ordinal();
  }

  /** Subtype of a known header number. */
  static CodeType of(int code) {
    return BY_CODE[code];
  }

  /** Whether a header with this subtype may say that the units of {@code mask} are there. */
  boolean allowsMask(int mask) {
    return switch (this) {
      case SUM, WIDE -> mask == 0;
      case NONE -> mask == META_BIT;
      default -> mask <= 7 && (mask & (CONTENT_BIT | SEMANTIC_BIT)) != 0;
    };
  }

  /** The rule of {@link #allowsMask} for people. */
  String maskRule() {
    return switch (this) {
      case SUM, WIDE -> "0 (DATA and INSTANCE only)";
      case NONE -> "4 (META)";
      default -> "1..7 with 1 (CONTENT) or 2 (SEMANTIC) set";
    };
  }

  /** Body bytes of a code with this subtype and an allowed mask. */
  int bodyBytes(int mask) {
    return this == WIDE ? 32 : 8 * (Integer.bitCount(mask) + 2);
  }
}
