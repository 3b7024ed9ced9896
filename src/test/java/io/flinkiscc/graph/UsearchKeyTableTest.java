package io.flinkiscc.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.nphd.Code;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UsearchKeyTableTest {

  /** On both sides of powers of two, where a slot takes another bit, and of a block. */
  private static final int[] SIZES = {0, 1, 2, 3, 4, 5, 7, 8, 9, 255, 256, 257, 1023, 1024, 1025};

  @ParameterizedTest
  @EnumSource
  void findsEveryKeyThereIsAndNoOther(UsearchKeyKind kind) throws IOException {
    long seed = 31;
    Random random = new Random(seed);
    for (int size : SIZES) {
      RowGraph graph =
          RowGraph.create(
              RowGraphOptions.builder()
                  .metric(UsearchMetric.NPHD)
                  .keyKind(kind)
                  .maxBits(64)
                  .connectivity(4)
                  .expansionAdd(4)
                  .build());
      Map<UsearchKey, Integer> slots = new HashMap<>();
      for (int slot = 0; slot < size; slot++) {
        UsearchKey key = key(kind, random);
        graph.add(key, Code.of(ByteBuffer.allocate(8).putLong(random.nextLong()).array()));
        slots.put(key, slot);
      }
      slots.keySet().stream().filter(key -> key.low() % 5 == 0).forEach(graph::remove);
      ByteArrayOutputStream written = new ByteArrayOutputStream();
      graph.write(written);
      UsearchFile file = UsearchFile.of(ByteBuffer.wrap(written.toByteArray()), "test");
      for (Map.Entry<UsearchKey, Integer> entry : slots.entrySet()) {
        boolean removed = entry.getKey().low() % 5 == 0;
        assertThat(file.slot(entry.getKey()))
            .as("key %s of %d rows, seed %d", entry.getKey(), size, seed)
            .isEqualTo(removed ? -1 : entry.getValue());
        assertThat(file.removed(entry.getValue())).isEqualTo(removed);
      }
      for (int i = 0; i < 100; i++) {
        assertThat(file.contains(key(kind, random))).isFalse();
      }
      assertThat(file.slot(kind.free())).isEqualTo(-1);
      file.verify();
    }
  }

  private static UsearchKey key(UsearchKeyKind kind, Random random) {
    // Keys that differ in one half only must not be taken for each other.
    return kind == UsearchKeyKind.U64
        ? UsearchKey.of(random.nextLong())
        : new UsearchKey(random.nextInt(8), random.nextLong());
  }
}
