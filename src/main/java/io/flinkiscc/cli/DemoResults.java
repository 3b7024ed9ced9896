package io.flinkiscc.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.flinkiscc.kafka.QueryRecord;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What came out of the demo: results by query, and how good they are. */
final class DemoResults {

  private static final int QUERIES_SHOWN = 7;

  /** What a query gets that asks for no other number. */
  private static final int MATCHES_PER_QUERY = QueryRecord.DEFAULT_LIMIT;

  private final Map<String, JsonNode> byQuery = new TreeMap<>();
  private final Map<String, String> names = new HashMap<>();

  /** Learns what the contents are called, to tell what was asked for. */
  DemoResults() {
    DemoData.events()
        .forEach(
            event -> {
              byte[] value = event.value();
              JsonNode record = value == null ? null : DemoData.parse(new String(value, UTF_8));
              if (record != null && record.path("metadata").has("name")) {
                String name = record.path("metadata").path("name").asText();
                names.put(record.path("iscc_id").asText(), name);
                names.putIfAbsent(record.path("iscc_code").asText(), name);
                names.putIfAbsent(record.path("units").toString(), name);
                record.path("units").forEach(unit -> names.putIfAbsent(unit.asText(), name));
              }
            });
  }

  void add(String json) {
    JsonNode result = DemoData.parse(json);
    byQuery.put(result.path("query_id").asText(), result);
  }

  int size() {
    return byQuery.size();
  }

  /** A few results that show different kinds of matches. */
  String table() {
    DemoTable table = new DemoTable();
    Set<String> shown = new HashSet<>();
    Set<String> relations = new HashSet<>();
    int n = 0;
    for (JsonNode result : byQuery.values()) {
      JsonNode matches = result.path("global_matches");
      String relation = matches.path(0).path("relation").asText();
      boolean isNew = relations.add(relation) || n < QUERIES_SHOWN - 2;
      String asked = asked(result.path("query"));
      if (!matches.isEmpty() && isNew && n < QUERIES_SHOWN && shown.add(asked)) {
        table.add("similar to " + asked, result);
        n++;
      }
    }
    return table.toString();
  }

  private String asked(JsonNode query) {
    for (String field : List.of("iscc_id", "iscc_code")) {
      if (query.has(field)) {
        String text = query.path(field).asText();
        return "“" + names.getOrDefault(text, text) + "” (by " + field + ")";
      }
    }
    String units = query.path("units").toString();
    String first = query.path("units").path(0).asText();
    return "“" + names.getOrDefault(units, names.getOrDefault(first, first)) + "” (by units)";
  }

  /** How many of the contents with the same origin are among the matches. */
  String relativesFound() {
    int wanted = 0;
    int found = 0;
    int withRelatives = 0;
    int firstIsRelative = 0;
    for (Map.Entry<String, List<String>> e : DemoData.relatives().entrySet()) {
      JsonNode result = byQuery.get(e.getKey());
      Set<String> relatives = new HashSet<>(e.getValue());
      if (result == null || relatives.isEmpty()) {
        continue;
      }
      withRelatives++;
      wanted += Math.min(MATCHES_PER_QUERY, relatives.size());
      boolean first = true;
      for (JsonNode match : result.path("global_matches")) {
        boolean isRelative = relatives.contains(match.path("iscc_id").asText());
        found += isRelative ? 1 : 0;
        firstIsRelative += first && isRelative ? 1 : 0;
        first = false;
      }
    }
    return String.format(
        "true relatives: %d of the %d that fit into 10 matches per query were found; the first match"
            + " is one in %d of %d queries",
        found, wanted, firstIsRelative, withRelatives);
  }
}
