package io.flinkiscc.metadata;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;

/** Filters as JSON text. */
final class FilterJson {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private FilterJson() {}

  static MetadataFilter read(String json) {
    Map<String, Object> tree;
    try {
      tree = MAPPER.readValue(json, new TypeReference<Map<String, Object>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "The filter is no JSON object: " + e.getOriginalMessage(), e);
    }
    if (tree == null) {
      throw new IllegalArgumentException("The filter is null; give a JSON object");
    }
    return MetadataFilter.parse(tree);
  }

  static String write(MetadataFilter filter) {
    try {
      return MAPPER.writeValueAsString(filter.toMap());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A filter of plain values has no JSON form", e);
    }
  }
}
