package io.flinkiscc.serve;

import com.google.protobuf.ByteString;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Distance;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The fields that messages have in common. What a message says is checked by the value classes
 * themselves, whose refusals become an {@link InvalidMessageException}.
 */
final class MessageFields {

  private static final int MIN_SIMPRINT_BYTES = 8;
  private static final int MAX_CODE_BYTES = 32;

  private MessageFields() {}

  /** Something read of a message. */
  interface Reading<T> {
    T read() throws InvalidMessageException;
  }

  /**
   * Reads something, with every refusal as that of a message.
   *
   * @param what what is read, for the text
   */
  static <T> T checked(String what, Reading<T> reading) throws InvalidMessageException {
    try {
      return reading.read();
    } catch (IllegalArgumentException e) {
      throw new InvalidMessageException(what + ": " + e.getMessage(), e);
    }
  }

  static UnitType type(String name) throws InvalidMessageException {
    return checked("type", () -> UnitType.parse(name));
  }

  static ByteString bytes(Code code) {
    return ByteString.copyFrom(code.toBytes());
  }

  static Code simprint(ByteString bits) throws InvalidMessageException {
    if (bits.size() < MIN_SIMPRINT_BYTES || bits.size() > MAX_CODE_BYTES) {
      throw new InvalidMessageException(
          "a simprint has %d bytes, allowed are %d..%d"
              .formatted(bits.size(), MIN_SIMPRINT_BYTES, MAX_CODE_BYTES));
    }
    return Code.of(bits.toByteArray());
  }

  /** The code of a stored simprint, of whatever length it was indexed with. */
  static Code storedCode(ByteString bits) throws InvalidMessageException {
    if (bits.isEmpty() || bits.size() > MAX_CODE_BYTES) {
      throw new InvalidMessageException(
          "a code has %d bytes, allowed are 1..%d".formatted(bits.size(), MAX_CODE_BYTES));
    }
    return Code.of(bits.toByteArray());
  }

  static Distance distance(int hamming, int bits) throws InvalidMessageException {
    return checked("a distance", () -> new Distance(hamming, bits));
  }

  /** The canonical texts of units. */
  static List<String> unitTexts(Map<UnitType, Code> units) {
    List<String> texts = new ArrayList<>(units.size());
    units.forEach((type, code) -> texts.add(IsccUnit.of(type, code.toBytes()).canonical()));
    return texts;
  }

  /** The units of canonical texts, each type once. */
  static Map<UnitType, Code> units(List<String> canonical) throws InvalidMessageException {
    EnumMap<UnitType, Code> units = new EnumMap<>(UnitType.class);
    for (String text : canonical) {
      IsccUnit unit = checked("a unit", () -> IsccUnit.parse(text));
      putOnce(units, unit.type(), Code.of(unit.body()));
    }
    return units;
  }

  static <T> void putOnce(Map<UnitType, T> map, UnitType type, T value)
      throws InvalidMessageException {
    if (map.put(type, value) != null) {
      throw new InvalidMessageException(type + " comes twice in one list");
    }
  }
}
