package io.flinkiscc.iscc;

/**
 * A checked ISCC header. Fields are varnibbles in the order main type, subtype, version, length;
 * every value known today fits one nibble, so that a header that passes the checks has two bytes.
 *
 * @param mainType kind of the code
 * @param subType number of the subtype, known for this kind and version
 * @param version header version, known for this kind
 * @param length length field; its meaning depends on the kind, see {@link #bodyBytes}
 */
record Header(MainType mainType, int subType, int version, int length) {

  /** Size of every header that passes the checks. */
  static final int BYTES = 2;

  /** Largest length field of units and flakes: 256 bits. */
  private static final int MAX_LENGTH = 7;

  /** Largest length field of a legacy ISCC-ID: four counter bytes. */
  private static final int MAX_COUNTER_BYTES = 4;

  /** Reads and checks the header at the start of {@code digest}. */
  static Header read(byte[] digest, String shown) {
    Varnibbles fields = new Varnibbles(digest, shown);
    int main = fields.next();
    MainType mainType = MainType.find(main);
    if (mainType == null) {
      throw bad(shown, "main type " + main + "; known are 0 (META) to 7 (FLAKE).");
    }
    int subType = fields.next();
    int version = fields.next();
    if (version > mainType.lastVersion()) {
      throw bad(
          shown,
          "version "
              + version
              + "; "
              + mainType
              + " is known up to "
              + mainType.lastVersion()
              + ".");
    }
    if (subType >= mainType.subTypes(version).size()) {
      throw bad(
          shown,
          String.format(
              "subtype %d; %s version %d knows 0 to %d %s.",
              subType,
              mainType,
              version,
              mainType.subTypes(version).size() - 1,
              mainType.subTypes(version)));
    }
    Header header = new Header(mainType, subType, version, fields.next());
    header.checkLength(shown);
    return header;
  }

  /** Number of body bytes that follow this header. */
  int bodyBytes() {
    return switch (mainType) {
      case ISCC -> CodeType.of(subType).bodyBytes(length);
      case ID -> 8 + length;
      default -> 4 * (length + 1);
    };
  }

  /** Name of kind, subtype and version, for example {@code CONTENT_TEXT_V0}. */
  String label() {
    return mainType + "_" + mainType.subTypes(version).get(subType) + "_V" + version;
  }

  private void checkLength(String shown) {
    if (mainType == MainType.ISCC) {
      CodeType type = CodeType.of(subType);
      if (!type.allowsMask(length)) {
        throw bad(
            shown, "unit mask " + length + "; " + label() + " takes " + type.maskRule() + ".");
      }
      return;
    }
    int min = mainType == MainType.FLAKE ? 1 : 0;
    int max = MAX_LENGTH;
    if (mainType == MainType.ID) {
      max = version == 0 ? MAX_COUNTER_BYTES : 0;
    }
    if (length < min || length > max) {
      throw bad(
          shown,
          String.format(
              "length field %d; %s takes %d to %d (%d to %d bits).",
              length, label(), min, max, bits(min), bits(max)));
    }
  }

  private int bits(int lengthField) {
    return 8 * new Header(mainType, subType, version, lengthField).bodyBytes();
  }

  private static IsccException bad(String shown, String problem) {
    return IsccException.of(Canonical.KIND, shown, "has " + problem);
  }
}
