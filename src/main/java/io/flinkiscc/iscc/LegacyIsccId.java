package io.flinkiscc.iscc;

import java.util.Arrays;

/**
 * ISCC-ID of version 0: 64 bits derived from code and wallet, and a counter for repeated
 * registrations. Superseded by {@link IsccId}; shares the first characters of its text. Immutable
 * and thread-safe.
 */
public final class LegacyIsccId implements Iscc {

  private static final int HASH_BYTES = 8;

  private final int chain;
  private final byte[] body;

  private LegacyIsccId(int chain, byte[] body) {
    this.chain = chain;
    this.body = body;
  }

  /** Takes a body of allowed length over and checks its counter. */
  static LegacyIsccId of(int chain, byte[] body, String shown) {
    if (body.length > HASH_BYTES) {
      // LEB128: every byte but the last has the top bit; a zero last byte would be surplus.
      for (int i = HASH_BYTES; i < body.length - 1; i++) {
        if (body[i] >= 0) {
          throw badCounter(shown);
        }
      }
      if (body[body.length - 1] <= 0) {
        throw badCounter(shown);
      }
    }
    return new LegacyIsccId(chain, body);
  }

  private static IsccException badCounter(String shown) {
    return IsccException.of(
        Canonical.KIND,
        shown,
        "has a malformed counter: the bytes behind the first eight must be one LEB128 number above"
            + " zero without surplus bytes.");
  }

  /**
   * Reads the canonical form of an ISCC-ID of version 0.
   *
   * @throws IsccException if the text is not canonical, another kind of ISCC or of version 1
   */
  public static LegacyIsccId parse(String canonical) {
    return Canonical.parse(canonical, LegacyIsccId.class, "an ISCC-ID version 0");
  }

  /** Blockchain: 0 private, 1 Bitcoin, 2 Ethereum, 3 Polygon. */
  public int chain() {
    return chain;
  }

  /** Number of earlier registrations with the same hash, 0..2^28-1. */
  public int counter() {
    int counter = 0;
    for (int i = body.length - 1; i >= HASH_BYTES; i--) {
      counter = counter << 7 | body[i] & 0x7f;
    }
    return counter;
  }

  /** Copy of the body: eight bytes of hash, then up to four bytes of counter. */
  public byte[] body() {
    return body.clone();
  }

  @Override
  public MainType mainType() {
    return MainType.ID;
  }

  @Override
  public int bits() {
    return body.length * 8;
  }

  @Override
  public String canonical() {
    return Canonical.format(MainType.ID, chain, 0, body.length - HASH_BYTES, body);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LegacyIsccId id && chain == id.chain && Arrays.equals(body, id.body);
  }

  @Override
  public int hashCode() {
    return 31 * chain + Arrays.hashCode(body);
  }

  @Override
  public String toString() {
    return canonical();
  }
}
