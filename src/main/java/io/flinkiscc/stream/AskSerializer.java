package io.flinkiscc.stream;

import io.flinkiscc.match.MatchCodec;
import io.flinkiscc.types.BinarySerializer;
import io.flinkiscc.types.BinaryTypeInfo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Serializer of {@link Ask}. Version 1: ask id u64, asked at i64, timeout i64, the {@link
 * PreparedQuerySerializer} form, then a boolean and, if it is true, the {@link MatchCodec} form of
 * the query.
 */
public final class AskSerializer extends BinarySerializer<Ask> {

  static final BinaryTypeInfo<Ask> TYPE = BinaryTypeInfo.of(new AskSerializer());

  private static final long serialVersionUID = 1L;
  private static final PreparedQuerySerializer PREPARED = new PreparedQuerySerializer();

  /** Makes the serializer. */
  public AskSerializer() {
    super(Ask.class, 1);
  }

  @Override
  protected void write(Ask ask, DataOutput out) throws IOException {
    out.writeLong(ask.askId());
    out.writeLong(ask.askedAtMicros());
    out.writeLong(ask.timeoutMillis());
    PREPARED.writeNested(ask.prepared(), out);
    out.writeBoolean(ask.query() != null);
    if (ask.query() != null) {
      MatchCodec.writeQuery(ask.query(), out);
    }
  }

  @Override
  protected Ask read(DataInput in, int version) throws IOException {
    return new Ask(
        in.readLong(),
        in.readLong(),
        in.readLong(),
        PREPARED.readNested(in),
        in.readBoolean() ? MatchCodec.readQuery(in) : null);
  }
}
