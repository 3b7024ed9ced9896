package io.flinkiscc.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.apache.flink.metrics.HistogramStatistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyHistogramTest {

  private static final double[] QUANTILES = {0, .01, .5, .9, .95, .99, .999, 1};

  @Test
  void isEmptyBeforeTheFirstValue() {
    HistogramStatistics none = new LatencyHistogram().getStatistics();
    assertThat(none.size()).isZero();
    assertThat(none.getValues()).isEmpty();
    assertThat(none.getQuantile(.99)).isZero();
    assertThat(none.getMean()).isZero();
    assertThat(none.getStdDev()).isZero();
    assertThat(none.getMin()).isZero();
    assertThat(none.getMax()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void isAsExactAsItSays(long seed) {
    Random random = new Random(seed);
    LatencyHistogram histogram = new LatencyHistogram();
    long[] values = new long[1 + random.nextInt(LatencyHistogram.GENERATION)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (long) Math.exp(random.nextDouble() * 30);
      histogram.update(values[i]);
    }
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    HistogramStatistics told = histogram.getStatistics();
    String run = "seed " + seed;
    assertThat(histogram.getCount()).as(run).isEqualTo(values.length);
    assertThat(told.size()).as(run).isEqualTo(values.length);
    assertThat(told.getMin()).as(run).isEqualTo(sorted[0]);
    assertThat(told.getMax()).as(run).isEqualTo(sorted[sorted.length - 1]);
    double mean = Arrays.stream(values).average().orElseThrow();
    assertThat(told.getMean()).as(run).isCloseTo(mean, within(mean * 1e-9));
    double variance = Arrays.stream(values).mapToDouble(v -> (v - mean) * (v - mean)).sum();
    double deviation = Math.sqrt(variance / values.length);
    assertThat(told.getStdDev()).as(run).isCloseTo(deviation, within(deviation * 1e-6));
    long[] copies = told.getValues();
    for (int i = 0; i < sorted.length; i++) {
      assertThat((double) copies[i]).as(run).isCloseTo(sorted[i], within(1 + sorted[i] / 32.));
    }
    for (double quantile : QUANTILES) {
      long exact = sorted[Math.max(0, (int) Math.ceil(quantile * sorted.length) - 1)];
      assertThat(told.getQuantile(quantile))
          .as("quantile %s, %s", quantile, run)
          .isCloseTo(exact, within(exact / 32.));
    }
  }

  @Test
  void forgetsWhatIsOld() {
    LatencyHistogram histogram = new LatencyHistogram();
    histogram.update(Long.MAX_VALUE);
    for (int i = 0; i < 2 * LatencyHistogram.GENERATION - 1; i++) {
      histogram.update(7);
    }
    assertThat(histogram.getStatistics().getMax()).isEqualTo(Long.MAX_VALUE);
    assertThat(histogram.getStatistics().size()).isEqualTo(2 * LatencyHistogram.GENERATION);
    histogram.update(9);
    HistogramStatistics told = histogram.getStatistics();
    assertThat(told.getMax()).isEqualTo(9);
    assertThat(told.getQuantile(.5)).isEqualTo(7);
    assertThat(told.size()).isEqualTo(LatencyHistogram.GENERATION + 1);
    assertThat(histogram.getCount()).isEqualTo(2L * LatencyHistogram.GENERATION + 1);
  }

  @Test
  void everyNumberIsInTheBucketThatBeginsAtOrBelowIt() {
    for (int bucket = 0; bucket < LogBuckets.COUNT; bucket++) {
      long lowest = LogBuckets.lowest(bucket);
      assertThat(LogBuckets.of(lowest)).isEqualTo(bucket);
      if (bucket > 0) {
        assertThat(LogBuckets.of(lowest - 1)).isEqualTo(bucket - 1);
      }
    }
    assertThat(LogBuckets.of(Long.MAX_VALUE)).isEqualTo(LogBuckets.COUNT - 1);
  }
}
