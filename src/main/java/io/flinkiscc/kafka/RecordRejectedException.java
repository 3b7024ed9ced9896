package io.flinkiscc.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * A record breaks a rule of its format. The message is for the sender of the record: what was
 * given, what is allowed, what to do.
 *
 * <p>Carries no stack trace: the fault is in the data, and there may be many of them.
 */
public class RecordRejectedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final ReasonCode code;

  /**
   * Refuses a record.
   *
   * @param code kind of the fault
   * @param message for the sender; halves of surrogate pairs in it become question marks
   */
  public RecordRejectedException(ReasonCode code, String message) {
    super(wellFormed(message), null, false, false);
    this.code = Objects.requireNonNull(code, "code");
  }

  /** Returns the kind of the fault. */
  public ReasonCode code() {
    return code;
  }

  private static String wellFormed(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}
