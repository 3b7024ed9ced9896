package io.flinkiscc.index;

import io.flinkiscc.iscc.IsccException;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The binary form of an {@link Asset}, used in the operation log, in state files and between tasks.
 *
 * <p>All numbers are big endian. The form of one asset:
 *
 * <pre>
 *   key           u64   body of the ISCC-ID
 *   units         u8    number of units, then for each, ascending by type code:
 *     type        u8    {@link UnitType#code()}
 *     length      u8    bytes of the code, 1..32
 *     code        length bytes
 *   simprintTypes u8    number of simprint types, then for each, ascending by type code:
 *     type        u8
 *     chunks      u32   number of chunks, at least 1, then for each:
 *       length    u8
 *       code      length bytes
 *       offset    u32
 *       size      u32
 *   metadata      u32   bytes of metadata, then these bytes
 * </pre>
 *
 * <p>An asset has exactly one form, so that equal assets have equal bytes.
 */
public final class AssetCodec {

  private static final int MAX_CODE_BYTES = 32;
  private static final int SMALLEST_CHUNK_BYTES = 1 + 1 + 4 + 4;

  private AssetCodec() {}

  /** The bytes of an asset. */
  public static byte[] encode(Asset asset) {
    ByteBuffer out = ByteBuffer.allocate(encodedLength(asset));
    out.putLong(asset.key());
    out.put((byte) asset.units().size());
    asset
        .units()
        .forEach(
            (type, code) -> {
              out.put((byte) type.code());
              putCode(out, code);
            });
    out.put((byte) asset.simprints().size());
    asset
        .simprints()
        .forEach(
            (type, chunks) -> {
              out.put((byte) type.code());
              out.putInt(chunks.size());
              for (Chunk chunk : chunks) {
                putCode(out, chunk.code());
                out.putInt((int) chunk.offset());
                out.putInt((int) chunk.size());
              }
            });
    out.putInt(asset.metadataInternal().length);
    out.put(asset.metadataInternal());
    return out.array();
  }

  /**
   * Reads one asset, leaving the buffer behind it.
   *
   * @throws CorruptDataException if the bytes are not the form of an asset
   */
  public static Asset decode(ByteBuffer in) throws CorruptDataException {
    require(in, 8, "key");
    Asset.Builder asset = Asset.builder(in.getLong());
    for (Map.Entry<UnitType, Code> unit : decodeUnits(in).entrySet()) {
      asset.unit(unit.getKey(), unit.getValue());
    }
    decodeSimprints(in, asset);
    require(in, 4, "metadata length");
    int length = in.getInt();
    require(in, length, "metadata");
    byte[] metadata = new byte[length];
    in.get(metadata);
    return asset.metadata(metadata).build();
  }

  /** Reads only the units of the asset whose form starts at the position of the buffer. */
  static Map<UnitType, Code> decodeUnitsOnly(ByteBuffer in) throws CorruptDataException {
    require(in, 8, "key");
    in.position(in.position() + 8);
    return decodeUnits(in);
  }

  private static Map<UnitType, Code> decodeUnits(ByteBuffer in) throws CorruptDataException {
    EnumMap<UnitType, Code> units = new EnumMap<>(UnitType.class);
    require(in, 1, "unit count");
    int count = in.get() & 0xFF;
    for (int i = 0; i < count; i++) {
      UnitType type = getType(in);
      if (units.put(type, getCode(in)) != null) {
        throw new CorruptDataException("asset has two units of type " + type);
      }
    }
    return units;
  }

  private static void decodeSimprints(ByteBuffer in, Asset.Builder asset)
      throws CorruptDataException {
    require(in, 1, "simprint type count");
    int types = in.get() & 0xFF;
    for (int i = 0; i < types; i++) {
      UnitType type = getType(in);
      require(in, 4, "chunk count");
      int count = in.getInt();
      if (count < 1 || count > in.remaining() / SMALLEST_CHUNK_BYTES) {
        throw new CorruptDataException(
            "asset has "
                + count
                + " chunks of type "
                + type
                + ", "
                + in.remaining()
                + " bytes left");
      }
      for (int c = 0; c < count; c++) {
        Code code = getCode(in);
        require(in, 8, "chunk position");
        long offset = in.getInt() & Chunk.MAX_POSITION;
        long size = in.getInt() & Chunk.MAX_POSITION;
        asset.chunk(type, new Chunk(code, offset, size));
      }
    }
  }

  private static int encodedLength(Asset asset) {
    long length = 8 + 1 + 1 + 4 + (long) asset.metadataInternal().length;
    for (Code code : asset.units().values()) {
      length += 2 + code.bits() / 8;
    }
    for (List<Chunk> chunks : asset.simprints().values()) {
      length += 1 + 4;
      for (Chunk chunk : chunks) {
        length += 1 + chunk.code().bits() / 8 + 8;
      }
    }
    return Math.toIntExact(length);
  }

  private static void putCode(ByteBuffer out, Code code) {
    out.put((byte) (code.bits() / 8));
    out.put(code.toBytes());
  }

  private static UnitType getType(ByteBuffer in) throws CorruptDataException {
    require(in, 1, "unit type");
    int code = in.get() & 0xFF;
    try {
      return UnitType.ofCode(code);
    } catch (IsccException e) {
      throw new CorruptDataException("unknown unit type code " + code, e);
    }
  }

  private static Code getCode(ByteBuffer in) throws CorruptDataException {
    require(in, 1, "code length");
    int length = in.get() & 0xFF;
    if (length < 1 || length > MAX_CODE_BYTES) {
      throw new CorruptDataException("code of " + length + " bytes, allowed are 1..32");
    }
    require(in, length, "code");
    byte[] body = new byte[length];
    in.get(body);
    return Code.of(body);
  }

  private static void require(ByteBuffer in, int bytes, String what) throws CorruptDataException {
    if (bytes < 0 || in.remaining() < bytes) {
      throw new CorruptDataException(
          "asset ends in its " + what + ": needs " + bytes + " bytes, has " + in.remaining());
    }
  }
}
