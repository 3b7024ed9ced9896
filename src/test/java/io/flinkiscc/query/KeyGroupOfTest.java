package io.flinkiscc.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;

class KeyGroupOfTest {

  @Test
  void isThatOfFlink() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 100_000; round++) {
      long key = round < 1000 ? round - 500 : random.nextLong();
      int keyGroups = 1 + random.nextInt(round % 2 == 0 ? 128 : 32_768);
      assertThat(KeyGroupOf.key(key, keyGroups))
          .as("seed %d, key %d of %d key groups", seed, key, keyGroups)
          .isEqualTo(KeyGroupRangeAssignment.assignToKeyGroup(key, keyGroups));
    }
  }
}
