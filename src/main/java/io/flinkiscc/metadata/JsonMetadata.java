package io.flinkiscc.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The fields of metadata that is JSON and declared nowhere. Immutable; any thread.
 *
 * <p>A field is named by its name in the object; {@code a.b} is the field so named or, if there is
 * none, the field {@code b} of the object {@code a}. Text, numbers and booleans are values; a list
 * has the values of its elements, also on the way to a field: {@code authors.name} are the names of
 * all authors. An object is a value that equals nothing. {@code null} is no value. Metadata that is
 * no JSON object has no fields.
 */
public final class JsonMetadata implements MetadataFilter.Fields {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** What a field has that holds an object. */
  private static final Object OBJECT = new Object();

  private final JsonNode root;

  private JsonMetadata(JsonNode root) {
    this.root = root;
  }

  /** Reads metadata. Bytes that are no JSON object have no fields. */
  public static JsonMetadata parse(byte[] json) {
    return new JsonMetadata(read(json));
  }

  private static JsonNode read(byte[] json) {
    if (json.length == 0) {
      return MissingNode.getInstance();
    }
    try {
      JsonNode node = MAPPER.readTree(json);
      return node.isObject() ? node : MissingNode.getInstance();
    } catch (IOException e) {
      // Metadata is opaque: what cannot be read has no fields, which is no fault of the query.
      return MissingNode.getInstance();
    }
  }

  @Override
  public Object value(String field) {
    return value(root, field);
  }

  private static Object value(JsonNode node, String path) {
    if (node.isArray()) {
      List<Object> values = new ArrayList<>();
      node.forEach(element -> add(values, value(element, path)));
      return values.isEmpty() ? null : values;
    }
    JsonNode named = node.get(path);
    if (named != null) {
      return plain(named);
    }
    for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
      JsonNode child = node.get(path.substring(0, dot));
      Object found = child == null ? null : value(child, path.substring(dot + 1));
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static void add(List<Object> values, Object value) {
    if (value instanceof List<?> list) {
      values.addAll(list);
    } else if (value != null) {
      values.add(value);
    }
  }

  private static Object plain(JsonNode node) {
    if (node.isArray()) {
      List<Object> values = new ArrayList<>(node.size());
      node.forEach(element -> add(values, plain(element)));
      return Collections.unmodifiableList(values);
    }
    if (node.isTextual()) {
      return node.textValue();
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    if (node.isNumber()) {
      return node.canConvertToLong() && node.isIntegralNumber()
          ? (Object) node.longValue()
          : PlainValues.of(node.doubleValue());
    }
    return node.isObject() ? OBJECT : null;
  }
}
