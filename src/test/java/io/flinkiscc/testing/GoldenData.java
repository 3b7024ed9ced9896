package io.flinkiscc.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flinkiscc.kafka.RawRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/**
 * The small real dataset and the exact answers to its queries: what every way of running the
 * pipeline must give.
 */
public final class GoldenData {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double SCORE_TOLERANCE = 1e-6;

  private GoldenData() {}

  /** The events as records of the ingest topic; the place in the list is the offset. */
  public static List<RawRecord> events() {
    List<RawRecord> records = new ArrayList<>();
    for (String line : lines("/demo/events.jsonl.gz")) {
      JsonNode event = parse(line);
      JsonNode value = event.get("value");
      records.add(
          new RawRecord(
              "events",
              0,
              records.size(),
              event.get("timestamp").asLong(),
              utf8(event.get("key").asText()),
              value.isNull() ? null : utf8(value.toString())));
    }
    return records;
  }

  /** Reasons why events are refused, by their key. */
  public static Map<String, String> refusals() {
    return Map.of(
        "ISCC:MAIGG6O2AW3AAAAB", "empty-record",
        "ISCC:MAIGG6O2AW3AAAAE", "invalid-iscc",
        "ISCC:MAIGG6O2AW3AAAAC", "invalid-iscc",
        "ISCC:MAIGG6O2AW3AAAAF", "key-mismatch",
        "ISCC:MAIGG6O2AW3AAAAD", "unknown-op",
        "ISCC:MAIGG6O2AW3AAAAA", "invalid-iscc");
  }

  /** The queries as records of the query topic, asking for unit matches. */
  public static List<RawRecord> queries() {
    List<RawRecord> records = new ArrayList<>();
    for (JsonNode golden : golden().values()) {
      ObjectNode query = JSON.createObjectNode();
      query.set("query_id", golden.get("query_id"));
      query.setAll((ObjectNode) golden.get("query"));
      query.put("include_unit_matches", true);
      String id = golden.get("query_id").asText();
      records.add(new RawRecord("queries", 0, records.size(), 0, utf8(id), utf8(query.toString())));
    }
    return records;
  }

  /** The ISCC-IDs that are live after all events, ascending. */
  public static Set<String> finalIds() {
    try (InputStream in = GoldenData.class.getResourceAsStream("/demo/final_ids.txt")) {
      return new HashSet<>(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Checks results (JSON of enriched records) against the exact answers: one result per query,
   * equal fractions at every rank of every unit type, equal scores in order, and equal ids above
   * the last tied score.
   */
  public static void assertGolden(List<String> results, String description) {
    Map<String, JsonNode> byId = new TreeMap<>();
    for (String json : results) {
      JsonNode result = parse(json);
      assertThat(byId.put(result.get("query_id").asText(), result))
          .as("%s: second result of a query", description)
          .isNull();
    }
    Map<String, JsonNode> golden = golden();
    assertThat(byId.keySet()).as(description).isEqualTo(golden.keySet());
    golden.forEach(
        (id, expected) -> {
          String what = description + ", " + id;
          JsonNode result = byId.get(id);
          assertThat(result.get("status").asText()).as(what).isEqualTo("ok");
          assertThat(result.get("completeness").asText()).as(what).isEqualTo("exact");
          assertUnitMatches(expected.get("exact_topk"), result.get("unit_matches"), what);
          assertMatches(
              expected.get("exact_global_matches_threshold_0.75"),
              result.get("global_matches"),
              what);
        });
  }

  private static void assertUnitMatches(JsonNode expected, JsonNode found, String what) {
    expected
        .fieldNames()
        .forEachRemaining(
            type ->
                assertThat(fractions(found.path(type)))
                    .as("%s, %s", what, type)
                    .isEqualTo(fractions(expected.get(type))));
  }

  private static List<Double> fractions(JsonNode hits) {
    List<Double> fractions = new ArrayList<>();
    hits.forEach(h -> fractions.add(h.get("hamming").asDouble() / h.get("bits").asInt()));
    return fractions;
  }

  private static void assertMatches(JsonNode expected, JsonNode found, String what) {
    assertThat(found.size()).as(what).isEqualTo(expected.size());
    double last =
        expected.isEmpty() ? 0 : expected.get(expected.size() - 1).get("score").asDouble();
    Set<String> expectedIds = new HashSet<>();
    Set<String> foundIds = new HashSet<>();
    for (int i = 0; i < expected.size(); i++) {
      double score = expected.get(i).get("score").asDouble();
      assertThat(found.get(i).get("score").asDouble())
          .as("%s, rank %d", what, i)
          .isCloseTo(score, org.assertj.core.data.Offset.offset(SCORE_TOLERANCE));
      if (score > last + SCORE_TOLERANCE) {
        expectedIds.add(expected.get(i).get("iscc_id").asText());
        foundIds.add(found.get(i).get("iscc_id").asText());
      }
    }
    assertThat(foundIds).as(what).isEqualTo(expectedIds);
  }

  private static Map<String, JsonNode> golden() {
    Map<String, JsonNode> golden = new TreeMap<>();
    for (String line : lines("/demo/golden_queries.jsonl.gz")) {
      JsonNode node = parse(line);
      golden.put(node.get("query_id").asText(), node);
    }
    return golden;
  }

  private static List<String> lines(String resource) {
    try (InputStream in = GoldenData.class.getResourceAsStream(resource);
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resource, e);
    }
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
