package io.flinkiscc.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private static final Backoff BACKOFF =
      new Backoff(
          ClientOptions.builder(RegistryOptions.of("dir:/a"))
              .backoff(Duration.ofMillis(10), Duration.ofMillis(100))
              .build());

  private static long longest(int retries, long remaining) {
    long longest = 0;
    for (int i = 0; i < 2000; i++) {
      long nanos = BACKOFF.nanos(retries, remaining);
      assertThat(nanos).isNotNegative();
      longest = Math.max(longest, nanos);
    }
    return longest;
  }

  @Test
  void theBoundDoublesUpToTheLongest() {
    assertThat(longest(0, Long.MAX_VALUE)).isBetween(5_000_000L, 10_000_000L);
    assertThat(longest(2, Long.MAX_VALUE)).isBetween(20_000_000L, 40_000_000L);
    assertThat(longest(4, Long.MAX_VALUE)).isBetween(50_000_000L, 100_000_000L);
    assertThat(longest(1_000_000, Long.MAX_VALUE)).isBetween(50_000_000L, 100_000_000L);
  }

  @Test
  void halfOfTheTimeIsLeftForTheAnswer() {
    assertThat(longest(4, 1_000)).isLessThanOrEqualTo(500);
  }
}
