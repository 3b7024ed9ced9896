package io.flinkiscc.index;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;

/**
 * 64-bit digest of an asset form: XXH3-64 with seed 0. Equal assets have equal forms and so equal
 * digests; two forms that differ have the same one by a chance of 2^-64.
 */
final class SealedDigest {

  private static final Hasher64 XXH3 = Hashing.xxh3_64();

  private SealedDigest() {}

  /** The digest of a form. */
  static long of(byte[] form) {
    return XXH3.hashBytesToLong(form);
  }
}
