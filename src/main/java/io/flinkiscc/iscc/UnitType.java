package io.flinkiscc.iscc;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Type of an ISCC-UNIT: main type, subtype and version. Only units of one type can be compared, so
 * this is also the name of an index: {@code MAINTYPE_SUBTYPE_V<version>}.
 */
public enum UnitType {
  /** Title and description. */
  META_NONE_V0(MainType.META, 0),
  /** Meaning of a text. */
  SEMANTIC_TEXT_V0(MainType.SEMANTIC, 0),
  /** Meaning of an image. */
  SEMANTIC_IMAGE_V0(MainType.SEMANTIC, 1),
  /** Meaning of a sound. */
  SEMANTIC_AUDIO_V0(MainType.SEMANTIC, 2),
  /** Meaning of a video. */
  SEMANTIC_VIDEO_V0(MainType.SEMANTIC, 3),
  /** Meaning of content of several media. */
  SEMANTIC_MIXED_V0(MainType.SEMANTIC, 4),
  /** Text content. */
  CONTENT_TEXT_V0(MainType.CONTENT, 0),
  /** Image content. */
  CONTENT_IMAGE_V0(MainType.CONTENT, 1),
  /** Sound content. */
  CONTENT_AUDIO_V0(MainType.CONTENT, 2),
  /** Video content. */
  CONTENT_VIDEO_V0(MainType.CONTENT, 3),
  /** Content of several media. */
  CONTENT_MIXED_V0(MainType.CONTENT, 4),
  /** Bytes, similarity preserving. */
  DATA_NONE_V0(MainType.DATA, 0),
  /** Bytes, a checksum: only equality (of prefixes) means something. */
  INSTANCE_NONE_V0(MainType.INSTANCE, 0);

  private static final UnitType[] BY_CODE = new UnitType[MainType.ISCC.code() << 4];
  private static final Map<String, UnitType> BY_NAME = new HashMap<>();

  static {
    for (UnitType type : values()) {
      BY_CODE[type.code()] = type;
      BY_NAME.put(type.name(), type);
    }
  }

  private final MainType mainType;
  private final int subType;

  UnitType(MainType mainType, int subType) {
    this.mainType = mainType;
    this.subType = subType;
  }

  /** Main type, one of META, SEMANTIC, CONTENT, DATA and INSTANCE. */
  public MainType mainType() {
    return mainType;
  }

  /** Number of the subtype in the header, 0..4. */
  public int subType() {
    return subType;
  }

  /**
   * Stable number for binary formats, 0..255: main type in the high and subtype in the low four
   * bits, which for version 0 is the first byte of the ISCC header.
   */
  public int code() {
    return mainType.code() << 4 | subType;
  }

  /**
   * Type of a {@link #code()}.
   *
   * @throws IsccException if no type has that number
   */
  public static UnitType ofCode(int code) {
    if (code < 0 || code >= BY_CODE.length || BY_CODE[code] == null) {
      throw new IsccException(
          "Unit type code " + code + " is unknown; known are " + knownCodes() + ".");
    }
    return BY_CODE[code];
  }

  /**
   * Type of a name such as {@code CONTENT_TEXT_V0}.
   *
   * @throws IsccException if the name (case matters) is not one of the constants or is null
   */
  public static UnitType parse(String name) {
    UnitType type = BY_NAME.get(name);
    if (type == null) {
      throw new IsccException(
          "Unit type "
              + (name == null ? "null" : IsccException.quote(name))
              + " is unknown; known are "
              + Arrays.toString(values())
              + ".");
    }
    return type;
  }

  private static String knownCodes() {
    StringBuilder known = new StringBuilder();
    for (UnitType type : values()) {
      known.append(known.isEmpty() ? "" : ", ").append(type.code()).append(" ").append(type);
    }
    return known.toString();
  }
}
