package io.flinkiscc.quantise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuantiserTrainerTest {

  private static QuantiserTrainer.Builder trainer() {
    return QuantiserTrainer.builder()
        .method(QuantiserMethod.MEDIAN_THRESHOLD)
        .dimensions(1)
        .bits(64)
        .trainingSize(1000);
  }

  /** The bits of one dimension are its quantiles, so they tell what the sample is like. */
  @Test
  void theSampleIsDrawnFromTheWholeStream() {
    QuantiserTrainer trainer = trainer().build();
    for (int i = 0; i < 100_000; i++) {
      trainer.add(new float[] {i});
    }
    assertThat(trainer.seen()).isEqualTo(100_000);
    BinaryQuantiser quantiser = trainer.train();
    for (int i = 10_000; i < 100_000; i += 10_000) {
      int ones = Long.bitCount(quantiser.encode(new float[] {i}).word(0));
      assertThat(ones)
          .as("quantiles below %d", i)
          .isBetween(64 * i / 100_000 - 5, 64 * i / 100_000 + 5);
    }
  }

  @Test
  void progressIsToldStepByStep() {
    List<String> steps = new ArrayList<>();
    QuantiserTrainer trainer =
        trainer()
            .trainingSize(3)
            .progress((stage, done, total) -> steps.add(stage + " " + done + "/" + total))
            .build();
    for (int i = 0; i < 5; i++) {
      assertThat(trainer.isReady()).isEqualTo(i >= 3);
      trainer.add(new float[] {i});
    }
    assertThat(steps).containsExactly("SAMPLING 1/3", "SAMPLING 2/3", "SAMPLING 3/3");
    trainer.train();
    assertThat(steps).hasSize(3 + 64).endsWith("THRESHOLDS 64/64");
  }

  @Test
  void trainingOnTooFewVectorsIsRefused() {
    QuantiserTrainer trainer = trainer().build();
    trainer.add(new float[] {1});
    assertThatThrownBy(trainer::train)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("1 vectors were added, trainingSize is 1000");
  }

  @Test
  void wrongOptionsAreNamed() {
    assertThatThrownBy(() -> QuantiserTrainer.builder().build())
        .hasMessage("dimensions is 0, allowed are 1..16384");
    assertThatThrownBy(() -> trainer().bits(32).build())
        .hasMessage("bits is 32, allowed are 64..256");
    assertThatThrownBy(() -> trainer().bits(72).build())
        .hasMessage("bits is 72, allowed are multiples of 32");
    assertThatThrownBy(() -> trainer().trainingSize(1).build())
        .hasMessage("trainingSize is 1, allowed are 2..10000000");
    assertThatThrownBy(() -> trainer().dimensions(16_384).trainingSize(100_000).build())
        .hasMessage("trainingSize is 100000 at 16384 dimensions, allowed are 16384");
  }

  @Test
  void thresholdsNeverLieOnOneOfManyEqualNumbers() {
    assertThat(Split.threshold(new float[] {1, 2, 3, 4}, 0.5)).isEqualTo(2.5f);
    assertThat(Split.threshold(new float[] {0, 0, 0, 1}, 0.5)).isEqualTo(0.5f);
    assertThat(Split.threshold(new float[] {0, 1, 1, 1}, 0.5)).isEqualTo(0.5f);
    assertThat(Split.threshold(new float[] {0, 1, 1, 1, 1, 2, 2}, 0.5)).isEqualTo(1.5f);
    assertThat(Split.threshold(new float[] {3, 3, 3}, 0.5)).isEqualTo(3f);
    float next = Math.nextUp(1f);
    assertThat(Split.threshold(new float[] {1, next}, 0.5)).isEqualTo(1f);
    assertThat(Split.threshold(new float[] {-Float.MAX_VALUE, Float.MAX_VALUE}, 0.5)).isZero();
  }
}
