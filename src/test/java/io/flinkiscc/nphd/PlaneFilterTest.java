package io.flinkiscc.nphd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlaneFilterTest {

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  @Test
  void agreesWithTheDistancesForEveryNumberOfPlanes() {
    int[] chunk = random.ints(8 * PlaneFilter.CHUNK_CODES).toArray();
    int[] query = random.ints(8).toArray();
    int[] distances = new int[PlaneFilter.CHUNK_CODES];
    for (int planes = 0; planes <= 8; planes++) {
      for (int run = 0; run < 50; run++) {
        int from = random.nextInt(PlaneFilter.CHUNK_CODES);
        int to = from + random.nextInt(PlaneFilter.CHUNK_CODES - from + 1);
        Arrays.fill(distances, 0, distances.length, -1);
        PlaneDistances.fill(chunk, from, to, query, planes, distances);
        int nearest = Integer.MAX_VALUE;
        for (int i = 0; i < distances.length; i++) {
          int expected = i < from || i >= to ? -1 : distance(chunk, i, query, planes);
          if (distances[i] != expected) {
            assertThat(distances[i]).as("seed %d, code %d", seed, i).isEqualTo(expected);
          }
          nearest = expected < 0 ? nearest : Math.min(nearest, expected);
        }
        for (int bound = -1; bound <= 32 * planes; bound++) {
          boolean any = PlaneFilter.anyWithin(chunk, from, to, query, planes, bound);
          if (any != (nearest <= bound)) {
            assertThat(any).as("seed %d, %d within %d", seed, nearest, bound).isEqualTo(!any);
          }
        }
      }
    }
  }

  @Test
  void passesOnWhatALoopThrows() {
    assertThatThrownBy(() -> PlaneFilter.anyWithin(new int[4096], 0, 1, new int[8], 8, 0))
        .isInstanceOf(ArrayIndexOutOfBoundsException.class);
    assertThatThrownBy(() -> PlaneDistances.fill(new int[4096], 0, 2, new int[8], 1, new int[1]))
        .isInstanceOf(ArrayIndexOutOfBoundsException.class);
  }

  @Test
  void namesAMissingLoop() {
    assertThatThrownBy(
            () ->
                OutOfLine.find(MethodHandles.lookup(), MethodType.methodType(void.class), "absent"))
        .isInstanceOf(LinkageError.class)
        .hasMessageContaining("PlaneFilterTest");
    Error error = new Error("lost");
    assertThatThrownBy(() -> OutOfLine.unchecked(error)).isSameAs(error);
  }

  private static int distance(int[] chunk, int code, int[] query, int planes) {
    int distance = 0;
    for (int plane = 0; plane < planes; plane++) {
      int stored = chunk[plane * PlaneFilter.CHUNK_CODES + code];
      for (int bit = 0; bit < 32; bit++) {
        distance += (stored ^ query[plane]) >> bit & 1;
      }
    }
    return distance;
  }
}
