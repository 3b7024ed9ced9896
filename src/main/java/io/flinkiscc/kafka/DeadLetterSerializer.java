package io.flinkiscc.kafka;

import io.flinkiscc.types.BinarySerializer;
import io.flinkiscc.types.BinaryTypeInfo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** Serializer of {@link DeadLetter}. */
public final class DeadLetterSerializer extends BinarySerializer<DeadLetter> {

  private static final long serialVersionUID = 1L;

  private static final int MAX_CODE_BYTES = 64;

  private final RawRecordSerializer raw = new RawRecordSerializer();

  /** For Flink. */
  public DeadLetterSerializer() {
    super(DeadLetter.class, 1);
  }

  /** Returns the type information of dead letters. */
  public static TypeInformation<DeadLetter> typeInfo() {
    return BinaryTypeInfo.of(new DeadLetterSerializer());
  }

  @Override
  protected void write(DeadLetter letter, DataOutput out) throws IOException {
    raw.writeNested(letter.raw(), out);
    writeString(out, letter.code().id());
    writeString(out, letter.message());
  }

  @Override
  protected DeadLetter read(DataInput in, int version) throws IOException {
    RawRecord record = raw.readNested(in);
    try {
      return new DeadLetter(
          record,
          ReasonCode.ofId(RecordFields.readText(in, MAX_CODE_BYTES)),
          RecordFields.readText(in, RecordFields.ANY_LENGTH));
    } catch (IllegalArgumentException e) {
      throw new IOException("The bytes are no dead letter: " + e.getMessage(), e);
    }
  }
}
