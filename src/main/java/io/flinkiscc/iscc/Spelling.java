package io.flinkiscc.iscc;

import java.util.ArrayList;
import java.util.List;

/** Reads the spellings that {@link Iscc#normalize} accepts. */
final class Spelling {

  /** More than five units of 256 bits take, even with a hyphen behind every character. */
  private static final int MAX_CHARS = 1024;

  /** Characters that hold every field of a header even if one of them is a long varnibble. */
  private static final int PEEK_CHARS = 8;

  /** Characters of a 32 bit unit, the shortest one. */
  private static final int MIN_UNIT_CHARS = 10;

  private final String shown;
  private final String base32;

  private Spelling(String shown, String base32) {
    this.shown = shown;
    this.base32 = base32;
  }

  static Iscc read(String spelling) {
    if (spelling == null) {
      throw new IsccException("ISCC is missing (null).");
    }
    if (spelling.length() > MAX_CHARS) {
      throw IsccException.of(
          Canonical.KIND,
          spelling,
          "is too long: at most " + MAX_CHARS + " characters are allowed.");
    }
    String text = spelling.strip();
    if (Multiformat.is(text)) {
      return Digest.read(Multiformat.decode(text), spelling);
    }
    String base32 = withoutScheme(text, spelling).replace("-", "");
    if (base32.isEmpty()) {
      throw IsccException.of(Canonical.KIND, spelling, "is empty.");
    }
    return new Spelling(spelling, base32).readAll();
  }

  private static String withoutScheme(String text, String shown) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      return text;
    }
    if (text.indexOf(':', colon + 1) >= 0) {
      throw IsccException.of(Canonical.KIND, shown, "has more than one colon.");
    }
    String scheme = text.substring(0, colon).strip();
    if (!isIsccScheme(scheme)) {
      throw IsccException.of(
          Canonical.KIND,
          shown,
          "has the scheme " + IsccException.quote(scheme) + "; allowed are \"ISCC\" or none.");
    }
    return text.substring(colon + 1).strip();
  }

  /** ASCII only: equalsIgnoreCase would take a dotless i or a long s. */
  private static boolean isIsccScheme(String scheme) {
    if (scheme.length() != 4) {
      return false;
    }
    for (int i = 0; i < 4; i++) {
      char c = scheme.charAt(i);
      if (c != "ISCC".charAt(i) && c != "iscc".charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private Iscc readAll() {
    int end = endOf(0);
    Iscc first = read(0, end);
    if (end == base32.length()) {
      return first;
    }
    List<IsccUnit> units = new ArrayList<>();
    units.add((IsccUnit) first);
    while (end < base32.length()) {
      int start = end;
      end = endOf(start);
      if (!(read(start, end) instanceof IsccUnit unit)) {
        throw IsccException.of(
            Canonical.KIND, shown, "joins a unit and something else; only units can be joined.");
      }
      units.add(unit);
    }
    return IsccCode.compose(units);
  }

  /**
   * End of the ISCC that starts here: what its header says if it is a unit and another can follow,
   * else the end of the text, so that a wrong length is reported as such.
   */
  private int endOf(int start) {
    int available = base32.length() - start;
    byte[] peek =
        BaseCodec.BASE32_ANY_CASE.decodeStart(
            base32, start, start + Math.min(PEEK_CHARS, available), Canonical.KIND, shown);
    Header header = Header.read(peek, shown);
    int chars = BaseCodec.BASE32.chars(Header.BYTES + header.bodyBytes());
    boolean othersFollow = header.mainType().isUnit() && available - chars >= MIN_UNIT_CHARS;
    return othersFollow ? start + chars : base32.length();
  }

  private Iscc read(int start, int end) {
    byte[] digest = BaseCodec.BASE32_ANY_CASE.decode(base32, start, end, Canonical.KIND, shown);
    return Digest.read(digest, shown);
  }
}
