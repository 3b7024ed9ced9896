package io.flinkiscc.kafka;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.Chunk;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import java.util.List;
import java.util.Map;

/** What the ingest formats have in common. */
final class AssetOps {

  private static final long MICROS_PER_MILLI = 1000;

  private AssetOps() {}

  static int requireRealm(int realm) {
    if (realm != 0 && realm != 1) {
      throw new IllegalArgumentException(
          "index.realm is " + realm + "; allowed are 0 (test) and 1 (operational)");
    }
    return realm;
  }

  static int requireMaxBytes(int maxRecordBytes) {
    if (maxRecordBytes < 1) {
      throw new IllegalArgumentException(
          "max-record-bytes is " + maxRecordBytes + "; allowed are numbers from 1 on");
    }
    return maxRecordBytes;
  }

  /** Asset of an ISCC-ID and its chosen units. */
  static Asset asset(
      IsccId id,
      LongestUnits units,
      Map<UnitType, List<Chunk>> simprints,
      byte[] metadata,
      UnitConflictListener conflicts) {
    Asset.Builder asset = Asset.builder(id.body());
    for (IsccUnit unit : units.byType().values()) {
      asset.unit(unit.type(), Code.of(unit.body()));
    }
    simprints.forEach((type, chunks) -> chunks.forEach(chunk -> asset.chunk(type, chunk)));
    units.conflicts().forEach(type -> conflicts.unitConflict(id, type));
    return asset.metadata(metadata).build();
  }

  /** Time of the Kafka record in microseconds since 1970 UTC; 0 if it has none. */
  static long recordTimeMicros(RawRecord record) throws RecordRejectedException {
    if (record.timestampMillis() == RawRecord.NO_TIMESTAMP) {
      return 0;
    }
    try {
      return Math.multiplyExact(record.timestampMillis(), MICROS_PER_MILLI);
    } catch (ArithmeticException e) {
      throw new RecordRejectedException(
          ReasonCode.INVALID_FIELD,
          "The timestamp of the Kafka record is "
              + record.timestampMillis()
              + " ms, which is no time in 64 bits of microseconds");
    }
  }
}
