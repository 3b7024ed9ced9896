package io.flinkiscc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** The bundled data hangs together: events, queries, truth and the golden answers. */
class DemoDataTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void eventsLeadToTheFinalIds() throws IOException {
    List<JsonNode> events = lines("events.jsonl.gz");
    Map<String, JsonNode> alive = new HashMap<>();
    for (JsonNode event : events) {
      apply(alive, event);
    }

    assertThat(events).hasSize(1740);
    assertThat(events).filteredOn(event -> event.has("expect")).hasSize(6);
    assertThat(alive.keySet()).hasSize(1478).isEqualTo(finalIds());
  }

  private static void apply(Map<String, JsonNode> alive, JsonNode event) {
    if (event.has("expect")) {
      return;
    }
    String key = event.get("key").textValue();
    JsonNode value = event.get("value");
    String op = value.isNull() ? "delete" : value.path("op").asText("upsert");
    switch (op) {
      case "upsert" -> alive.put(key, value);
      case "add_once" -> alive.putIfAbsent(key, value);
      case "delete" -> alive.remove(key);
      default -> throw new AssertionError("unexpected op in " + event);
    }
  }

  @Test
  void queriesAreThoseOfTheGoldenAnswers() throws IOException {
    List<JsonNode> queries = lines("queries.jsonl.gz");
    List<JsonNode> golden = lines("golden_queries.jsonl.gz");

    assertThat(queries).hasSize(150).hasSameSizeAs(golden);
    for (int i = 0; i < queries.size(); i++) {
      ObjectNode expected = JSON.createObjectNode();
      expected.set("query_id", golden.get(i).get("query_id"));
      expected.setAll((ObjectNode) golden.get(i).get("query"));
      assertThat(queries.get(i)).isEqualTo(expected);
    }
  }

  @Test
  void truthNamesEveryAsset() throws IOException {
    List<JsonNode> truth = lines("truth.jsonl.gz");
    Set<String> ids =
        truth.stream().map(line -> line.get("iscc_id").textValue()).collect(Collectors.toSet());

    assertThat(truth).hasSize(1528);
    assertThat(ids).hasSize(1528).containsAll(finalIds());
    assertThat(truth).allSatisfy(line -> assertThat(line.get("group").textValue()).isNotEmpty());
  }

  private static Set<String> finalIds() throws IOException {
    try (InputStream in = resource("final_ids.txt")) {
      return new TreeSet<>(
          new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList());
    }
  }

  private static List<JsonNode> lines(String name) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(resource(name)), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(JSON.readTree(line));
      }
    }
    return lines;
  }

  private static InputStream resource(String name) {
    return DemoDataTest.class.getResourceAsStream("/demo/" + name);
  }
}
