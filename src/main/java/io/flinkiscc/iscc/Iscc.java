package io.flinkiscc.iscc;

/**
 * One ISCC of any kind. Values are immutable, thread-safe and equal when their canonical forms are.
 */
public sealed interface Iscc permits IsccUnit, IsccCode, IsccId, LegacyIsccId, IsccFlake {

  /** Kind of this code. */
  MainType mainType();

  /** Length of the body (without header) in bits. */
  int bits();

  /** Canonical form: {@code ISCC:} and upper-case base32 of header and body, without padding. */
  String canonical();

  /**
   * Reads the canonical form; anything else, other spellings included, is refused.
   *
   * @throws IsccException if the text is null, not canonical or not a known kind of ISCC
   */
  static Iscc parse(String canonical) {
    return Canonical.parse(canonical);
  }

  /**
   * Canonical form of any accepted spelling:
   *
   * <ul>
   *   <li>base32 with or without scheme, scheme and body in any case, hyphens anywhere in the body,
   *       blanks around scheme and body;
   *   <li>unit texts one after the other (with or without hyphens between them), which become the
   *       ISCC-CODE composed of them; that keeps 64 bits of each unit, as the standard says;
   *   <li>multiformats without scheme: the multibase letter {@code f}, {@code b}, {@code v}, {@code
   *       z} or {@code u} and in that base the bytes CC 01, header, body.
   * </ul>
   *
   * @throws IsccException if the text is null, longer than 1024 characters or none of the above
   */
  static String normalize(String anySpelling) {
    return Spelling.read(anySpelling).canonical();
  }
}
