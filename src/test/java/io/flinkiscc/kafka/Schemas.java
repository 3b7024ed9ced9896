package io.flinkiscc.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The record schemas and examples on the class path. */
final class Schemas {

  static final ObjectMapper JSON = new ObjectMapper();

  static final JsonSchema INGEST = load("ingest-record");
  static final JsonSchema QUERY = load("query-record");
  static final JsonSchema ENRICHED = load("enriched-record");
  static final JsonSchema DEAD_LETTER = load("dead-letter");

  private Schemas() {}

  static JsonSchema ofTopic(String topic) {
    return switch (topic) {
      case "ingest" -> INGEST;
      case "query" -> QUERY;
      case "enriched" -> ENRICHED;
      case "dead-letter" -> DEAD_LETTER;
      default -> throw new IllegalArgumentException(topic);
    };
  }

  private static JsonSchema load(String name) {
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
        .getSchema(text("/schemas/" + name + ".schema.json"));
  }

  static Set<ValidationMessage> faults(JsonSchema schema, byte[] json) {
    try {
      return schema.validate(JSON.readTree(json));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(String resource) {
    try (InputStream in = Schemas.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines of a JSONL resource. */
  static List<JsonNode> lines(String resource) {
    List<JsonNode> nodes = new ArrayList<>();
    for (String line : text(resource).split("\n")) {
      try {
        nodes.add(JSON.readTree(line));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return nodes;
  }

  /** The values of the examples of one topic, without deletes by null. */
  static List<JsonNode> examples(String topic) {
    return lines("/kafka/examples.jsonl").stream()
        .filter(line -> line.get("topic").asText().equals(topic) && !line.get("value").isNull())
        .map(line -> line.get("value"))
        .toList();
  }
}
