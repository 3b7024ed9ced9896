package io.flinkiscc.state;

import io.flinkiscc.match.MatchCodec;
import io.flinkiscc.types.BinarySerializer;
import io.flinkiscc.types.BinaryTypeInfo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Serializer of {@link IndexAnswer}. Version 1: ask id u64, first and last key group u16, index
 * time i64, {@link MatchCodec} form of the part.
 */
public final class IndexAnswerSerializer extends BinarySerializer<IndexAnswer> {

  /** Type information of {@link IndexAnswer}. */
  public static final BinaryTypeInfo<IndexAnswer> TYPE =
      BinaryTypeInfo.of(new IndexAnswerSerializer());

  private static final long serialVersionUID = 1L;

  /** Makes the serializer. */
  public IndexAnswerSerializer() {
    super(IndexAnswer.class, 1);
  }

  @Override
  protected void write(IndexAnswer answer, DataOutput out) throws IOException {
    out.writeLong(answer.askId());
    out.writeShort(answer.firstKeyGroup());
    out.writeShort(answer.lastKeyGroup());
    out.writeLong(answer.indexTimeMicros());
    MatchCodec.writePart(answer.part(), out);
  }

  @Override
  protected IndexAnswer read(DataInput in, int version) throws IOException {
    return new IndexAnswer(
        in.readLong(),
        in.readUnsignedShort(),
        in.readUnsignedShort(),
        in.readLong(),
        MatchCodec.readPart(in));
  }
}
