package io.flinkiscc.kafka;

import io.flinkiscc.index.AssetOp;
import java.io.Serializable;
import java.util.Optional;

/**
 * Makes changes of the index of the records of an ingest topic. Implementations are immutable and
 * thread-safe.
 */
public interface IngestFormat extends Serializable {

  /**
   * Reads one record.
   *
   * @param record the record
   * @param conflicts hears of contradicting units
   * @return the change; empty if the record is of a kind that is skipped on purpose
   * @throws RecordRejectedException if the record breaks a rule of the format
   */
  Optional<AssetOp> parse(RawRecord record, UnitConflictListener conflicts)
      throws RecordRejectedException;

  /** Reads one record without listening for contradicting units. */
  default Optional<AssetOp> parse(RawRecord record) throws RecordRejectedException {
    return parse(record, UnitConflictListener.NONE);
  }
}
