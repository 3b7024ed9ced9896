package io.flinkiscc.stream;

import io.flinkiscc.kafka.QueryRecordSerializer;
import io.flinkiscc.query.UnitCodes;
import io.flinkiscc.types.BinarySerializer;
import io.flinkiscc.types.BinaryTypeInfo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Serializer of {@link PreparedQuery}. Version 1: the {@link QueryRecordSerializer} form, state u8,
 * the {@link UnitCodes} form.
 */
public final class PreparedQuerySerializer extends BinarySerializer<PreparedQuery> {

  static final BinaryTypeInfo<PreparedQuery> TYPE =
      BinaryTypeInfo.of(new PreparedQuerySerializer());

  private static final long serialVersionUID = 1L;
  private static final PreparedQuery.State[] STATES = PreparedQuery.State.values();
  private static final QueryRecordSerializer RECORDS = new QueryRecordSerializer();

  /** Makes the serializer. */
  public PreparedQuerySerializer() {
    super(PreparedQuery.class, 1);
  }

  @Override
  protected void write(PreparedQuery query, DataOutput out) throws IOException {
    RECORDS.writeNested(query.record(), out);
    out.writeByte(query.state().ordinal());
    UnitCodes.write(query.units(), out);
  }

  @Override
  protected PreparedQuery read(DataInput in, int version) throws IOException {
    var record = RECORDS.readNested(in);
    int state = in.readUnsignedByte();
    if (state >= STATES.length) {
      throw new IOException("unknown state " + state + " of a prepared query");
    }
    return new PreparedQuery(record, STATES[state], UnitCodes.read(in));
  }
}
