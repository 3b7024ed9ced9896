package io.flinkiscc.serve;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.match.Scoring;
import io.flinkiscc.state.TaskPlace;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * The JSON form of endpoints: one flat object in UTF-8. Fields and unit types that are not known
 * are ignored, so that a later version can add some; one that changes what is there counts {@code
 * formatVersion} up, and is refused by those who know only earlier ones.
 */
final class EndpointJson {

  /** What is written, and the highest that is read. */
  static final int FORMAT_VERSION = 1;

  /** Largest entry that is read. */
  static final int MAX_BYTES = 64 * 1024;

  private static final int MAX_DEPTH = 16;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxDocumentLength(MAX_BYTES)
                          .maxNestingDepth(MAX_DEPTH)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private EndpointJson() {}

  static byte[] write(Endpoint endpoint) {
    TaskPlace task = endpoint.task();
    ObjectNode json = MAPPER.createObjectNode();
    json.put("formatVersion", FORMAT_VERSION)
        .put("index", endpoint.index())
        .put("jobId", task.jobId())
        .put("host", endpoint.host())
        .put("port", endpoint.port())
        .put("tls", endpoint.tls())
        .put("subtask", task.subtask())
        .put("parallelism", task.parallelism())
        .put("maxParallelism", task.maxParallelism())
        .put("firstKeyGroup", task.firstKeyGroup())
        .put("lastKeyGroup", task.lastKeyGroup())
        .put("attempt", task.attempt())
        .put("epoch", endpoint.epochMillis())
        .put("instance", endpoint.instance())
        .put("realm", endpoint.realm())
        .put("scoring", endpoint.scoring().name().toLowerCase(Locale.ROOT))
        .put("expiresAt", endpoint.expiresAtMillis());
    ArrayNode types = json.putArray("unitTypes");
    endpoint.unitTypes().forEach(type -> types.add(type.name()));
    try {
      return MAPPER.writeValueAsBytes(json);
    } catch (IOException e) {
      throw new IllegalStateException("an endpoint cannot be written: " + endpoint, e);
    }
  }

  /**
   * Reads an entry.
   *
   * @throws IOException if it is none, or of a later format; the message tells what is wrong
   */
  static Endpoint read(byte[] bytes) throws IOException {
    if (bytes.length > MAX_BYTES) {
      throw new IOException("it has " + bytes.length + " bytes, allowed are " + MAX_BYTES);
    }
    JsonNode json;
    try {
      json = MAPPER.readTree(bytes);
    } catch (JsonProcessingException e) {
      throw new IOException("it is no JSON: " + e.getOriginalMessage(), e);
    }
    if (json == null || !json.isObject()) {
      throw new IOException("it is no JSON object");
    }
    try {
      int version = number(json, "formatVersion");
      if (version < 1 || version > FORMAT_VERSION) {
        throw new IOException(
            "it is of formatVersion "
                + version
                + ", this program reads 1.."
                + FORMAT_VERSION
                + "; use a later version of it");
      }
      return endpoint(json);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static Endpoint endpoint(JsonNode json) {
    return new Endpoint(
        text(json, "index"),
        new TaskPlace(
            text(json, "jobId"),
            number(json, "subtask"),
            number(json, "parallelism"),
            number(json, "attempt"),
            number(json, "maxParallelism"),
            number(json, "firstKeyGroup"),
            number(json, "lastKeyGroup")),
        text(json, "host"),
        number(json, "port"),
        flag(json, "tls"),
        millis(json, "epoch"),
        text(json, "instance"),
        number(json, "realm"),
        Scoring.valueOf(text(json, "scoring").toUpperCase(Locale.ROOT)),
        unitTypes(json.path("unitTypes")),
        millis(json, "expiresAt"));
  }

  private static Set<UnitType> unitTypes(JsonNode names) {
    EnumSet<UnitType> types = EnumSet.noneOf(UnitType.class);
    for (UnitType type : UnitType.values()) {
      for (JsonNode name : names) {
        if (name.asText().equals(type.name())) {
          types.add(type);
        }
      }
    }
    return types;
  }

  private static String text(JsonNode json, String field) {
    JsonNode value = json.path(field);
    require(value.isTextual(), field, "a text");
    return value.textValue();
  }

  private static int number(JsonNode json, String field) {
    JsonNode value = json.path(field);
    require(value.isIntegralNumber() && value.canConvertToInt(), field, "a whole number");
    return value.intValue();
  }

  private static long millis(JsonNode json, String field) {
    JsonNode value = json.path(field);
    require(value.isIntegralNumber() && value.canConvertToLong(), field, "milliseconds");
    return value.longValue();
  }

  private static boolean flag(JsonNode json, String field) {
    JsonNode value = json.path(field);
    require(value.isBoolean(), field, "true or false");
    return value.booleanValue();
  }

  private static void require(boolean fine, String field, String wanted) {
    if (!fine) {
      throw new IllegalArgumentException(field + " is missing or not " + wanted);
    }
  }
}
