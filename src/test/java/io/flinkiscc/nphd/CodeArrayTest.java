package io.flinkiscc.nphd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
        assertThat(array.get(i)).as("seed %d, ordinal %d", seed, i).isEqualTo(codes.get(i));
      }
    }
  }

  @Test
  void visitsWhatTheOracleFindsForEveryPairOfLengths() {
    for (int stored = 1; stored <= 32; stored++) {
      CodeArray array = new CodeArray(8 * stored);
      List<byte[]> codes = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        codes.add(BitOracle.bytes(random, stored));
        array.append(Code.of(codes.get(i)));
      }
      for (int asked = 1; asked <= 32; asked++) {
        byte[] query = BitOracle.bytes(random, asked);
        int bound = 4 * Math.min(asked, stored);
        List<String> expected = new ArrayList<>();
        for (int i = 7; i < 290; i++) {
          int hamming = BitOracle.hamming(query, codes.get(i));
          if (hamming <= bound) {
            expected.add(i + ":" + hamming);
          }
        }
        List<String> actual = new ArrayList<>();
        array.scan(
            Code.of(query),
            7,
            290,
            bound,
            (ordinal, hamming) -> {
              actual.add(ordinal + ":" + hamming);
              return bound;
            });
        assertThat(actual).as("seed %d, %d of %d bytes", seed, asked, stored).isEqualTo(expected);
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
    assertThatThrownBy(() -> array.get(1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> array.scan(query, 0, 2, 64, (ordinal, hamming) -> 64))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(
            () -> array.scan(new Code[] {query}, 0, 1, new int[] {1, 2}, new ScanVisitor[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 queries, 2 bounds and 1 visitors");
  }
}
