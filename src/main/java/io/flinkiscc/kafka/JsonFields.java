package io.flinkiscc.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The fields of one JSON object, asked for by name and type. A field that is null counts as absent;
 * one of another type or value than allowed is refused.
 */
final class JsonFields {

  private static final int SHOWN_CHARS = 80;

  private final String path;
  private final Map<String, JsonNode> nodes;
  private final Map<String, String> opaque;

  JsonFields(String path, Map<String, JsonNode> nodes, Map<String, String> opaque) {
    this.path = path;
    this.nodes = nodes;
    this.opaque = opaque;
  }

  private JsonNode node(String name) {
    JsonNode node = nodes.get(name);
    return node == null || node.isNull() ? null : node;
  }

  /** Name of a field as messages show it. */
  String shownName(String name) {
    return "\"" + path + name + "\"";
  }

  boolean has(String name) {
    return node(name) != null;
  }

  /** Compact JSON of an opaque field, or null. */
  String opaque(String name) {
    String text = opaque.get(name);
    return text == null || text.equals("null") ? null : text;
  }

  /** Compact JSON of an opaque field that must be an object, or null. */
  String opaqueObject(String name) throws RecordRejectedException {
    String text = opaque(name);
    if (text != null && text.charAt(0) != '{') {
      throw invalid(name, text, "a JSON object");
    }
    return text;
  }

  String string(String name) throws RecordRejectedException {
    JsonNode node = node(name);
    if (node != null && !node.isTextual()) {
      throw invalid(name, node.toString(), "a string");
    }
    return node == null ? null : node.textValue();
  }

  String requiredString(String name) throws RecordRejectedException {
    String text = string(name);
    if (text == null) {
      throw missing(name);
    }
    return text;
  }

  JsonFields requiredObject(String name) throws RecordRejectedException {
    JsonNode node = node(name);
    if (node == null) {
      throw missing(name);
    }
    return object(name, node);
  }

  private JsonFields object(String name, JsonNode node) throws RecordRejectedException {
    if (!(node instanceof ObjectNode object)) {
      throw invalid(name, node.toString(), "a JSON object");
    }
    Map<String, JsonNode> children = new TreeMap<>();
    object.properties().forEach(field -> children.put(field.getKey(), field.getValue()));
    return new JsonFields(path + name + ".", children, Map.of());
  }

  long integer(String name, long min, long max, long absent) throws RecordRejectedException {
    JsonNode node = node(name);
    if (node == null) {
      return absent;
    }
    String allowed = "an integer " + min + ".." + max;
    if (!node.isNumber()) {
      throw invalid(name, node.toString(), allowed);
    }
    try {
      // Refuses fractions and anything beyond 64 bits without building the number.
      long value = node.decimalValue().longValueExact();
      if (value >= min && value <= max) {
        return value;
      }
    } catch (ArithmeticException e) {
      // Refused below like every other number out of range.
    }
    throw invalid(name, node.toString(), allowed);
  }

  long requiredInteger(String name, long min, long max) throws RecordRejectedException {
    if (!has(name)) {
      throw missing(name);
    }
    return integer(name, min, max, min);
  }

  double number(String name, double min, double max, double absent) throws RecordRejectedException {
    JsonNode node = node(name);
    if (node == null) {
      return absent;
    }
    if (node.isNumber()) {
      BigDecimal value = node.decimalValue();
      if (value.compareTo(BigDecimal.valueOf(min)) >= 0
          && value.compareTo(BigDecimal.valueOf(max)) <= 0) {
        return value.doubleValue();
      }
    }
    throw invalid(name, node.toString(), "a number " + min + ".." + max);
  }

  boolean bool(String name, boolean absent) throws RecordRejectedException {
    JsonNode node = node(name);
    if (node == null) {
      return absent;
    }
    if (!node.isBoolean()) {
      throw invalid(name, node.toString(), "true or false");
    }
    return node.booleanValue();
  }

  /** Strings of an array; an empty list if it is absent. */
  List<String> strings(String name, int min, int max) throws RecordRejectedException {
    JsonNode node = node(name);
    if (node == null) {
      return List.of();
    }
    String allowed =
        "an array of " + (max == Integer.MAX_VALUE ? "" : min + ".." + max + " ") + "strings";
    if (!node.isArray() || node.size() < min || node.size() > max) {
      throw invalid(name, node.toString(), allowed);
    }
    List<String> texts = new ArrayList<>(node.size());
    for (JsonNode element : node) {
      if (!element.isTextual()) {
        throw invalid(name, node.toString(), allowed);
      }
      texts.add(element.textValue());
    }
    return texts;
  }

  /** Names of an object's fields, which are at least one; nothing if it is absent. */
  Iterable<String> names(String name) throws RecordRejectedException {
    JsonNode node = node(name);
    if (node == null) {
      return List.of();
    }
    if (!node.isObject() || node.isEmpty()) {
      throw invalid(name, node.toString(), "a JSON object with at least one field");
    }
    return node::fieldNames;
  }

  /** Objects of an array that has at least one. */
  List<JsonFields> objects(String name) throws RecordRejectedException {
    JsonNode node = node(name);
    if (node == null || !node.isArray() || node.isEmpty()) {
      throw invalid(name, String.valueOf(node), "an array of at least one object");
    }
    List<JsonFields> objects = new ArrayList<>(node.size());
    for (int i = 0; i < node.size(); i++) {
      objects.add(object(name + "[" + i + "]", node.get(i)));
    }
    return objects;
  }

  RecordRejectedException missing(String name) {
    return new RecordRejectedException(
        ReasonCode.MISSING_FIELD, "The field " + shownName(name) + " is missing");
  }

  RecordRejectedException invalid(String name, String given, String allowed) {
    return new RecordRejectedException(
        ReasonCode.INVALID_FIELD,
        "The field " + shownName(name) + " is " + shorten(given) + "; allowed is " + allowed);
  }

  static String shorten(String given) {
    return given.length() <= SHOWN_CHARS
        ? given
        : given.substring(0, SHOWN_CHARS) + "... (" + given.length() + " characters)";
  }
}
