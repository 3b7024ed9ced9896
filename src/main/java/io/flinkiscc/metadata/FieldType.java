package io.flinkiscc.metadata;

import java.util.Locale;

/** What the values of a metadata field are. */
public enum FieldType {
  /** Unicode text without lone surrogates, ordered by {@link String#compareTo}. */
  STRING("text"),
  /** A signed 64-bit integer. */
  LONG("an integer of 64 bits"),
  /** A finite 64-bit floating point number; integers that fit exactly are taken as well. */
  DOUBLE("a finite number that a double holds exactly"),
  /** True or false. */
  BOOLEAN("true or false"),
  /** A list of texts in the given order; may be empty, may hold one text several times. */
  STRING_LIST("a list of texts");

  private static final long EXACT_DOUBLE = 1L << 53;

  private final String allowed;

  FieldType(String allowed) {
    this.allowed = allowed;
  }

  /** The name in schemas that are written out: lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a name in any case.
   *
   * @throws IllegalArgumentException if there is no such type
   */
  public static FieldType ofLabel(String label) {
    for (FieldType type : values()) {
      if (type.name().equalsIgnoreCase(label)) {
        return type;
      }
    }
    throw new IllegalArgumentException(
        "\"%s\" is no type of a metadata field; allowed are string, long, double, boolean and string_list"
            .formatted(label));
  }

  String allowed() {
    return allowed;
  }

  /** The type of what a filter compares the values of such a field to. */
  FieldType elementType() {
    return this == STRING_LIST ? STRING : this;
  }

  /**
   * Makes a plain value one of this type.
   *
   * @param plain what {@link PlainValues#of} gave
   * @return the value, or null if it is none of this type
   */
  Object convert(Object plain) {
    return switch (this) {
      case STRING -> plain instanceof String ? plain : null;
      case LONG -> plain instanceof Long ? plain : null;
      case BOOLEAN -> plain instanceof Boolean ? plain : null;
      case STRING_LIST -> null;
      case DOUBLE ->
          plain instanceof Long whole ? exact(whole) : plain instanceof Double ? plain : null;
    };
  }

  private static Object exact(long whole) {
    return whole >= -EXACT_DOUBLE && whole <= EXACT_DOUBLE ? (Object) (double) whole : null;
  }
}
