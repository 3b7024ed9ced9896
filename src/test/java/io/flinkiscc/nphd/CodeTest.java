package io.flinkiscc.nphd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CodeTest {

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  @Test
  void packsBigEndianAndPadsWithZeros() {
    Code code = Code.of(new byte[] {(byte) 0x80, 1, 2, 3, 4, 5, 6, 7, (byte) 0xFF});

    assertThat(code.bits()).isEqualTo(72);
    assertThat(code.word(0)).isEqualTo(0x8001020304050607L);
    assertThat(code.word(1)).isEqualTo(0xFF00000000000000L);
    assertThat(code.word(2)).isZero();
    assertThat(code.word(3)).isZero();
    assertThat(code).hasToString("8001020304050607ff");
  }

  @Test
  void returnsTheBytesItWasMadeOfAndKeepsItsOwnCopy() {
    for (int length = 1; length <= 32; length++) {
      byte[] bytes = BitOracle.bytes(random, length);
      byte[] original = bytes.clone();
      Code code = Code.of(bytes);
      bytes[0]++;
      assertThat(code.toBytes()).as("seed %d", seed).isEqualTo(original);
      code.toBytes()[0]++;
      assertThat(code.toBytes()).as("seed %d", seed).isEqualTo(original);
    }
  }

  @Test
  void countsDifferingBitsOfEveryPairOfLengths() {
    for (int a = 1; a <= 32; a++) {
      for (int b = 1; b <= 32; b++) {
        byte[] left = BitOracle.bytes(random, a);
        byte[] right = BitOracle.bytes(random, b);
        assertThat(Code.of(left).hamming(Code.of(right)))
            .as("seed %d, %d and %d bytes", seed, a, b)
            .isEqualTo(BitOracle.hamming(left, right));
      }
    }
  }

  @Test
  void takesPrefixes() {
    byte[] bytes = BitOracle.bytes(random, 32);
    Code code = Code.of(bytes);
    for (int length = 1; length <= 32; length++) {
      Code prefix = code.prefix(8 * length);
      assertThat(prefix).as("seed %d", seed).isEqualTo(Code.of(Arrays.copyOf(bytes, length)));
      assertThat(prefix.isPrefixOf(code)).as("seed %d", seed).isTrue();
      assertThat(code.isPrefixOf(prefix)).as("seed %d", seed).isEqualTo(length == 32);
      bytes[length - 1] ^= 1;
      assertThat(prefix.isPrefixOf(Code.of(bytes))).as("seed %d", seed).isFalse();
      bytes[length - 1] ^= 1;
    }
  }

  @Test
  void isEqualOnlyToTheSameBitsOfTheSameLength() {
    byte[] bytes = new byte[32];
    Code code = Code.of(bytes);

    assertThat(code).isEqualTo(Code.of(new byte[32])).hasSameHashCodeAs(Code.of(new byte[32]));
    assertThat(code).isNotEqualTo(Code.of(new byte[31])).isNotEqualTo("00");
    for (int i = 0; i < 256; i++) {
      byte[] other = bytes.clone();
      other[i / 8] ^= (byte) (1 << i % 8);
      assertThat(Code.of(other)).isNotEqualTo(code).doesNotHaveSameHashCodeAs(code);
    }
  }

  @Test
  void refusesWrongLengthsAndWords() {
    assertThatThrownBy(() -> Code.of(new byte[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is 0;")
        .hasMessageContaining("8 to 256");
    assertThatThrownBy(() -> Code.of(new byte[33]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("264");
    Code code = Code.of(new byte[8]);
    assertThatThrownBy(() -> code.prefix(60)).hasMessageContaining("60");
    assertThatThrownBy(() -> code.prefix(72)).hasMessageContaining("72").hasMessageContaining("64");
    assertThatThrownBy(() -> code.word(4)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> code.word(-1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void isMadeOfItsWords() {
    Code code = Code.of(HexFormat.of().parseHex("0123456789abcdef0011223344556677deadbeef"));
    assertThat(Code.ofWords(160, code.word(0), code.word(1), code.word(2), code.word(3)))
        .isEqualTo(code);
    assertThat(Code.ofWords(72, code.word(0), code.word(1), code.word(2), -1))
        .isEqualTo(code.prefix(72));
    assertThatThrownBy(() -> Code.ofWords(12, 0, 0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("12");
  }
}
