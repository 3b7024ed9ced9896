package io.flinkiscc.library;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.metadata.FieldType;
import io.flinkiscc.metadata.MetadataRow;
import io.flinkiscc.metadata.MetadataSchema;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HeapMetadataTest {

  private static final MetadataSchema SCHEMA =
      MetadataSchema.builder()
          .field("text", FieldType.STRING)
          .field("number", FieldType.LONG)
          .field("list", FieldType.STRING_LIST)
          .build();

  private static MetadataRow row(int slot) {
    String text = (slot % 2 == 0 ? "y" : "\u4e2d").repeat(400) + slot;
    return MetadataRow.fromMap(
        SCHEMA,
        Map.of("text", text, "number", 1000L + slot, "list", List.of("a" + slot, "b" + slot)));
  }

  private static long usedHeap() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  @Test
  void theHeapOfTheValuesIsCounted() {
    HeapMetadata metadata = new HeapMetadata(MetadataRow.empty(SCHEMA));
    row(0);
    long before = usedHeap();
    for (int slot = 0; slot < 40_000; slot++) {
      metadata.set(slot, row(slot));
    }
    long measured = usedHeap() - before;
    assertThat(metadata.heapBytes())
        .as("measured %d", measured)
        .isBetween(measured * 8 / 10, measured * 12 / 10);
    assertThat(metadata.get(39_999)).isEqualTo(row(39_999));
  }

  @Test
  void aRowThatTakesThePlaceOfAnotherIsCountedOnce() {
    HeapMetadata metadata = new HeapMetadata(MetadataRow.empty(SCHEMA));
    metadata.set(0, row(0));
    long one = metadata.heapBytes();
    metadata.set(0, row(2));
    assertThat(metadata.heapBytes()).isEqualTo(one);
    metadata.set(0, MetadataRow.empty(SCHEMA));
    assertThat(metadata.heapBytes()).isEqualTo(one - row(0).heapBytes());
  }
}
