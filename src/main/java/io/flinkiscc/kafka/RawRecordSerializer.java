package io.flinkiscc.kafka;

import io.flinkiscc.types.BinarySerializer;
import io.flinkiscc.types.BinaryTypeInfo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** Serializer of {@link RawRecord}. */
public final class RawRecordSerializer extends BinarySerializer<RawRecord> {

  private static final long serialVersionUID = 1L;

  /** Kafka allows 249 characters, file systems some thousand bytes. */
  private static final int MAX_TOPIC_BYTES = 1 << 16;

  /** For Flink. */
  public RawRecordSerializer() {
    super(RawRecord.class, 1);
  }

  /** Returns the type information of raw records. */
  public static TypeInformation<RawRecord> typeInfo() {
    return BinaryTypeInfo.of(new RawRecordSerializer());
  }

  @Override
  protected void write(RawRecord record, DataOutput out) throws IOException {
    writeString(out, record.topic());
    out.writeInt(record.partition());
    out.writeLong(record.offset());
    out.writeLong(record.timestampMillis());
    writeBytes(out, record.sharedKey());
    writeBytes(out, record.sharedValue());
  }

  @Override
  protected RawRecord read(DataInput in, int version) throws IOException {
    return new RawRecord(
        RecordFields.readText(in, MAX_TOPIC_BYTES),
        RecordFields.requireNotNegative(in.readInt(), "partition"),
        RecordFields.requireNotNegative(in.readLong(), "offset"),
        in.readLong(),
        readBytes(in, RecordFields.ANY_LENGTH),
        readBytes(in, RecordFields.ANY_LENGTH));
  }
}
