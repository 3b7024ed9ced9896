package io.flinkiscc.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flinkiscc.iscc.Iscc;
import io.flinkiscc.iscc.IsccCode;
import io.flinkiscc.iscc.IsccException;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.IsccUnit;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Makes queries, as a query topic has them, of what a person writes: ISCCs in any spelling,
 * queries, or ingest records, whose codes are then asked for.
 */
final class Questions {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> OF_RECORDS = List.of("metadata", "op", "seq", "event_time");
  private static final List<String> CODES = List.of("iscc_code", "units");

  private final ObjectNode defaults;

  /**
   * @param defaults what a query gets that does not say
   */
  Questions(ObjectNode defaults) {
    this.defaults = defaults;
  }

  static ObjectNode none() {
    return JSON.createObjectNode();
  }

  /**
   * Makes a query of a line of text.
   *
   * @throws IllegalArgumentException if a text is no ISCC
   */
  byte[] ofLine(String line) {
    String text = line.strip();
    return text.startsWith("{") ? ofJson(text) : ofIsccs(List.of(text.split("\\s+")));
  }

  /**
   * Makes one query of ISCCs.
   *
   * @throws IllegalArgumentException if one is none, or they cannot be asked together
   */
  byte[] ofIsccs(List<String> texts) {
    ObjectNode query = defaults.deepCopy();
    for (String text : texts) {
      Iscc iscc = parse(text);
      if (iscc instanceof IsccId id) {
        putOnce(query, "iscc_id", id.canonical());
      } else if (iscc instanceof IsccCode code) {
        putOnce(query, "iscc_code", code.canonical());
      } else if (iscc instanceof IsccUnit unit) {
        query.withArrayProperty("units").add(unit.canonical());
      } else {
        throw new IllegalArgumentException(
            text + " cannot be asked for; give ISCC-IDs, ISCC-CODEs and ISCC-UNITs");
      }
    }
    if (query.has("iscc_code") && query.has("units")) {
      // A query that states units takes no others of its ISCC-CODE.
      IsccCode code = (IsccCode) Iscc.parse(query.remove("iscc_code").textValue());
      code.decompose().forEach(unit -> query.withArrayProperty("units").add(unit.canonical()));
    }
    return bytes(query);
  }

  private static Iscc parse(String text) {
    try {
      return Iscc.parse(Iscc.normalize(text));
    } catch (IsccException e) {
      throw new IllegalArgumentException(text + " is no ISCC: " + e.getMessage(), e);
    }
  }

  private static void putOnce(ObjectNode query, String field, String value) {
    if (query.has(field)) {
      throw new IllegalArgumentException(
          query.get(field).textValue()
              + " and "
              + value
              + " cannot be asked for at once; ask one after the other");
    }
    query.put(field, value);
  }

  /** What is no JSON is left as it is: the format of queries says what is wrong with it. */
  private byte[] ofJson(String text) {
    JsonNode parsed;
    try {
      parsed = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    ObjectNode query = isRecord(parsed) ? codesOf(parsed) : (ObjectNode) parsed;
    defaults
        .properties()
        .forEach(
            field -> {
              if (!query.has(field.getKey())) {
                query.set(field.getKey(), field.getValue());
              }
            });
    return bytes(query);
  }

  private static boolean isRecord(JsonNode json) {
    return OF_RECORDS.stream().anyMatch(json::has)
        || json.path("simprints").path(0).path(0).isObject()
        || json.path("simprints").properties().stream()
            .anyMatch(type -> type.getValue().path(0).isObject());
  }

  private static ObjectNode codesOf(JsonNode json) {
    ObjectNode query = JSON.createObjectNode();
    for (String field : CODES) {
      if (json.has(field)) {
        query.set(field, json.get(field));
      }
    }
    for (var type : json.path("simprints").properties()) {
      ArrayNode simprints = query.withObjectProperty("simprints").putArray(type.getKey());
      type.getValue().forEach(chunk -> simprints.add(chunk.path("simprint").asText()));
    }
    return query;
  }

  private static byte[] bytes(ObjectNode query) {
    return query.toString().getBytes(StandardCharsets.UTF_8);
  }
}
