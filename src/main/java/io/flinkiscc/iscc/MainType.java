package io.flinkiscc.iscc;

import java.util.List;

/** The kinds of ISCC, as the first field of the header tells them apart. */
public enum MainType {
  /** Unit over title and description. */
  META(0, List.of("NONE")),
  /** Unit over the meaning of the content. */
  SEMANTIC(1, List.of("TEXT", "IMAGE", "AUDIO", "VIDEO", "MIXED")),
  /** Unit over the perceived content. */
  CONTENT(2, List.of("TEXT", "IMAGE", "AUDIO", "VIDEO", "MIXED")),
  /** Unit over the bytes, similarity preserving. */
  DATA(3, List.of("NONE")),
  /** Unit over the bytes, a checksum. */
  INSTANCE(4, List.of("NONE")),
  /** Composite ISCC-CODE of several units. */
  ISCC(5, List.of("TEXT", "IMAGE", "AUDIO", "VIDEO", "MIXED", "SUM", "NONE", "WIDE")),
  /** ISCC-ID; version 0 is the legacy form bound to a blockchain, version 1 names a realm. */
  ID(6, List.of("PRIVATE", "BITCOIN", "ETHEREUM", "POLYGON"), List.of("REALM_0", "REALM_1")),
  /** Unique identifier made of time and randomness; not similarity data. */
  FLAKE(7, List.of("NONE"));

  private static final MainType[] BY_CODE = values();

  private final int code;
  private final List<List<String>> subTypesByVersion;

  MainType(int code, List<String> subTypes) {
    this.code = code;
    this.subTypesByVersion = List.of(subTypes);
  }

  MainType(int code, List<String> subTypesV0, List<String> subTypesV1) {
    this.code = code;
    this.subTypesByVersion = List.of(subTypesV0, subTypesV1);
  }

  /** Number of this kind in the header, 0..7. */
  public int code() {
    return code;
  }

  /** Kind of a header number, null when there is none. */
  static MainType find(int code) {
    return code < BY_CODE.length ? BY_CODE[code] : null;
  }

  /** Highest known header version; lower ones are known too. */
  int lastVersion() {
    return subTypesByVersion.size() - 1;
  }

  /** Names of the known subtypes of a known version; the position is the header number. */
  List<String> subTypes(int version) {
    return subTypesByVersion.get(version);
  }

  /** Whether codes of this kind are units, that is parts of an ISCC-CODE and comparable. */
  boolean isUnit() {
    return code < ISCC.code;
  }
}
