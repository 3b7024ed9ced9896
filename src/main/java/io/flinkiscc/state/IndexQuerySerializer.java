package io.flinkiscc.state;

import io.flinkiscc.match.MatchCodec;
import io.flinkiscc.types.BinarySerializer;
import io.flinkiscc.types.BinaryTypeInfo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Serializer of {@link IndexQuery}. Version 1: ask id u64, route key u64, {@link MatchCodec} form
 * of the query.
 */
public final class IndexQuerySerializer extends BinarySerializer<IndexQuery> {

  /** Type information of {@link IndexQuery}. */
  public static final BinaryTypeInfo<IndexQuery> TYPE =
      BinaryTypeInfo.of(new IndexQuerySerializer());

  private static final long serialVersionUID = 1L;

  /** Makes the serializer. */
  public IndexQuerySerializer() {
    super(IndexQuery.class, 1);
  }

  @Override
  protected void write(IndexQuery query, DataOutput out) throws IOException {
    out.writeLong(query.askId());
    out.writeLong(query.routeKey());
    MatchCodec.writeQuery(query.query(), out);
  }

  @Override
  protected IndexQuery read(DataInput in, int version) throws IOException {
    return new IndexQuery(in.readLong(), in.readLong(), MatchCodec.readQuery(in));
  }
}
