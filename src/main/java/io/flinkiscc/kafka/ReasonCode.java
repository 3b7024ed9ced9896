package io.flinkiscc.kafka;

import java.util.Locale;

/**
 * Why a record was refused. The {@link #id()} is what dead letters carry and stays the same for
 * good.
 */
public enum ReasonCode {
  /** The value is not one JSON object in UTF-8, or breaks a limit of the JSON reader. */
  MALFORMED_JSON,
  /** A field that must be there is not. */
  MISSING_FIELD,
  /** A field has another type or value than its schema allows. */
  INVALID_FIELD,
  /** A text is not the canonical form of the kind of ISCC that is wanted. */
  INVALID_ISCC,
  /** Two different units of one type and length: nobody can tell which one is right. */
  CONFLICTING_UNITS,
  /** The Kafka key is not the ISCC-ID of the record. */
  KEY_MISMATCH,
  /** The ISCC-ID belongs to another realm than the index. */
  WRONG_REALM,
  /** The operation is not one of the known ones. */
  UNKNOWN_OP,
  /** There is nothing to index or to search by. */
  EMPTY_RECORD,
  /** The value is larger than allowed. */
  TOO_LARGE,
  /** The record asks for something that this version cannot do. */
  UNSUPPORTED;

  private final String id = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** Returns the name in JSON, such as {@code key-mismatch}. */
  public String id() {
    return id;
  }

  /**
   * Returns the code with this {@link #id()}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static ReasonCode ofId(String id) {
    for (ReasonCode code : values()) {
      if (code.id.equals(id)) {
        return code;
      }
    }
    throw new IllegalArgumentException("There is no reason code \"" + id + "\"");
  }
}
