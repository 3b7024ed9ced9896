package io.flinkiscc.serve;

import com.google.protobuf.ByteString;
import io.flinkiscc.index.Asset;
import io.flinkiscc.index.Chunk;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.serve.proto.AssetSimprints;
import io.flinkiscc.serve.proto.Simprint;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Assets, and the units of assets, as messages. */
public final class AssetProto {

  private AssetProto() {}

  /**
   * The message of an asset.
   *
   * @throws IllegalArgumentException if a unit is of a length that no ISCC-UNIT has
   */
  public static io.flinkiscc.serve.proto.Asset of(Asset asset) {
    io.flinkiscc.serve.proto.Asset.Builder message =
        io.flinkiscc.serve.proto.Asset.newBuilder()
            .setKey(asset.key())
            .addAllUnits(MessageFields.unitTexts(asset.units()))
            .setMetadata(ByteString.copyFrom(asset.metadata()));
    asset
        .simprints()
        .forEach(
            (type, chunks) -> {
              AssetSimprints.Builder ofType = AssetSimprints.newBuilder().setType(type.name());
              chunks.forEach(chunk -> ofType.addSimprints(simprint(chunk)));
              message.addSimprints(ofType);
            });
    return message.build();
  }

  private static Simprint simprint(Chunk chunk) {
    return Simprint.newBuilder()
        .setCode(MessageFields.bytes(chunk.code()))
        .setOffset((int) chunk.offset())
        .setSize((int) chunk.size())
        .build();
  }

  /**
   * Reads the asset of a message.
   *
   * @throws InvalidMessageException if the message is no asset
   */
  public static Asset asset(io.flinkiscc.serve.proto.Asset message) throws InvalidMessageException {
    Asset.Builder asset =
        Asset.builder(message.getKey()).metadata(message.getMetadata().toByteArray());
    units(message.getUnitsList()).forEach(asset::unit);
    Set<UnitType> seen = EnumSet.noneOf(UnitType.class);
    for (AssetSimprints ofType : message.getSimprintsList()) {
      UnitType type = MessageFields.type(ofType.getType());
      if (!seen.add(type)) {
        throw new InvalidMessageException(type + " comes twice in one list");
      }
      for (Simprint simprint : ofType.getSimprintsList()) {
        asset.chunk(
            type,
            new Chunk(
                MessageFields.storedCode(simprint.getCode()),
                Integer.toUnsignedLong(simprint.getOffset()),
                Integer.toUnsignedLong(simprint.getSize())));
      }
    }
    return asset.build();
  }

  /** The canonical texts of units, as in an answer. */
  public static List<String> unitTexts(Map<UnitType, Code> units) {
    return MessageFields.unitTexts(units);
  }

  /**
   * Reads units of their canonical texts.
   *
   * @throws InvalidMessageException if a text is no unit or a type comes twice
   */
  public static Map<UnitType, Code> units(List<String> canonical) throws InvalidMessageException {
    return MessageFields.units(canonical);
  }
}
