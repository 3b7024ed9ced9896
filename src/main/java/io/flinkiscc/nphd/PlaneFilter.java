package io.flinkiscc.nphd;

import static io.flinkiscc.nphd.PopCount.partial;
import static io.flinkiscc.nphd.PopCount.total;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Tells whether any code of a range is near a query: the inner loop of every exact scan.
 *
 * <p>Codes lie in a chunk as planes of {@value #CHUNK_CODES} ints: plane {@code p} holds bits
 * {@code 32 * p} to {@code 32 * p + 31} of each code. A vector register takes the same 32 bits of
 * many codes, and the query's bits are the same in every lane.
 *
 * <p>The loops have a shape that HotSpot's C2 vectorises from Java 17 on: straight-line code,
 * offsets known at compile time, no store, and a single OR into an accumulator. The accumulated
 * sign bit of {@code distance - bound - 1} says whether a distance is within the bound. Minimum
 * reductions and several queries per loop stay scalar there.
 */
final class PlaneFilter {

  /** Codes per chunk; 256-bit codes then take 128 KiB, which second-level caches hold. */
  static final int CHUNK_CODES = 4096;

  private static final int P1 = CHUNK_CODES;
  private static final int P2 = 2 * CHUNK_CODES;
  private static final int P3 = 3 * CHUNK_CODES;
  private static final int P4 = 4 * CHUNK_CODES;
  private static final int P5 = 5 * CHUNK_CODES;
  private static final int P6 = 6 * CHUNK_CODES;
  private static final int P7 = 7 * CHUNK_CODES;

  private static final MethodHandle[] LOOPS =
      OutOfLine.find(
          MethodHandles.lookup(),
          MethodType.methodType(
              int.class, int[].class, int.class, int.class, int.class, int[].class),
          "none",
          "one",
          "two",
          "three",
          "four",
          "five",
          "six",
          "seven",
          "eight");

  private PlaneFilter() {}

  /**
   * Returns whether a code of a range differs from the query in at most {@code bound} bits of the
   * first planes.
   *
   * @param chunk planes of {@value #CHUNK_CODES} ints
   * @param from first code, 0 to {@value #CHUNK_CODES}
   * @param to code behind the last one
   * @param query 32 bits of the query per plane
   * @param planes number of planes compared, 0 (every distance is 0) to 8
   * @param bound largest distance wanted, -1 (nothing) to 256
   */
  static boolean anyWithin(int[] chunk, int from, int to, int[] query, int planes, int bound) {
    try {
      return (int) LOOPS[planes].invokeExact(chunk, from, to, bound + 1, query) < 0;
    } catch (Throwable e) {
      throw OutOfLine.unchecked(e);
    }
  }

  private static int none(int[] c, int from, int to, int limit, int[] q) {
    return from < to ? -limit : 0;
  }

  private static int one(int[] c, int from, int to, int limit, int[] q) {
    int q0 = q[0];
    int signs = 0;
    for (int i = from; i < to; i++) {
      signs |= total(partial(c[i] ^ q0)) - limit;
    }
    return signs;
  }

  private static int two(int[] c, int from, int to, int limit, int[] q) {
    int q0 = q[0];
    int q1 = q[1];
    int signs = 0;
    for (int i = from; i < to; i++) {
      signs |= total(partial(c[i] ^ q0) + partial(c[i + P1] ^ q1)) - limit;
    }
    return signs;
  }

  private static int three(int[] c, int from, int to, int limit, int[] q) {
    int q0 = q[0];
    int q1 = q[1];
    int q2 = q[2];
    int signs = 0;
    for (int i = from; i < to; i++) {
      signs |=
          total(partial(c[i] ^ q0) + partial(c[i + P1] ^ q1) + partial(c[i + P2] ^ q2)) - limit;
    }
    return signs;
  }

  private static int four(int[] c, int from, int to, int limit, int[] q) {
    int q0 = q[0];
    int q1 = q[1];
    int q2 = q[2];
    int q3 = q[3];
    int signs = 0;
    for (int i = from; i < to; i++) {
      signs |=
          total(
                  partial(c[i] ^ q0)
                      + partial(c[i + P1] ^ q1)
                      + partial(c[i + P2] ^ q2)
                      + partial(c[i + P3] ^ q3))
              - limit;
    }
    return signs;
  }

  private static int five(int[] c, int from, int to, int limit, int[] q) {
    int q0 = q[0];
    int q1 = q[1];
    int q2 = q[2];
    int q3 = q[3];
    int q4 = q[4];
    int signs = 0;
    for (int i = from; i < to; i++) {
      signs |=
          total(
                  partial(c[i] ^ q0)
                      + partial(c[i + P1] ^ q1)
                      + partial(c[i + P2] ^ q2)
                      + partial(c[i + P3] ^ q3)
                      + partial(c[i + P4] ^ q4))
              - limit;
    }
    return signs;
  }

  private static int six(int[] c, int from, int to, int limit, int[] q) {
    int q0 = q[0];
    int q1 = q[1];
    int q2 = q[2];
    int q3 = q[3];
    int q4 = q[4];
    int q5 = q[5];
    int signs = 0;
    for (int i = from; i < to; i++) {
      signs |=
          total(
                  partial(c[i] ^ q0)
                      + partial(c[i + P1] ^ q1)
                      + partial(c[i + P2] ^ q2)
                      + partial(c[i + P3] ^ q3)
                      + partial(c[i + P4] ^ q4)
                      + partial(c[i + P5] ^ q5))
              - limit;
    }
    return signs;
  }

  private static int seven(int[] c, int from, int to, int limit, int[] q) {
    int q0 = q[0];
    int q1 = q[1];
    int q2 = q[2];
    int q3 = q[3];
    int q4 = q[4];
    int q5 = q[5];
    int q6 = q[6];
    int signs = 0;
    for (int i = from; i < to; i++) {
      signs |=
          total(
                  partial(c[i] ^ q0)
                      + partial(c[i + P1] ^ q1)
                      + partial(c[i + P2] ^ q2)
                      + partial(c[i + P3] ^ q3)
                      + partial(c[i + P4] ^ q4)
                      + partial(c[i + P5] ^ q5)
                      + partial(c[i + P6] ^ q6))
              - limit;
    }
    return signs;
  }

  private static int eight(int[] c, int from, int to, int limit, int[] q) {
    int q0 = q[0];
    int q1 = q[1];
    int q2 = q[2];
    int q3 = q[3];
    int q4 = q[4];
    int q5 = q[5];
    int q6 = q[6];
    int q7 = q[7];
    int signs = 0;
    for (int i = from; i < to; i++) {
      signs |=
          total(
                  partial(c[i] ^ q0)
                      + partial(c[i + P1] ^ q1)
                      + partial(c[i + P2] ^ q2)
                      + partial(c[i + P3] ^ q3)
                      + partial(c[i + P4] ^ q4)
                      + partial(c[i + P5] ^ q5)
                      + partial(c[i + P6] ^ q6)
                      + partial(c[i + P7] ^ q7))
              - limit;
    }
    return signs;
  }
}
