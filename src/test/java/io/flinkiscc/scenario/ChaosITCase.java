package io.flinkiscc.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random scenarios for some minutes. Properties: {@code chaos.seed} (default: drawn and printed),
 * {@code chaos.minutes} and {@code chaos.scenarios}, whichever is reached first.
 */
class ChaosITCase {

  @TempDir Path directory;

  @Test
  void theIndexIsTheLogWhateverFails() throws Exception {
    long drawn = System.currentTimeMillis();
    long seed = Long.getLong("chaos.seed", drawn);
    int scenarios = Integer.getInteger("chaos.scenarios", Integer.MAX_VALUE);
    double minutes = Double.parseDouble(System.getProperty("chaos.minutes", "3"));
    System.out.printf("chaos: seed %d, %.1f minutes at most%n", seed, minutes);
    try (ChaosRunner runner = new ChaosRunner(directory)) {
      Duration time = Duration.ofMillis((long) (minutes * 60_000));
      assertThat(runner.run(seed, scenarios, time)).as("seed %d", seed).isEmpty();
      System.out.println("chaos: " + runner.summary());
      assertThat(runner.scenarios()).isPositive();
    }
  }
}
