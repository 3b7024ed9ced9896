package io.flinkiscc.nphd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class RadiusTest {

  @Test
  void acceptsWhatTheDecimalFractionSaysAtEveryLength() {
    for (int percent = 0; percent <= 100; percent++) {
      BigDecimal max = BigDecimal.valueOf(percent, 2);
      Radius radius = Radius.nphd(max.doubleValue());
      for (int bits = 8; bits <= 256; bits += 8) {
        assertThat(radius.maxHamming(bits))
            .as("%s at %d bits", max, bits)
            .isEqualTo(max.multiply(BigDecimal.valueOf(bits)).intValue());
      }
    }
  }

  @Test
  void acceptsByNphdWhatDistanceReports() {
    Radius radius = Radius.nphd(.22);
    for (int bits = 8; bits <= 256; bits += 8) {
      for (int hamming = 0; hamming <= bits; hamming++) {
        assertThat(radius.accepts(hamming, bits))
            .isEqualTo(new Distance(hamming, bits).nphd() <= .22);
      }
    }
  }

  @Test
  void acceptsByScoreWhatDistanceReports() {
    for (double minScore : new double[] {0, .1, .25, 1.0 / 3, .75, .85, .9, .95, 1}) {
      Radius radius = Radius.score(minScore);
      for (int bits = 8; bits <= 256; bits += 8) {
        for (int hamming = 0; hamming <= bits; hamming++) {
          assertThat(radius.accepts(hamming, bits))
              .as("%f, %d of %d", minScore, hamming, bits)
              .isEqualTo(new Distance(hamming, bits).score() >= minScore);
        }
      }
    }
  }

  @Test
  void knowsTheTwoEnds() {
    for (int bits = 8; bits <= 256; bits += 8) {
      assertThat(Radius.exact().maxHamming(bits)).isZero();
      assertThat(Radius.all().maxHamming(bits)).isEqualTo(bits);
    }
    assertThat(Radius.exact()).isEqualTo(Radius.score(1)).hasSameHashCodeAs(Radius.score(1));
    assertThat(Radius.all()).isEqualTo(Radius.score(0)).isNotEqualTo(Radius.exact());
  }

  @Test
  void takesABoundOfDifferingBits() {
    for (int max : new int[] {0, 3, 8, 100, 256, Integer.MAX_VALUE}) {
      for (int bits = 8; bits <= 256; bits += 8) {
        assertThat(Radius.hamming(max).maxHamming(bits)).isEqualTo(Math.min(max, bits));
      }
    }
    assertThatThrownBy(() -> Radius.hamming(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }

  @Test
  void takesStepsByLength() {
    Radius radius =
        Radius.byLength().noneUpTo(32).upTo(64, .17).upTo(128, .22).upTo(256, .25).build();

    assertThat(radius.maxHamming(32)).isEqualTo(-1);
    assertThat(radius.accepts(0, 8)).isFalse();
    assertThat(radius.maxHamming(40)).isEqualTo(6);
    assertThat(radius.maxHamming(64)).isEqualTo(10);
    assertThat(radius.maxHamming(72)).isEqualTo(15);
    assertThat(radius.maxHamming(128)).isEqualTo(28);
    assertThat(radius.maxHamming(256)).isEqualTo(64);
    assertThat(radius).hasToString("Radius{64=10, 128=28, 192=48, 256=64}");
  }

  @Test
  void namesTheStepAtFault() {
    assertThatThrownBy(() -> Radius.byLength().upTo(64, .1).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("end at 64 bits");
    assertThatThrownBy(() -> Radius.byLength().upTo(64, .1).upTo(64, .2).upTo(256, .1).build())
        .hasMessageContaining("upTo(64, 0.2)");
    assertThatThrownBy(() -> Radius.byLength().upTo(100, .1).build())
        .hasMessageContaining("upTo(100, 0.1)");
    assertThatThrownBy(() -> Radius.byLength().noneUpTo(264).build())
        .hasMessageContaining("noneUpTo(264)");
    assertThatThrownBy(() -> Radius.byLength().upTo(256, Double.NaN).build())
        .hasMessageContaining("NaN");
  }

  @Test
  void refusesNumbersOutsideZeroToOne() {
    for (double wrong : new double[] {-.01, 1.01, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> Radius.nphd(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(String.valueOf(wrong));
      assertThatThrownBy(() -> Radius.score(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(String.valueOf(wrong));
    }
    assertThatThrownBy(() -> Radius.all().maxHamming(12)).hasMessageContaining("12");
  }
}
