package io.flinkiscc.kafka;

import java.lang.reflect.Type;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * A record that was refused, and why.
 *
 * @param raw the record as it came
 * @param code kind of the fault
 * @param message for the sender of the record
 */
@TypeInfo(DeadLetter.InfoFactory.class)
public record DeadLetter(RawRecord raw, ReasonCode code, String message) {

  /** Checks that nothing is missing. */
  public DeadLetter {
    Objects.requireNonNull(raw, "raw");
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(message, "message");
  }

  /** Returns the dead letter of a refused record. */
  public static DeadLetter of(RawRecord raw, RecordRejectedException refusal) {
    return new DeadLetter(raw, refusal.code(), refusal.getMessage());
  }

  /** Tells Flink the type information of dead letters. */
  public static final class InfoFactory extends TypeInfoFactory<DeadLetter> {
    @Override
    public TypeInformation<DeadLetter> createTypeInfo(
        Type type, Map<String, TypeInformation<?>> parameters) {
      return DeadLetterSerializer.typeInfo();
    }
  }
}
