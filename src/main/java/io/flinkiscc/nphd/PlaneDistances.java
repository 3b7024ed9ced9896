package io.flinkiscc.nphd;

import static io.flinkiscc.nphd.PopCount.partial;
import static io.flinkiscc.nphd.PopCount.total;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;

/**
 * Computes the distances of a range of codes: for ranges that {@link PlaneFilter} lets through.
 *
 * <p>C2 vectorises the loops only because a code and its distance have the same index; an offset
 * between them that is not known at compile time keeps them scalar on Java 17.
 */
final class PlaneDistances {

  private static final int P1 = PlaneFilter.CHUNK_CODES;
  private static final int P2 = 2 * PlaneFilter.CHUNK_CODES;
  private static final int P3 = 3 * PlaneFilter.CHUNK_CODES;
  private static final int P4 = 4 * PlaneFilter.CHUNK_CODES;
  private static final int P5 = 5 * PlaneFilter.CHUNK_CODES;
  private static final int P6 = 6 * PlaneFilter.CHUNK_CODES;
  private static final int P7 = 7 * PlaneFilter.CHUNK_CODES;

  private static final MethodHandle[] LOOPS =
      OutOfLine.find(
          MethodHandles.lookup(),
          MethodType.methodType(
              void.class, int[].class, int.class, int.class, int[].class, int[].class),
          "none",
          "one",
          "two",
          "three",
          "four",
          "five",
          "six",
          "seven",
          "eight");

  private PlaneDistances() {}

  /**
   * Computes the Hamming distances over the first planes.
   *
   * @param chunk planes of {@value PlaneFilter#CHUNK_CODES} ints
   * @param from first code, 0 to {@value PlaneFilter#CHUNK_CODES}
   * @param to code behind the last one
   * @param query 32 bits of the query per plane
   * @param planes number of planes compared, 0 (every distance is 0) to 8
   * @param distances takes the distance of code {@code i} at {@code i}
   */
  static void fill(int[] chunk, int from, int to, int[] query, int planes, int[] distances) {
    try {
      LOOPS[planes].invokeExact(chunk, from, to, query, distances);
    } catch (Throwable e) {
      throw OutOfLine.unchecked(e);
    }
  }

  private static void none(int[] c, int from, int to, int[] q, int[] distances) {
    Arrays.fill(distances, from, to, 0);
  }

  private static void one(int[] c, int from, int to, int[] q, int[] distances) {
    int q0 = q[0];
    for (int i = from; i < to; i++) {
      distances[i] = total(partial(c[i] ^ q0));
    }
  }

  private static void two(int[] c, int from, int to, int[] q, int[] distances) {
    int q0 = q[0];
    int q1 = q[1];
    for (int i = from; i < to; i++) {
      distances[i] = total(partial(c[i] ^ q0) + partial(c[i + P1] ^ q1));
    }
  }

  private static void three(int[] c, int from, int to, int[] q, int[] distances) {
    int q0 = q[0];
    int q1 = q[1];
    int q2 = q[2];
    for (int i = from; i < to; i++) {
      distances[i] = total(partial(c[i] ^ q0) + partial(c[i + P1] ^ q1) + partial(c[i + P2] ^ q2));
    }
  }

  private static void four(int[] c, int from, int to, int[] q, int[] distances) {
    int q0 = q[0];
    int q1 = q[1];
    int q2 = q[2];
    int q3 = q[3];
    for (int i = from; i < to; i++) {
      distances[i] =
          total(
              partial(c[i] ^ q0)
                  + partial(c[i + P1] ^ q1)
                  + partial(c[i + P2] ^ q2)
                  + partial(c[i + P3] ^ q3));
    }
  }

  private static void five(int[] c, int from, int to, int[] q, int[] distances) {
    int q0 = q[0];
    int q1 = q[1];
    int q2 = q[2];
    int q3 = q[3];
    int q4 = q[4];
    for (int i = from; i < to; i++) {
      distances[i] =
          total(
              partial(c[i] ^ q0)
                  + partial(c[i + P1] ^ q1)
                  + partial(c[i + P2] ^ q2)
                  + partial(c[i + P3] ^ q3)
                  + partial(c[i + P4] ^ q4));
    }
  }

  private static void six(int[] c, int from, int to, int[] q, int[] distances) {
    int q0 = q[0];
    int q1 = q[1];
    int q2 = q[2];
    int q3 = q[3];
    int q4 = q[4];
    int q5 = q[5];
    for (int i = from; i < to; i++) {
      distances[i] =
          total(
              partial(c[i] ^ q0)
                  + partial(c[i + P1] ^ q1)
                  + partial(c[i + P2] ^ q2)
                  + partial(c[i + P3] ^ q3)
                  + partial(c[i + P4] ^ q4)
                  + partial(c[i + P5] ^ q5));
    }
  }

  private static void seven(int[] c, int from, int to, int[] q, int[] distances) {
    int q0 = q[0];
    int q1 = q[1];
    int q2 = q[2];
    int q3 = q[3];
    int q4 = q[4];
    int q5 = q[5];
    int q6 = q[6];
    for (int i = from; i < to; i++) {
      distances[i] =
          total(
              partial(c[i] ^ q0)
                  + partial(c[i + P1] ^ q1)
                  + partial(c[i + P2] ^ q2)
                  + partial(c[i + P3] ^ q3)
                  + partial(c[i + P4] ^ q4)
                  + partial(c[i + P5] ^ q5)
                  + partial(c[i + P6] ^ q6));
    }
  }

  private static void eight(int[] c, int from, int to, int[] q, int[] distances) {
    int q0 = q[0];
    int q1 = q[1];
    int q2 = q[2];
    int q3 = q[3];
    int q4 = q[4];
    int q5 = q[5];
    int q6 = q[6];
    int q7 = q[7];
    for (int i = from; i < to; i++) {
      distances[i] =
          total(
              partial(c[i] ^ q0)
                  + partial(c[i + P1] ^ q1)
                  + partial(c[i + P2] ^ q2)
                  + partial(c[i + P3] ^ q3)
                  + partial(c[i + P4] ^ q4)
                  + partial(c[i + P5] ^ q5)
                  + partial(c[i + P6] ^ q6)
                  + partial(c[i + P7] ^ q7));
    }
  }
}
