package io.flinkiscc.nphd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CodeArrayTest {

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  @Test
  void returnsWhatWasAppended() {
    for (int length = 1; length <= 32; length++) {
      CodeArray array = new CodeArray(8 * length);
      List<Code> codes = new ArrayList<>();
      for (int i = 0; i < 5000; i++) {
        codes.add(Code.of(BitOracle.bytes(random, length)));
        assertThat(array.append(codes.get(i))).isEqualTo(i);
      }
      assertThat(array.size()).isEqualTo(5000);
      assertThat(array.bits()).isEqualTo(8 * length);
      for (int i = 0; i < 5000; i++) {
        if (!array.get(i).equals(codes.get(i))) {
          assertThat(array.get(i)).as("seed %d, ordinal %d", seed, i).isEqualTo(codes.get(i));
        }
      }
    }
  }

  @Test
  void visitsWhatTheOracleFindsForEveryPairOfLengths() {
    new ScanCheck(seed).everyPairOfLengths();
  }

  @Test
  void findsTheNearestOfManyChunks() {
    CodeArray array = new CodeArray(256);
    for (int i = 0; i < 100_000; i++) {
      array.append(Code.of(BitOracle.bytes(random, 32)));
    }
    for (int i = 0; i < 100; i++) {
      int planted = random.nextInt(array.size());
      List<Integer> hits = new ArrayList<>();
      array.scan(
          array.get(planted),
          0,
          array.size(),
          40,
          (ordinal, hamming) -> {
            hits.add(ordinal);
            return 40;
          });
      // Two random codes of 256 bits within 40 bits of each other do not happen.
      assertThat(hits).as("seed %d", seed).containsExactly(planted);
    }
  }

  @Test
  void takesAnyBound() {
    CodeArray array = new CodeArray(64);
    for (int i = 0; i < 10_000; i++) {
      array.append(Code.of(BitOracle.bytes(random, 8)));
    }
    Code query = Code.of(BitOracle.bytes(random, 5));
    for (int bound : new int[] {Integer.MIN_VALUE, -1, 40, 256, Integer.MAX_VALUE}) {
      int[] hits = new int[1];
      array.scan(
          query,
          0,
          array.size(),
          bound,
          (ordinal, hamming) -> {
            hits[0]++;
            return bound;
          });
      assertThat(hits[0]).as("bound %d", bound).isEqualTo(bound < 0 ? 0 : array.size());
    }
  }

  @Test
  void leavesTheBoundsOfABatchAlone() {
    CodeArray array = new CodeArray(64);
    array.append(Code.of(new byte[8]));
    int[] bounds = {64, 64};
    ScanVisitor end = (ordinal, hamming) -> -1;
    Code query = Code.of(new byte[8]);

    array.scan(new Code[] {query, query}, 0, 1, bounds, new ScanVisitor[] {end, end});

    assertThat(bounds).containsExactly(64, 64);
  }

  @Test
  void accountsForTheMemoryItAllocates() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int length : new int[] {1, 4, 5, 8, 20, 32}) {
      Code code = Code.of(BitOracle.bytes(random, length));
      new CodeArray(8 * length).append(code);
      for (int size : new int[] {0, 1, 4096, 4097, 200_000}) {
        long before = threads.getCurrentThreadAllocatedBytes();
        CodeArray array = new CodeArray(8 * length);
        for (int i = 0; i < size; i++) {
          array.append(code);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        // Beside the codes: outgrown chunk lists, the objects around them and the measurement.
        assertThat(array.memoryBytes())
            .as("%d codes of %d bytes", size, length)
            .isCloseTo(allocated, within(1000L + allocated / 100));
      }
    }
  }

  @Test
  void refusesForeignLengthsAndRanges() {
    assertThatThrownBy(() -> new CodeArray(12)).hasMessageContaining("12");
    CodeArray array = new CodeArray(64);
    assertThatThrownBy(() -> array.append(Code.of(new byte[16])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("128")
        .hasMessageContaining("64");
    array.append(Code.of(new byte[8]));
    Code query = Code.of(new byte[8]);
    ScanVisitor visitor = (ordinal, hamming) -> 64;
    assertThatThrownBy(() -> array.get(1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> array.scan(query, 0, 2, 64, visitor))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> array.scan(query, -1, 1, 64, visitor))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(
            () -> array.scan(new Code[] {query}, 0, 1, new int[] {1, 2}, new ScanVisitor[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 queries, 2 bounds and 1 visitors");
    assertThatThrownBy(
            () -> array.scan(new Code[] {query}, 0, 2, new int[] {1}, new ScanVisitor[] {visitor}))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
