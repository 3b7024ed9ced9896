package io.flinkiscc.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flinkiscc.iscc.Iscc;
import io.flinkiscc.iscc.IsccCode;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.QueryFormat;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.kafka.RawRecord;
import io.flinkiscc.kafka.ReasonCode;
import io.flinkiscc.kafka.RecordRejectedException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.configuration.ReadableConfig;

/**
 * Makes queries of what rows hold: as records of a query topic, which the format of that topic then
 * reads, so that the same rules hold. Any number of threads may use it.
 */
final class Questions {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  private static final List<String> SUBJECTS = List.of("iscc_id", "iscc_code", "units");

  /** Any valid unit, to try the other fields with. */
  private static final String SAMPLE =
      IsccUnit.of(UnitType.CONTENT_TEXT_V0, new byte[Long.BYTES]).canonical();

  private final ObjectNode defaults;
  private final AtomicLong count = new AtomicLong();

  /**
   * Questions with the defaults of a configuration.
   *
   * @throws IllegalArgumentException if an option is out of range, telling which
   */
  Questions(ReadableConfig config) {
    this.defaults = JSON.createObjectNode();
    defaults.put("limit", config.get(SearchOptions.LIMIT));
    defaults.put("exact", config.get(SearchOptions.EXACT));
    defaults.put("include_metadata", config.get(SearchOptions.INCLUDE_METADATA));
    config
        .getOptional(SearchOptions.THRESHOLD)
        .ifPresent(value -> defaults.put("threshold", value));
    config
        .getOptional(SearchOptions.TIMEOUT)
        .ifPresent(value -> defaults.put("timeout_ms", value.toMillis()));
    config
        .getOptional(SearchOptions.UNIT_TYPES)
        .ifPresent(
            value -> {
              ArrayNode types = defaults.putArray("unit_types");
              for (String type : value.split(",", -1)) {
                types.add(type.strip());
              }
            });
    config
        .getOptional(SearchOptions.FILTER)
        .ifPresent(value -> defaults.set("filter", read("search.filter", value)));
    try {
      of(SAMPLE, null, null);
    } catch (RecordRejectedException e) {
      throw new IllegalArgumentException(
          "The options search.* do not make a query: " + e.getMessage(), e);
    }
  }

  private static JsonNode read(String option, String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          option + " is no JSON: " + e.getOriginalMessage() + "; given is " + json, e);
    }
  }

  /**
   * What is similar to an ISCC.
   *
   * @param iscc an ISCC-CODE, a unit or an ISCC-ID, in any spelling
   * @param k most matches, or null for the default
   * @param options further fields of the query record as a JSON object, or null
   */
  QueryRecord of(String iscc, Integer k, String options) throws RecordRejectedException {
    ObjectNode query = start(k, options);
    Optional<Iscc> read = AnyIscc.read(iscc);
    int realm = 0;
    if (read.isPresent() && read.get() instanceof IsccId id) {
      query.put("iscc_id", id.canonical());
      realm = id.realm();
    } else if (read.isPresent() && read.get() instanceof IsccCode code) {
      query.put("iscc_code", code.canonical());
    } else if (read.isPresent() && read.get() instanceof IsccUnit unit) {
      query.putArray("units").add(unit.canonical());
    } else {
      // The format says what is wrong with it.
      query.put("iscc_code", iscc);
    }
    return parse(query.toString(), realm);
  }

  /** What is similar to units, given in any spelling; see {@link #of}. */
  QueryRecord ofUnits(List<String> units, Integer k, String options)
      throws RecordRejectedException {
    ObjectNode query = start(k, options);
    ArrayNode canonical = query.putArray("units");
    for (String unit : units) {
      canonical.add(AnyIscc.unit(unit).map(IsccUnit::canonical).orElse(unit));
    }
    return parse(query.toString(), 0);
  }

  /** The query of a record of the query topic; nothing of the configuration is added. */
  QueryRecord ofJson(String json) throws RecordRejectedException {
    int realm = 0;
    try {
      realm =
          AnyIscc.id(JSON.readTree(json).path("iscc_id").textValue()).map(IsccId::realm).orElse(0);
    } catch (JsonProcessingException e) {
      // The format says what is wrong with it.
    }
    return parse(json, realm);
  }

  private ObjectNode start(Integer k, String options) throws RecordRejectedException {
    ObjectNode query = defaults.deepCopy();
    if (options != null) {
      query.setAll(fields(options));
    }
    if (k != null) {
      query.put("limit", k);
    }
    return query;
  }

  private ObjectNode fields(String options) throws RecordRejectedException {
    try {
      if (JSON.readTree(options) instanceof ObjectNode fields) {
        for (String subject : SUBJECTS) {
          if (fields.has(subject)) {
            throw rejected(
                ReasonCode.INVALID_FIELD,
                "The options have the field \"" + subject + "\"; what to search by is an argument");
          }
        }
        return fields;
      }
    } catch (JsonProcessingException e) {
      throw rejected(
          ReasonCode.MALFORMED_JSON, "The options are no JSON: " + e.getOriginalMessage());
    }
    throw rejected(
        ReasonCode.MALFORMED_JSON,
        "The options are no JSON object; allowed are fields of a query record, such as"
            + " {\"threshold\":0.9}");
  }

  private static RecordRejectedException rejected(ReasonCode code, String message) {
    return new RecordRejectedException(code, message);
  }

  private String nextId() {
    return "sql-" + count.incrementAndGet();
  }

  private QueryRecord parse(String json, int realm) throws RecordRejectedException {
    byte[] key = nextId().getBytes(StandardCharsets.US_ASCII);
    byte[] value = json.getBytes(StandardCharsets.UTF_8);
    return new QueryFormat(realm)
        .parse(new RawRecord("sql", 0, 0, RawRecord.NO_TIMESTAMP, key, value));
  }
}
