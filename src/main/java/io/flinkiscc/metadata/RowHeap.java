package io.flinkiscc.metadata;

import java.util.List;

/**
 * Estimates the heap of rows: sizes of objects of a 64-bit HotSpot with compressed references, as
 * it has up to 32 GB of heap, and texts of one byte or two per character as it keeps them.
 */
final class RowHeap {

  private static final int REFERENCE = 4;
  private static final int ARRAY_HEAD = 16;
  private static final int SMALL_OBJECT = 24;
  private static final int LAST_LATIN1 = 0xFF;

  private RowHeap() {}

  /** Bytes of a row and its array of values. */
  static long ofRow(int fields) {
    return SMALL_OBJECT + array((long) REFERENCE * fields);
  }

  /** Bytes of a value of any field type; null has none. */
  static long ofValue(Object value) {
    if (value instanceof String text) {
      boolean latin1 = text.chars().allMatch(c -> c <= LAST_LATIN1);
      return SMALL_OBJECT + array((latin1 ? 1L : 2L) * text.length());
    }
    if (value instanceof List<?> list) {
      // The list and the unmodifiable one around it.
      long sum = 2 * SMALL_OBJECT + array((long) REFERENCE * list.size());
      for (Object element : list) {
        sum += ofValue(element);
      }
      return sum;
    }
    return value instanceof Number ? SMALL_OBJECT : 0;
  }

  private static long array(long content) {
    return (ARRAY_HEAD + content + 7) / 8 * 8;
  }
}
