package io.flinkiscc.kafka;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Reads one JSON object from bytes nobody vouches for: strict JSON (RFC 8259) in UTF-8, no field
 * twice, no NaN, not deeper than {@value #MAX_DEPTH} levels, not larger than allowed.
 */
final class StrictJson {

  /** Largest value accepted unless the user says otherwise, in bytes. */
  static final int DEFAULT_MAX_BYTES = 5_000_000;

  /** Deepest nesting accepted. */
  static final int MAX_DEPTH = 100;

  // Field names are not interned or kept in a table: a sender of many different names would fill
  // it, and one of colliding names would break it. Strings are bounded by the record as a whole.
  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  /** Keeps decimal numbers as they are written. */
  static final JsonMapper MAPPER =
      JsonMapper.builder(FACTORY)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private StrictJson() {}

  /**
   * Reads the fields of an object.
   *
   * @param value the bytes, not null
   * @param maxBytes largest number of bytes accepted
   * @param known names of the fields to read as values
   * @param opaque names of the fields to take as compact JSON text; others are skipped, though
   *     checked for being JSON
   */
  static JsonFields read(byte[] value, int maxBytes, Set<String> known, Set<String> opaque)
      throws RecordRejectedException {
    if (value.length > maxBytes) {
      throw new RecordRejectedException(
          ReasonCode.TOO_LARGE,
          "The value has "
              + value.length
              + " bytes; allowed are up to "
              + maxBytes
              + " (option max-record-size). Make the record smaller or raise the limit.");
    }
    CharBuffer text = decode(value);
    try (JsonParser parser =
        MAPPER.createParser(text.array(), text.arrayOffset(), text.remaining())) {
      return readObject(parser, text, known, opaque);
    } catch (JsonProcessingException e) {
      throw malformed(
          e.getOriginalMessage()
              + (e.getLocation() == null
                  ? ""
                  : " (line "
                      + e.getLocation().getLineNr()
                      + ", column "
                      + e.getLocation().getColumnNr()
                      + ")"));
    } catch (NumberFormatException e) {
      // An exponent of more digits than a BigDecimal can have comes out of Jackson like this.
      throw malformed("A number is beyond all measure");
    } catch (IOException e) {
      throw new UncheckedIOException("Reading from memory failed", e);
    }
  }

  private static JsonFields readObject(
      JsonParser parser, CharBuffer text, Set<String> known, Set<String> opaque)
      throws IOException, RecordRejectedException {
    JsonToken first = parser.nextToken();
    if (first != JsonToken.START_OBJECT) {
      throw malformed(
          first == null ? "The value is empty" : "The value is no object, it starts with " + first);
    }
    Map<String, JsonNode> nodes = new HashMap<>();
    Map<String, String> texts = new HashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      if (known.contains(name)) {
        nodes.put(name, parser.readValueAsTree());
      } else {
        int start = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        if (opaque.contains(name)) {
          // Finishes a string, which is otherwise read when asked for and so not checked yet.
          parser.finishToken();
          texts.put(name, JsonText.compactValueAt(text.array(), text.arrayOffset() + start));
        }
      }
    }
    if (parser.nextToken() != null) {
      throw malformed("Something follows the end of the object");
    }
    return new JsonFields("", nodes, texts);
  }

  private static CharBuffer decode(byte[] value) throws RecordRejectedException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value));
    } catch (CharacterCodingException e) {
      throw malformed("The bytes are not UTF-8");
    }
  }

  private static RecordRejectedException malformed(String problem) {
    return new RecordRejectedException(
        ReasonCode.MALFORMED_JSON,
        "The value must be one JSON object in UTF-8, no field twice, at most "
            + MAX_DEPTH
            + " levels deep. "
            + problem);
  }
}
