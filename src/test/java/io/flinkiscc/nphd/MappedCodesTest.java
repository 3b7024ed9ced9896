package io.flinkiscc.nphd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Scans are compared with the oracle in {@link ScanCheck}, beside those of {@link CodeArray}. */
class MappedCodesTest {

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  @Test
  void returnsWhatWasWrittenInEveryLength() {
    for (int length = 1; length <= 32; length++) {
      for (int size : new int[] {0, 1, 4095, 4096, 4097, 9000}) {
        CodeArray array = array(length, size);
        MappedCodes mapped = ScanCheck.mapped(array);
        assertThat(mapped.size()).isEqualTo(size);
        assertThat(mapped.bits()).isEqualTo(8 * length);
        for (int i = 0; i < size; i++) {
          if (!mapped.get(i).equals(array.get(i))) {
            assertThat(mapped.get(i)).as("seed %d, ordinal %d", seed, i).isEqualTo(array.get(i));
          }
        }
      }
    }
  }

  @Test
  void aVisitorMayScanTheSameCodes() {
    MappedCodes mapped = ScanCheck.mapped(array(8, 5000));
    List<Integer> outer = new ArrayList<>();
    int[] inner = new int[1];
    mapped.scan(
        mapped.get(0),
        0,
        5000,
        64,
        (ordinal, hamming) -> {
          outer.add(ordinal * 100 + mapped.get(0).hamming(mapped.get(ordinal)) - hamming);
          if (ordinal % 1000 == 0) {
            Code other = mapped.get(4999);
            mapped.scan(
                other,
                0,
                5000,
                64,
                (i, h) -> {
                  inner[0] += h == other.hamming(mapped.get(i)) ? 1 : 0;
                  return 64;
                });
          }
          return 64;
        });
    assertThat(outer).as("seed %d", seed).hasSize(5000).allMatch(o -> o % 100 == 0);
    assertThat(inner[0]).isEqualTo(5 * 5000);
  }

  @Test
  void bitsBehindTheEndOfACodeAreNotPartOfIt() {
    byte[] plane = {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x12};
    assertThat(new MappedCodes(8, 1, ByteBuffer.wrap(plane)).get(0))
        .isEqualTo(Code.of(new byte[] {0x12}));
  }

  @Test
  void refusesARegionOfAnotherSize() {
    assertThatThrownBy(() -> new MappedCodes(64, 3, ByteBuffer.allocate(23)))
        .hasMessage("3 codes of 64 bits take 24 bytes, not 23");
    assertThatThrownBy(() -> new MappedCodes(64, -1, ByteBuffer.allocate(0)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new MappedCodes(12, 1, ByteBuffer.allocate(4)))
        .isInstanceOf(IllegalArgumentException.class);
    MappedCodes two = ScanCheck.mapped(array(8, 2));
    assertThatThrownBy(() -> two.get(2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> two.scan(two.get(0), 0, 3, 1, (ordinal, hamming) -> 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void refusesToWriteACodeOfAnotherLength() {
    assertThatThrownBy(
            () ->
                MappedCodes.write(
                    64, 1, i -> Code.of(new byte[4]), OutputStream.nullOutputStream()))
        .hasMessage("A code of 32 bits was given for codes of 64 bits");
  }

  private CodeArray array(int length, int size) {
    CodeArray array = new CodeArray(8 * length);
    for (int i = 0; i < size; i++) {
      array.append(Code.of(BitOracle.bytes(random, length)));
    }
    return array;
  }
}
