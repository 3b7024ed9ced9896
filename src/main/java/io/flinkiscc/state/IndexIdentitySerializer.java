package io.flinkiscc.state;

import io.flinkiscc.types.BinarySerializer;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Serializer of {@link IndexIdentity}. Version 1: realm u8, queries by ISCC-ID boolean. */
public final class IndexIdentitySerializer extends BinarySerializer<IndexIdentity> {

  private static final long serialVersionUID = 1L;

  /** Makes the serializer. */
  public IndexIdentitySerializer() {
    super(IndexIdentity.class, 1);
  }

  @Override
  protected void write(IndexIdentity identity, DataOutput out) throws IOException {
    out.writeByte(identity.realm());
    out.writeBoolean(identity.queriesById());
  }

  @Override
  protected IndexIdentity read(DataInput in, int version) throws IOException {
    return new IndexIdentity(in.readUnsignedByte(), in.readBoolean());
  }
}
