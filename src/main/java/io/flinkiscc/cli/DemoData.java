package io.flinkiscc.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flinkiscc.kafka.RawRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** The dataset inside the jar: records of real contents, queries, and who is related to whom. */
final class DemoData {

  private static final ObjectMapper JSON = new ObjectMapper();

  private DemoData() {}

  /** The events of the ingest topic, in their order. */
  static List<RawRecord> events() {
    List<RawRecord> records = new ArrayList<>();
    for (String line : lines("events.jsonl.gz")) {
      records.add(
          RecordLines.parse("events", records.size(), line.getBytes(StandardCharsets.UTF_8)));
    }
    return records;
  }

  /** The queries, as values of the query topic by their ids. */
  static Map<String, String> queries() {
    Map<String, String> queries = new java.util.LinkedHashMap<>();
    for (String line : lines("queries.jsonl.gz")) {
      queries.put(parse(line).get("query_id").asText(), line);
    }
    return queries;
  }

  /** For every query the ISCC-IDs of the contents with the same origin. */
  static Map<String, List<String>> relatives() {
    Map<String, List<String>> relatives = new HashMap<>();
    for (String line : lines("relatives.jsonl.gz")) {
      JsonNode node = parse(line);
      List<String> ids = new ArrayList<>();
      node.get("relatives").forEach(id -> ids.add(id.asText()));
      relatives.put(node.get("query_id").asText(), ids);
    }
    return relatives;
  }

  static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException("not JSON: " + json, e);
    }
  }

  private static List<String> lines(String name) {
    String resource = "/demo/" + name;
    try (InputStream in = DemoData.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is not on the class path: use flink-iscc.jar");
      }
      return new BufferedReader(
              new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))
          .lines()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resource, e);
    }
  }
}
