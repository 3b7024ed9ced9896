package io.flinkiscc.nphd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DistanceTest {

  @Test
  void breaksTheTriangleInequalityAcrossLengths() {
    byte[] zerosThenOnes = new byte[32];
    Arrays.fill(zerosThenOnes, 8, 32, (byte) 0xFF);
    Code x = Code.of(new byte[8]);
    Code y = Code.of(new byte[32]);
    Code z = Code.of(zerosThenOnes);

    assertThat(Distance.between(x, y)).isEqualTo(new Distance(0, 64));
    assertThat(Distance.between(x, z)).isEqualTo(new Distance(0, 64));
    assertThat(Distance.between(y, z)).isEqualTo(new Distance(192, 256));
    assertThat(Distance.between(y, z).nphd()).isEqualTo(.75);
    assertThat(Distance.between(y, z).score()).isEqualTo(.25);
  }

  @Test
  void obeysTheTriangleInequalityAmongCodesOfOneLength() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 1000; i++) {
      int length = 1 + random.nextInt(32);
      Code a = Code.of(BitOracle.bytes(random, length));
      Code b = Code.of(BitOracle.bytes(random, length));
      Code c = Code.of(BitOracle.bytes(random, length));
      assertThat(Distance.between(a, c).hamming())
          .as("seed %d", seed)
          .isLessThanOrEqualTo(Distance.between(a, b).hamming() + Distance.between(b, c).hamming());
    }
  }

  @Test
  void isTheSameInBothDirections() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 1000; i++) {
      Code a = Code.of(BitOracle.bytes(random, 1 + random.nextInt(32)));
      Code b = Code.of(BitOracle.bytes(random, 1 + random.nextInt(32)));
      assertThat(Distance.between(a, b)).as("seed %d", seed).isEqualTo(Distance.between(b, a));
      assertThat(Distance.between(a, a).hamming()).as("seed %d", seed).isZero();
    }
  }

  @Test
  void ordersEveryPairOfDistancesAsTheirFractions() {
    for (int bitsA = 8; bitsA <= 256; bitsA += 8) {
      for (int bitsB = 8; bitsB <= 256; bitsB += 8) {
        for (int a = 0; a <= bitsA; a += 3) {
          for (int b = 0; b <= bitsB; b += 3) {
            int expected =
                BigInteger.valueOf(a)
                    .multiply(BigInteger.valueOf(bitsB))
                    .compareTo(BigInteger.valueOf(b).multiply(BigInteger.valueOf(bitsA)));
            int actual = new Distance(a, bitsA).compareTo(new Distance(b, bitsB));
            if (Integer.signum(actual) != expected) {
              assertThat(actual).as("%d/%d against %d/%d", a, bitsA, b, bitsB).isEqualTo(expected);
            }
          }
        }
      }
    }
  }

  @Test
  void comparesEqualFractionsAsZeroButTellsThePairsApart() {
    Distance shorter = new Distance(4, 64);
    Distance longer = new Distance(8, 128);

    assertThat(shorter.compareTo(longer)).isZero();
    assertThat(shorter).isNotEqualTo(longer);
  }

  @Test
  void findsTheLargestHammingAtAnotherLengthThatIsNotFarther() {
    for (int bits = 8; bits <= 256; bits += 8) {
      for (int hamming = 0; hamming <= bits; hamming++) {
        Distance distance = new Distance(hamming, bits);
        for (int other = 8; other <= 256; other += 8) {
          int max = distance.maxHamming(other);
          boolean holds =
              new Distance(max, other).compareTo(distance) <= 0
                  && (max == other || new Distance(max + 1, other).compareTo(distance) > 0);
          if (!holds) {
            assertThat(max).as("%d/%d at %d bits", hamming, bits, other).isNegative();
          }
        }
      }
    }
  }

  @Test
  void refusesImpossiblePairs() {
    assertThatThrownBy(() -> new Distance(-1, 64)).hasMessageContaining("-1");
    assertThatThrownBy(() -> new Distance(65, 64)).hasMessageContaining("65");
    assertThatThrownBy(() -> new Distance(0, 0)).hasMessageContaining("is 0;");
    assertThatThrownBy(() -> new Distance(0, 264)).hasMessageContaining("264");
    assertThatThrownBy(() -> new Distance(1, 64).maxHamming(65)).hasMessageContaining("65");
  }
}
