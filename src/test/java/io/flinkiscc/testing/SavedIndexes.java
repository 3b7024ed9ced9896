package io.flinkiscc.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.IsccJsonFormat;
import io.flinkiscc.kafka.RawRecord;
import io.flinkiscc.kafka.RecordRejectedException;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.state.SavepointWriter;
import java.nio.file.Path;

/** Indexes to ask, as savepoints. */
public final class SavedIndexes {

  private SavedIndexes() {}

  /** The canonical ISCC-ID of a small asset. */
  public static String id(int number) {
    return IsccId.of(0, number).canonical();
  }

  /** A text unit of 64 bits, of which the given number are 1. */
  public static String unit(int ones) {
    byte[] body = new byte[8];
    for (int i = 0; i < ones; i++) {
      body[i >> 3] |= (byte) (0x80 >> (i & 7));
    }
    return IsccUnit.of(UnitType.CONTENT_TEXT_V0, body).canonical();
  }

  /** The assets 0 to 9, with text units of 0 to 9 ones and the number as metadata. */
  public static Path small(Path directory) throws Exception {
    try (SavepointWriter writer = SavepointWriter.builder(directory.toString()).realm(0).build()) {
      for (int i = 0; i < 10; i++) {
        Code code = Code.of(IsccUnit.parse(unit(i)).body());
        Asset asset =
            Asset.builder(i)
                .unit(UnitType.CONTENT_TEXT_V0, code)
                .metadata(("{\"n\":" + i + "}").getBytes(UTF_8))
                .build();
        writer.apply(AssetOp.upsert(asset, i, i));
      }
      writer.write();
    }
    return directory;
  }

  /** The small real dataset after all its events. */
  public static Path golden(Path directory) throws Exception {
    IsccJsonFormat format = new IsccJsonFormat(0);
    try (SavepointWriter writer = SavepointWriter.builder(directory.toString()).realm(0).build()) {
      for (RawRecord event : GoldenData.events()) {
        try {
          format.parse(event, (id, type) -> {}).ifPresent(writer::apply);
        } catch (RecordRejectedException e) {
          // Some are refused on purpose.
        }
      }
      writer.write();
    }
    return directory;
  }
}
