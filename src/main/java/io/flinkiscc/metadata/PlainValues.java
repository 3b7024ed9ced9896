package io.flinkiscc.metadata;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/** Brings what callers and JSON readers give into one form: String, Long, Double or Boolean. */
final class PlainValues {

  private static final BigInteger SMALLEST = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);

  /** All whole doubles below are longs. */
  private static final double LONGS = 0x1p63;

  private static final int SHOWN_CHARACTERS = 60;

  private PlainValues() {}

  /**
   * Returns the plain form of a single value.
   *
   * @return a String, Long, finite Double other than -0.0, or Boolean; null if it is none of these
   */
  static Object of(Object value) {
    if (value instanceof String || value instanceof Boolean || value instanceof Long) {
      return value;
    }
    if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return ((Number) value).longValue();
    }
    if (value instanceof BigInteger big) {
      return big.compareTo(SMALLEST) >= 0 && big.compareTo(LARGEST) <= 0 ? big.longValue() : null;
    }
    if (value instanceof Double || value instanceof Float) {
      double number = ((Number) value).doubleValue();
      // Adding zero makes -0.0 and 0.0 one value.
      return Double.isFinite(number) ? (Object) (number + 0.0) : null;
    }
    return null;
  }

  /**
   * Makes equal numbers equal objects, whether they are whole by type or by value.
   *
   * @param plain what {@link #of} gave
   */
  static Object comparable(Object plain) {
    if (plain instanceof Double number) {
      boolean whole = number == Math.rint(number) && Math.abs(number) < LONGS;
      return whole ? (Object) (long) (double) number : number;
    }
    return plain;
  }

  /**
   * Compares plain values of one kind.
   *
   * @return less than, equal to or more than 0; null if they are not both text or both numbers
   */
  static Integer compare(Object a, Object b) {
    if (a instanceof String text && b instanceof String other) {
      return text.compareTo(other);
    }
    if (a instanceof Long number && b instanceof Long other) {
      return number.compareTo(other);
    }
    return a instanceof Number && b instanceof Number ? exact(a).compareTo(exact(b)) : null;
  }

  private static BigDecimal exact(Object number) {
    return number instanceof Long whole
        ? BigDecimal.valueOf(whole)
        : new BigDecimal(((Number) number).doubleValue());
  }

  /** Describes a value in an error, whatever its size. */
  static String show(Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof Collection<?> list) {
      return "a list of " + list.size();
    }
    String text = String.valueOf(value);
    String cut =
        text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "...";
    return value instanceof String
        ? "the text \"" + cut + "\""
        : "the " + value.getClass().getSimpleName() + " " + cut;
  }

  /**
   * Encodes text as UTF-8.
   *
   * @return the bytes, or null if the text has a lone surrogate
   */
  static byte[] utf8(String text) {
    try {
      ByteBuffer bytes =
          StandardCharsets.UTF_8
              .newEncoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .encode(CharBuffer.wrap(text));
      byte[] exact = new byte[bytes.remaining()];
      bytes.get(exact);
      return exact;
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
