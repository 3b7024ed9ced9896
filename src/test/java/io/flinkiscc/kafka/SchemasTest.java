package io.flinkiscc.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemasTest {

  @Test
  void examplesAreValid() {
    for (JsonNode line : Schemas.lines("/kafka/examples.jsonl")) {
      if (!line.get("value").isNull()) {
        assertThat(Schemas.ofTopic(line.get("topic").asText()).validate(line.get("value")))
            .as(line.toString())
            .isEmpty();
      }
    }
  }

  @Test
  void schemasRefuseWhatIsNoExample() throws Exception {
    for (String topic : List.of("ingest", "query", "enriched", "dead-letter")) {
      assertThat(Schemas.ofTopic(topic).validate(Schemas.JSON.readTree("{}")))
          .as(topic)
          .isNotEmpty();
    }
  }

  @Test
  void deadLetterSchemaNamesEveryReason() throws Exception {
    List<String> named = new ArrayList<>();
    json("dead-letter").at("/properties/reason/enum").forEach(id -> named.add(id.asText()));

    assertThat(named).isEqualTo(Arrays.stream(ReasonCode.values()).map(ReasonCode::id).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "ingest-record, IsccIngestRecord",
    "query-record, IsccQueryRecord",
    "enriched-record, IsccEnrichedRecord",
    "dead-letter, IsccDeadLetter"
  })
  void jsonAndAvroHoldTheSameFields(String jsonName, String avroName) throws Exception {
    JsonNode json = json(jsonName);
    Schema avro = new Schema.Parser().parse(Schemas.text("/schemas/" + avroName + ".avsc"));

    assertThat(avro.getFullName()).isEqualTo("io.flinkiscc." + json.get("title").asText());
    assertThat(avroShape(avro)).isEqualTo(jsonShape(json, json));
  }

  private static JsonNode json(String name) throws Exception {
    return Schemas.JSON.readTree(Schemas.text("/schemas/" + name + ".schema.json"));
  }

  /** Names and kinds of all fields, nested; null is left out, as every optional field may be it. */
  private static String jsonShape(JsonNode schema, JsonNode root) {
    if (schema.has("$ref")) {
      return jsonShape(root.at(schema.get("$ref").asText().substring(1)), root);
    }
    if (schema.has("anyOf") && !schema.has("properties")) {
      return jsonShape(schema.get("anyOf").get(0), root);
    }
    if (schema.has("enum") && !schema.has("contentEncoding")) {
      return "text";
    }
    String type = type(schema);
    return switch (type) {
      case "object" -> objectShape(schema, root);
      case "array" -> "[" + jsonShape(schema.get("items"), root) + "]";
      case "string" -> "text";
      case "integer", "number", "boolean" -> type;
      default -> "text";
    };
  }

  private static String type(JsonNode schema) {
    JsonNode type = schema.path("type");
    return type.isArray() ? type.get(0).asText() : type.asText("any");
  }

  private static String objectShape(JsonNode schema, JsonNode root) {
    if (schema.has("properties")) {
      TreeSet<String> fields = new TreeSet<>();
      schema
          .get("properties")
          .properties()
          .forEach(field -> fields.add(field.getKey() + ":" + jsonShape(field.getValue(), root)));
      return fields.toString();
    }
    // An object without described fields is opaque: text in Avro.
    return schema.has("additionalProperties")
        ? "map of " + jsonShape(schema.get("additionalProperties"), root)
        : "text";
  }

  private static String avroShape(Schema schema) {
    return switch (schema.getType()) {
      case RECORD -> {
        TreeSet<String> fields = new TreeSet<>();
        schema
            .getFields()
            .forEach(field -> fields.add(field.name() + ":" + avroShape(field.schema())));
        yield fields.toString();
      }
      case UNION -> avroShape(schema.getTypes().get(1));
      case ARRAY -> "[" + avroShape(schema.getElementType()) + "]";
      case MAP -> "map of " + avroShape(schema.getValueType());
      case STRING, BYTES, ENUM -> "text";
      case INT, LONG -> "integer";
      case DOUBLE -> "number";
      case BOOLEAN -> "boolean";
      default -> throw new AssertionError(schema);
    };
  }

  @Test
  void avroEnumsAreThoseOfTheJson() throws Exception {
    assertThat(symbols("IsccIngestRecord", "op"))
        .isEqualTo(texts(json("ingest-record").at("/properties/op/enum")));
    assertThat(symbols("IsccEnrichedRecord", "status"))
        .isEqualTo(texts(json("enriched-record").at("/properties/status/enum")))
        .isEqualTo(Arrays.stream(Status.values()).map(Status::id).toList());
    assertThat(symbols("IsccEnrichedRecord", "completeness"))
        .isEqualTo(texts(json("enriched-record").at("/properties/completeness/enum")))
        .isEqualTo(Arrays.stream(Completeness.values()).map(Completeness::id).toList());
  }

  @Test
  void avroTimesSayTheirUnit() {
    Schema time = avro("IsccIngestRecord").getField("event_time").schema().getTypes().get(1);

    assertThat(time.getLogicalType()).isEqualTo(LogicalTypes.timestampMicros());
  }

  @Test
  void avroDefaultsAreThoseOfTheJson() throws Exception {
    for (String[] pair :
        new String[][] {
          {"query-record", "IsccQueryRecord", "limit"},
          {"query-record", "IsccQueryRecord", "exact"},
          {"query-record", "IsccQueryRecord", "include_metadata"},
          {"query-record", "IsccQueryRecord", "include_unit_matches"},
          {"ingest-record", "IsccIngestRecord", "op"}
        }) {
      JsonNode inJson = json(pair[0]).at("/properties/" + pair[2] + "/default");
      Object inAvro = avro(pair[1]).getField(pair[2]).defaultVal();
      assertThat(String.valueOf(inAvro).toLowerCase(Locale.ROOT))
          .as(pair[2])
          .isEqualTo(inJson.asText());
    }
  }

  private static Schema avro(String name) {
    return new Schema.Parser().parse(Schemas.text("/schemas/" + name + ".avsc"));
  }

  private static List<String> symbols(String schema, String field) {
    Schema type = avro(schema).getField(field).schema();
    Schema enumeration = type.isUnion() ? type.getTypes().get(1) : type;
    return enumeration.getEnumSymbols().stream().map(s -> s.toLowerCase(Locale.ROOT)).toList();
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(
        text -> {
          if (!text.isNull()) {
            texts.add(text.asText());
          }
        });
    return texts;
  }
}
