package io.flinkiscc.state;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetCodec;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.types.BinarySerializer;
import io.flinkiscc.types.BinaryTypeInfo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Serializer of {@link AssetOp}.
 *
 * <p>Version 1: kind u8 (1 upsert, 2 add once, 3 delete), seq i64, event time i64, then for a
 * delete the key u64, else the {@link AssetCodec} form of the asset as u32 length and bytes.
 */
public final class AssetOpSerializer extends BinarySerializer<AssetOp> {

  /** Type information of {@link AssetOp}. */
  public static final BinaryTypeInfo<AssetOp> TYPE = BinaryTypeInfo.of(new AssetOpSerializer());

  private static final long serialVersionUID = 1L;
  private static final int LARGEST_ASSET = 256 << 20;

  /** Makes the serializer. */
  public AssetOpSerializer() {
    super(AssetOp.class, 1);
  }

  @Override
  protected void write(AssetOp op, DataOutput out) throws IOException {
    out.writeByte(op.kind().ordinal() + 1);
    out.writeLong(op.seq());
    out.writeLong(op.eventTimeMicros());
    if (op.kind() == AssetOp.Kind.DELETE) {
      out.writeLong(op.key());
    } else {
      writeBytes(out, AssetCodec.encode(op.asset()));
    }
  }

  @Override
  protected AssetOp read(DataInput in, int version) throws IOException {
    int kind = in.readUnsignedByte();
    long seq = in.readLong();
    long time = in.readLong();
    return switch (kind) {
      case 1 -> AssetOp.upsert(readAsset(in), seq, time);
      case 2 -> AssetOp.addOnce(readAsset(in), seq, time);
      case 3 -> AssetOp.delete(in.readLong(), seq, time);
      default -> throw new IOException("unknown kind of change " + kind + ", allowed are 1..3");
    };
  }

  private static Asset readAsset(DataInput in) throws IOException {
    return AssetCodec.decode(ByteBuffer.wrap(readBytes(in, LARGEST_ASSET)));
  }
}
