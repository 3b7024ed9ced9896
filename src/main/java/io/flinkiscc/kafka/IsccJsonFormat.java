package io.flinkiscc.kafka;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.Chunk;
import io.flinkiscc.iscc.IsccCode;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The ingest topic of {@code schemas/ingest-record.schema.json}: iscc-search entries with an
 * optional operation.
 *
 * <p>The Kafka key is the canonical ISCC-ID; a record without key is taken if its value names the
 * ISCC-ID, though compaction and the order of changes need the key. A null value deletes the key.
 * The units of an asset are the longest per type of those stated and those of its ISCC-CODE.
 */
public final class IsccJsonFormat implements IngestFormat {

  private static final long serialVersionUID = 1L;

  private static final Set<String> KNOWN =
      Set.of("op", "iscc_id", "iscc_code", "units", "simprints", "seq", "event_time");
  private static final Set<String> OPAQUE = Set.of("metadata");
  private static final byte[] NO_METADATA = {};

  private final int realm;
  private final int maxRecordBytes;

  /**
   * Format with the default limit of 5 MB per value.
   *
   * @param realm realm of the index, 0 (test) or 1 (operational)
   */
  public IsccJsonFormat(int realm) {
    this(realm, StrictJson.DEFAULT_MAX_BYTES);
  }

  /**
   * Format with a limit of its own.
   *
   * @param realm realm of the index, 0 (test) or 1 (operational)
   * @param maxRecordBytes largest value accepted, in bytes
   * @throws IllegalArgumentException if a parameter is out of range
   */
  public IsccJsonFormat(int realm, int maxRecordBytes) {
    this.realm = AssetOps.requireRealm(realm);
    this.maxRecordBytes = AssetOps.requireMaxBytes(maxRecordBytes);
  }

  @Override
  public Optional<AssetOp> parse(RawRecord record, UnitConflictListener conflicts)
      throws RecordRejectedException {
    if (record.sharedValue() == null) {
      return Optional.of(tombstone(record));
    }
    JsonFields json = StrictJson.read(record.sharedValue(), maxRecordBytes, KNOWN, OPAQUE);
    AssetOp.Kind kind = kind(json.string("op"));
    IsccId id = IsccFields.id(json, "iscc_id", realm);
    if (id == null) {
      throw json.missing("iscc_id");
    }
    requireKey(record.sharedKey(), id);
    long seq = json.integer("seq", 0, Long.MAX_VALUE, AssetOp.NO_SEQ);
    long time = json.integer("event_time", 0, Long.MAX_VALUE, AssetOps.recordTimeMicros(record));
    Asset asset = asset(json, id, kind, conflicts);
    return Optional.of(
        switch (kind) {
          case UPSERT -> AssetOp.upsert(asset, seq, time);
          case ADD_ONCE -> AssetOp.addOnce(asset, seq, time);
          case DELETE -> AssetOp.delete(id.body(), seq, time);
        });
  }

  private static AssetOp.Kind kind(String op) throws RecordRejectedException {
    if (op == null || op.equals("upsert")) {
      return AssetOp.Kind.UPSERT;
    }
    return switch (op) {
      case "add_once" -> AssetOp.Kind.ADD_ONCE;
      case "delete" -> AssetOp.Kind.DELETE;
      default ->
          throw new RecordRejectedException(
              ReasonCode.UNKNOWN_OP,
              "The field \"op\" is \""
                  + JsonFields.shorten(op)
                  + "\"; allowed are \"upsert\", \"add_once\" and \"delete\"");
    };
  }

  private static Asset asset(
      JsonFields json, IsccId id, AssetOp.Kind kind, UnitConflictListener conflicts)
      throws RecordRejectedException {
    IsccCode code = IsccFields.code(json, "iscc_code");
    List<IsccUnit> stated = IsccFields.units(json, "units");
    Map<UnitType, List<Chunk>> simprints = IsccFields.chunks(json, "simprints");
    String metadata = json.opaqueObject("metadata");
    LongestUnits units = LongestUnits.of(stated, code == null ? List.of() : code.decompose());
    if (kind == AssetOp.Kind.DELETE) {
      return null;
    }
    if (units.byType().isEmpty() && simprints.isEmpty()) {
      throw new RecordRejectedException(
          ReasonCode.EMPTY_RECORD,
          "There is nothing to index: give \"iscc_code\", \"units\" or \"simprints\", or \"op\":"
              + " \"delete\"");
    }
    return AssetOps.asset(
        id,
        units,
        simprints,
        metadata == null ? NO_METADATA : metadata.getBytes(StandardCharsets.UTF_8),
        conflicts);
  }

  private AssetOp tombstone(RawRecord record) throws RecordRejectedException {
    if (record.sharedKey() == null) {
      throw new RecordRejectedException(
          ReasonCode.EMPTY_RECORD,
          "The record has neither key nor value; a delete needs the ISCC-ID as key");
    }
    IsccId id = IsccFields.id("the key of a delete (null value)", utf8(record.sharedKey()), realm);
    return AssetOp.delete(id.body(), AssetOp.NO_SEQ, AssetOps.recordTimeMicros(record));
  }

  private static void requireKey(byte[] key, IsccId id) throws RecordRejectedException {
    if (key == null || Arrays.equals(key, id.canonical().getBytes(StandardCharsets.US_ASCII))) {
      return;
    }
    throw new RecordRejectedException(
        ReasonCode.KEY_MISMATCH,
        "The Kafka key is \""
            + JsonFields.shorten(utf8(key))
            + "\" but \"iscc_id\" is "
            + id
            + "; the key must be the same text, or absent");
  }

  private static String utf8(byte[] key) throws RecordRejectedException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
    } catch (CharacterCodingException e) {
      throw new RecordRejectedException(
          ReasonCode.KEY_MISMATCH,
          "The Kafka key of " + key.length + " bytes is not UTF-8; it must be the ISCC-ID");
    }
  }
}
