package io.flinkiscc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatenciesTest {

  @Test
  void percentilesAreValuesThatWereMeasured() {
    Latencies latencies = new Latencies(2000);
    for (int i = 1000; i >= 1; i--) {
      latencies.add(i * 1_000_000L);
    }
    assertThat(latencies.figures())
        .containsEntry("p50_us", 500_000.0)
        .containsEntry("p99_us", 990_000.0)
        .containsEntry("p999_us", 999_000.0)
        .containsEntry("max_us", 1_000_000.0)
        .containsEntry("stalls", 901L)
        .containsEntry("stalled_ms", (100 + 1000) * 901 / 2.0);
  }

  @Test
  void nothingMeasuredIsZero() {
    assertThat(new Latencies(1).figures()).containsEntry("max_us", 0.0).containsEntry("stalls", 0L);
  }
}
