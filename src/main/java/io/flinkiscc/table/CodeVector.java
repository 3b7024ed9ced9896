package io.flinkiscc.table;

import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.table.data.ArrayData;

/**
 * Units as numbers, for {@code VECTOR_SEARCH}, which takes arrays of DOUBLE only. Each unit is a
 * head, {@code 16 * UnitType.code() + words}, and behind it its body in {@code words} (1..8)
 * unsigned 32-bit numbers, most significant bits first; a DOUBLE holds them exactly. Units follow
 * one another.
 */
final class CodeVector {

  private static final int HEAD_STEP = 16;
  private static final int MOST_WORDS = 8;
  private static final double MOST = 0xffffffffL;

  /** No record has more, see the ingest format. */
  private static final int MOST_UNITS = 16;

  private CodeVector() {}

  static Double[] of(List<IsccUnit> units) {
    List<Double> numbers = new ArrayList<>();
    for (IsccUnit unit : units) {
      ByteBuffer body = ByteBuffer.wrap(unit.body());
      numbers.add((double) (unit.type().code() * HEAD_STEP + body.capacity() / Integer.BYTES));
      while (body.hasRemaining()) {
        numbers.add((double) Integer.toUnsignedLong(body.getInt()));
      }
    }
    return numbers.toArray(Double[]::new);
  }

  /**
   * The units of numbers.
   *
   * @throws IllegalArgumentException if they are not what {@link #of} makes
   */
  static List<IsccUnit> units(ArrayData numbers) {
    List<IsccUnit> units = new ArrayList<>();
    int at = 0;
    while (at < numbers.size()) {
      int head = (int) number(numbers, at++);
      int words = head % HEAD_STEP;
      if (words < 1 || words > MOST_WORDS || words > numbers.size() - at) {
        throw wrong(at - 1, "the head of a unit with as many numbers behind it as it says");
      }
      ByteBuffer body = ByteBuffer.allocate(words * Integer.BYTES);
      while (body.hasRemaining()) {
        body.putInt((int) number(numbers, at++));
      }
      if (units.size() == MOST_UNITS) {
        throw wrong(at - 1, "the end: a vector has 1.." + MOST_UNITS + " units");
      }
      units.add(IsccUnit.of(UnitType.ofCode(head / HEAD_STEP), body.array()));
    }
    if (units.isEmpty()) {
      throw wrong(0, "the head of a unit");
    }
    return units;
  }

  private static long number(ArrayData numbers, int at) {
    double number = numbers.isNullAt(at) ? -1 : numbers.getDouble(at);
    if (!(number >= 0 && number <= MOST && number == Math.rint(number))) {
      throw wrong(at, "a whole number from 0 to 2^32-1");
    }
    return (long) number;
  }

  private static IllegalArgumentException wrong(int at, String wanted) {
    return new IllegalArgumentException(
        "The vector has no meaning at element "
            + (at + 1)
            + ", where "
            + wanted
            + " is wanted; make vectors with iscc_to_vec");
  }
}
