package io.flinkiscc.kafka;

import io.flinkiscc.index.AssetOp;
import io.flinkiscc.iscc.IsccCode;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The transparency log of ISCC hubs, one log entry per record: a declaration becomes an upsert, a
 * deletion a delete, entries and notes of other schemas are skipped, as the protocol demands of
 * readers.
 *
 * <p>The Kafka key may be anything. A declaration's units are the longest per type of its stated
 * units, those of its ISCC-CODE and the INSTANCE unit that follows from its datahash; its metadata
 * is {@code {"gateway": url}} if it names a gateway, as iscc-search keeps it. The event time is the
 * note's timestamp.
 */
public final class HubLogFormat implements IngestFormat {

  private static final long serialVersionUID = 1L;

  private static final String SCHEMAS = "http://purl.org/iscc/schema/";
  private static final String LOG_ENTRY = SCHEMAS + "iscc-log-entry-0.8.0.json";
  private static final String DECLARATION = SCHEMAS + "iscc-note-0.8.0.json";
  private static final String DELETION = SCHEMAS + "iscc-note-delete-0.8.0.json";

  /** Multihash prefix of BLAKE3 with 32 bytes. */
  private static final String BLAKE3_256 = "1e20";

  /** Largest note a hub takes, in bytes. */
  private static final int MAX_GATEWAY_CHARS = 8192;

  private static final byte[] NO_METADATA = {};
  private static final Set<String> KNOWN = Set.of("$schema", "iscc_id", "note");

  private final int realm;
  private final int maxRecordBytes;

  /**
   * Format with the default limit of 5 MB per value.
   *
   * @param realm realm of the index, 0 (test) or 1 (operational)
   */
  public HubLogFormat(int realm) {
    this(realm, StrictJson.DEFAULT_MAX_BYTES);
  }

  /**
   * Format with a limit of its own.
   *
   * @param realm realm of the index, 0 (test) or 1 (operational)
   * @param maxRecordBytes largest value accepted, in bytes
   * @throws IllegalArgumentException if a parameter is out of range
   */
  public HubLogFormat(int realm, int maxRecordBytes) {
    this.realm = AssetOps.requireRealm(realm);
    this.maxRecordBytes = AssetOps.requireMaxBytes(maxRecordBytes);
  }

  @Override
  public Optional<AssetOp> parse(RawRecord record, UnitConflictListener conflicts)
      throws RecordRejectedException {
    if (record.sharedValue() == null) {
      throw new RecordRejectedException(
          ReasonCode.EMPTY_RECORD, "The record has no value; a log entry is wanted");
    }
    JsonFields entry = StrictJson.read(record.sharedValue(), maxRecordBytes, KNOWN, Set.of());
    if (!entry.requiredString("$schema").equals(LOG_ENTRY)) {
      return Optional.empty();
    }
    JsonFields note = entry.requiredObject("note");
    String kind = note.requiredString("$schema");
    if (!kind.equals(DECLARATION) && !kind.equals(DELETION)) {
      return Optional.empty();
    }
    IsccId id = IsccFields.id("\"iscc_id\"", entry.requiredString("iscc_id"), realm);
    long time = timeMicros(note, record);
    return Optional.of(
        kind.equals(DECLARATION)
            ? declaration(id, note, time, conflicts)
            : deletion(id, note, time));
  }

  private static AssetOp declaration(
      IsccId id, JsonFields note, long time, UnitConflictListener conflicts)
      throws RecordRejectedException {
    if (!note.has("iscc_code")) {
      throw note.missing("iscc_code");
    }
    IsccCode code = IsccFields.code(note, "iscc_code");
    String datahash = note.requiredString("datahash");
    List<IsccUnit> stated = new ArrayList<>(IsccFields.units(note, "units"));
    stated.add(instance(note, datahash));
    byte[] metadata = gateway(note, id, code, datahash);
    return AssetOp.upsert(
        AssetOps.asset(
            id, LongestUnits.of(stated, code.decompose()), Map.of(), metadata, conflicts),
        AssetOp.NO_SEQ,
        time);
  }

  private AssetOp deletion(IsccId id, JsonFields note, long time) throws RecordRejectedException {
    IsccId deleted =
        IsccFields.id(note.shownName("iscc_id"), note.requiredString("iscc_id"), realm);
    if (!deleted.equals(id)) {
      throw new RecordRejectedException(
          ReasonCode.INVALID_FIELD,
          "The log entry is about " + id + " but its note deletes " + deleted);
    }
    return AssetOp.delete(id.body(), AssetOp.NO_SEQ, time);
  }

  private static IsccUnit instance(JsonFields note, String datahash)
      throws RecordRejectedException {
    if (datahash.matches(BLAKE3_256 + "[0-9a-f]{64}")) {
      byte[] digest = HexFormat.of().parseHex(datahash, BLAKE3_256.length(), datahash.length());
      return IsccUnit.of(UnitType.INSTANCE_NONE_V0, digest);
    }
    throw note.invalid(
        "datahash", datahash, "a BLAKE3 multihash: 1e20 and 64 lower-case hexadecimal digits");
  }

  private static byte[] gateway(JsonFields note, IsccId id, IsccCode code, String datahash)
      throws RecordRejectedException {
    String template = note.string("gateway");
    if (template == null || template.isEmpty()) {
      return NO_METADATA;
    }
    if (template.length() > MAX_GATEWAY_CHARS) {
      throw note.invalid("gateway", template, "up to " + MAX_GATEWAY_CHARS + " characters");
    }
    return GatewayTemplate.metadata(template, id, code, datahash);
  }

  private static long timeMicros(JsonFields note, RawRecord record) throws RecordRejectedException {
    String timestamp = note.string("timestamp");
    if (timestamp == null) {
      return AssetOps.recordTimeMicros(record);
    }
    try {
      return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(timestamp));
    } catch (DateTimeException | ArithmeticException e) {
      throw note.invalid("timestamp", timestamp, "a time such as 2025-08-04T12:34:56.789Z");
    }
  }
}
