package io.flinkiscc.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Damages JSON records: their structure, or their bytes. */
final class JsonMutator {

  private static final List<String> REPLACEMENTS =
      List.of(
          "null",
          "true",
          "0",
          "-1",
          "1.5",
          "1e2",
          "1e999999999",
          "-1e-999999999",
          "4294967296",
          "9223372036854775807",
          "123456789012345678901234567890",
          "\"\"",
          "\"x\"",
          "\"\\ud800\"",
          "\"ISCC:MAIGF6IPGS3JSEAB\"",
          "\"ISCC:MEIGF6IPGS3JSEAB\"",
          "\"iscc:gaavb2js4svpwsee\"",
          "\"ISCC:GAAVB2JS4SVPWSEE\"",
          "\"ISCC:GAAVB2JS4SVPWSEF\"",
          "\"CONTENT_TEXT_V0\"",
          "[]",
          "[null]",
          "[\"ISCC:GAAVB2JS4SVPWSEE\"]",
          "{}",
          "{\"a\":[1,{}]}",
          "{\"CONTENT_TEXT_V0\":[\"AAAAAAAAAAA\"]}");

  /** What only a text can hold, put in place of numbers or anywhere. */
  private static final List<String> SNIPPETS =
      List.of(
          "1e99999999999999999999",
          "-1e-99999999999999999999",
          "1e2147483648",
          "9".repeat(1_500),
          "NaN",
          "-Infinity",
          "01",
          "0x1F",
          "[".repeat(200),
          "{\"a\":".repeat(200),
          "\"\\ud800\"",
          "\\u12",
          "\uFEFF",
          "\u0000",
          "//",
          ",",
          "\"");

  private static final Pattern NUMBER = Pattern.compile("(?<=[:,\\[])[0-9.]+(?=[,}\\]])");

  private final Random random;

  JsonMutator(Random random) {
    this.random = random;
  }

  byte[] mutate(JsonNode record) {
    switch (random.nextInt(5)) {
      case 0, 1:
        return damageBytes(record.toString().getBytes(StandardCharsets.UTF_8));
      case 2:
        return putSnippet(record.toString()).getBytes(StandardCharsets.UTF_8);
      default:
        return changeStructure(record);
    }
  }

  private String putSnippet(String json) {
    String snippet = SNIPPETS.get(random.nextInt(SNIPPETS.size()));
    List<MatchResult> numbers = NUMBER.matcher(json).results().toList();
    if (numbers.isEmpty() || random.nextBoolean()) {
      int at = random.nextInt(json.length());
      return json.substring(0, at) + snippet + json.substring(at);
    }
    MatchResult number = numbers.get(random.nextInt(numbers.size()));
    return json.substring(0, number.start()) + snippet + json.substring(number.end());
  }

  private byte[] changeStructure(JsonNode record) {
    JsonNode copy = record.deepCopy();
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      List<JsonNode> inner = new ArrayList<>();
      collectContainers(copy, inner);
      change(inner.get(random.nextInt(inner.size())));
    }
    return copy.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void collectContainers(JsonNode node, List<JsonNode> into) {
    if (node.isContainerNode()) {
      into.add(node);
      node.forEach(child -> collectContainers(child, into));
    }
  }

  private void change(JsonNode container) {
    if (container instanceof ObjectNode object && !object.isEmpty()) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      String name = names.get(random.nextInt(names.size()));
      switch (random.nextInt(3)) {
        case 0 -> object.remove(name);
        case 1 -> object.set(name + "_", object.remove(name));
        default -> object.set(name, replacement());
      }
    } else if (container instanceof ArrayNode array && !array.isEmpty()) {
      int at = random.nextInt(array.size());
      switch (random.nextInt(3)) {
        case 0 -> array.remove(at);
        case 1 -> array.add(array.get(at));
        default -> array.set(at, replacement());
      }
    }
  }

  private JsonNode replacement() {
    try {
      return StrictJson.MAPPER.readTree(REPLACEMENTS.get(random.nextInt(REPLACEMENTS.size())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] damageBytes(byte[] json) {
    int changes = 1 + random.nextInt(3);
    byte[] bytes = json;
    for (int i = 0; i < changes && bytes.length > 1; i++) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes = Arrays.copyOf(bytes, at);
        case 3 -> bytes = splice(bytes, at, 0, Arrays.copyOfRange(bytes, at / 2, at));
        default -> bytes = splice(bytes, at, random.nextInt(8), new byte[0]);
      }
    }
    return bytes;
  }

  private static byte[] splice(byte[] bytes, int at, int removed, byte[] added) {
    int rest = Math.min(bytes.length, at + removed);
    byte[] out = Arrays.copyOf(bytes, at + added.length + bytes.length - rest);
    System.arraycopy(added, 0, out, at, added.length);
    System.arraycopy(bytes, rest, out, at + added.length, bytes.length - rest);
    return out;
  }
}
