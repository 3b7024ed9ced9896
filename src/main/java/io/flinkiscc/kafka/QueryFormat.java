package io.flinkiscc.kafka;

import io.flinkiscc.iscc.IsccCode;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.metadata.MetadataFilter;
import io.flinkiscc.nphd.Code;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The query topic of {@code schemas/query-record.schema.json}: iscc-search queries with further
 * options.
 *
 * <p>A query without {@code query_id} is known by its Kafka key, one without usable key by {@code
 * topic-partition-offset}. An ISCC-ID wins over everything, an ISCC-CODE is decomposed only if
 * there are no units. Immutable and thread-safe.
 */
public final class QueryFormat implements Serializable {

  private static final long serialVersionUID = 1L;

  private static final Set<String> KNOWN =
      Set.of(
          "query_id",
          "iscc_id",
          "iscc_code",
          "units",
          "simprints",
          "limit",
          "threshold",
          "unit_types",
          "exact",
          "timeout_ms",
          "include_metadata",
          "include_unit_matches");
  private static final Set<String> OPAQUE = Set.of("filter", "payload");

  /** Most characters of a query id that a record states. */
  private static final int MAX_ID_CHARS = 128;

  /** No threshold is less than this. */
  private static final double NO_THRESHOLD = -1;

  private final int realm;
  private final int maxRecordBytes;
  private final int defaultLimit;

  /**
   * Format with the default limit of 5 MB per value.
   *
   * @param realm realm of the index, 0 (test) or 1 (operational)
   */
  public QueryFormat(int realm) {
    this(realm, StrictJson.DEFAULT_MAX_BYTES);
  }

  /**
   * Format with a limit of its own.
   *
   * @param realm realm of the index, 0 (test) or 1 (operational)
   * @param maxRecordBytes largest value accepted, in bytes
   * @throws IllegalArgumentException if a parameter is out of range
   */
  public QueryFormat(int realm, int maxRecordBytes) {
    this(realm, maxRecordBytes, QueryRecord.DEFAULT_LIMIT);
  }

  private QueryFormat(int realm, int maxRecordBytes, int defaultLimit) {
    this.realm = AssetOps.requireRealm(realm);
    this.maxRecordBytes = AssetOps.requireMaxBytes(maxRecordBytes);
    this.defaultLimit = defaultLimit;
  }

  /**
   * The same format with another number of matches for queries that do not say.
   *
   * @param limit 1 to {@value QueryRecord#MAX_LIMIT}
   * @throws IllegalArgumentException if the limit is out of range
   */
  public QueryFormat withDefaultLimit(int limit) {
    if (limit < 1 || limit > QueryRecord.MAX_LIMIT) {
      throw new IllegalArgumentException(
          "limit is " + limit + "; allowed are 1.." + QueryRecord.MAX_LIMIT);
    }
    return new QueryFormat(realm, maxRecordBytes, limit);
  }

  /**
   * Reads one query.
   *
   * @throws QueryRejectedException if the record breaks a rule of the format; it carries the query
   *     id, so that the sender can be told
   */
  public QueryRecord parse(RawRecord record) throws QueryRejectedException {
    String queryId = defaultId(record);
    String payload = null;
    try {
      if (record.sharedValue() == null) {
        throw new RecordRejectedException(
            ReasonCode.EMPTY_RECORD, "The record has no value; a query is wanted");
      }
      JsonFields json = StrictJson.read(record.sharedValue(), maxRecordBytes, KNOWN, OPAQUE);
      payload = json.opaque("payload");
      queryId = queryId(json, queryId);
      return query(json, QueryRecord.builder(queryId).payloadJson(payload));
    } catch (RecordRejectedException e) {
      throw new QueryRejectedException(e, queryId, payload);
    }
  }

  private QueryRecord query(JsonFields json, QueryRecord.Builder query)
      throws RecordRejectedException {
    subject(json, query);
    query
        .limit((int) json.integer("limit", 1, QueryRecord.MAX_LIMIT, defaultLimit))
        .unitTypes(IsccFields.types(json, "unit_types"))
        .filter(filter(json))
        .exact(json.bool("exact", false))
        .includeMetadata(json.bool("include_metadata", true))
        .includeUnitMatches(json.bool("include_unit_matches", false));
    double threshold = json.number("threshold", 0, 1, NO_THRESHOLD);
    if (threshold != NO_THRESHOLD) {
      query.threshold(threshold);
    }
    long timeoutMs = json.integer("timeout_ms", 1, QueryRecord.MAX_TIMEOUT_MS, 0);
    if (timeoutMs != 0) {
      query.timeoutMs(timeoutMs);
    }
    return query.build();
  }

  private static MetadataFilter filter(JsonFields json) throws RecordRejectedException {
    String filter = json.opaqueObject("filter");
    try {
      return filter == null ? null : MetadataFilter.parseJson(filter);
    } catch (IllegalArgumentException e) {
      throw new RecordRejectedException(
          ReasonCode.INVALID_FIELD, "The field \"filter\" is no filter: " + e.getMessage());
    }
  }

  private void subject(JsonFields json, QueryRecord.Builder query) throws RecordRejectedException {
    IsccId id = IsccFields.id(json, "iscc_id", realm);
    IsccCode code = IsccFields.code(json, "iscc_code");
    List<IsccUnit> stated = IsccFields.units(json, "units");
    Map<UnitType, List<Code>> simprints = IsccFields.simprints(json, "simprints");
    if (id == null && code == null && stated.isEmpty() && simprints.isEmpty()) {
      throw new RecordRejectedException(
          ReasonCode.EMPTY_RECORD,
          "There is nothing to search by: give \"iscc_id\", \"iscc_code\", \"units\" or"
              + " \"simprints\"");
    }
    List<IsccUnit> derived = code == null || !stated.isEmpty() ? List.of() : code.decompose();
    LongestUnits units = LongestUnits.of(stated, derived);
    query.queryJson(QueryEcho.json(id, code, stated, simprints));
    if (id != null) {
      query.isccId(id);
    } else {
      query.units(units.byType().values());
      simprints.forEach(query::simprints);
    }
  }

  private static String queryId(JsonFields json, String absent) throws RecordRejectedException {
    String id = json.string("query_id");
    if (id == null) {
      return absent;
    }
    if (!isUsable(id)) {
      throw json.invalid(
          "query_id", "\"" + id + "\"", "a string of 1.." + MAX_ID_CHARS + " whole characters");
    }
    return id;
  }

  private static String defaultId(RawRecord record) {
    if (record.sharedKey() != null) {
      try {
        String key =
            StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(record.sharedKey()))
                .toString();
        if (isUsable(key)) {
          return key;
        }
      } catch (CharacterCodingException e) {
        // Such a key cannot be an id; the position of the record can.
      }
    }
    return record.position();
  }

  private static boolean isUsable(String id) {
    int characters = id.codePointCount(0, id.length());
    return characters >= 1
        && characters <= MAX_ID_CHARS
        && StandardCharsets.UTF_8.newEncoder().canEncode(id);
  }
}
