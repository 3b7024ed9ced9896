package io.flinkiscc.stream;

import io.flinkiscc.query.UnitCodes;
import io.flinkiscc.types.BinarySerializer;
import io.flinkiscc.types.BinaryTypeInfo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Serializer of {@link KnownAsset}. Version 1: live boolean, seq i64, remember-until i64, the
 * {@link UnitCodes} form.
 */
public final class KnownAssetSerializer extends BinarySerializer<KnownAsset> {

  static final BinaryTypeInfo<KnownAsset> TYPE = BinaryTypeInfo.of(new KnownAssetSerializer());

  private static final long serialVersionUID = 1L;

  /** Makes the serializer. */
  public KnownAssetSerializer() {
    super(KnownAsset.class, 1);
  }

  @Override
  protected void write(KnownAsset asset, DataOutput out) throws IOException {
    out.writeBoolean(asset.live());
    out.writeLong(asset.seq());
    out.writeLong(asset.rememberUntilMillis());
    UnitCodes.write(asset.units(), out);
  }

  @Override
  protected KnownAsset read(DataInput in, int version) throws IOException {
    return new KnownAsset(in.readBoolean(), in.readLong(), in.readLong(), UnitCodes.read(in));
  }
}
