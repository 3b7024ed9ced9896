package io.flinkiscc.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.kafka.RawRecord;
import io.flinkiscc.match.MatchQuery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Puts and deletes of a {@link ChangeLog} as records of the ingest topic, each with its number as
 * seq: in whatever order and however often they come, the highest number of a key wins.
 */
final class NumberedRecords {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<RawRecord> records = new ArrayList<>();
  private final Map<String, String> expected = new TreeMap<>();

  /** The first records of a log. */
  NumberedRecords(ChangeLog log, int count) {
    for (int number = 0; number < count; number++) {
      AssetOp op = log.op(number);
      String id = IsccId.of(0, op.key()).canonical();
      ObjectNode json = JSON.createObjectNode();
      json.put("iscc_id", id).put("seq", number).put("event_time", number);
      if (op.kind() == AssetOp.Kind.DELETE) {
        json.put("op", "delete");
        expected.remove(id);
      } else {
        put(json, op.asset(), number);
        expected.put(id, json.get("metadata").toString());
      }
      records.add(
          new RawRecord(
              "events", 0, number, 0, id.getBytes(UTF_8), json.toString().getBytes(UTF_8)));
    }
  }

  private static void put(ObjectNode json, Asset asset, int number) {
    ArrayNode units = json.putArray("units");
    asset.units().forEach((type, code) -> units.add(IsccUnit.of(type, code.toBytes()).canonical()));
    json.putObject("metadata").put("n", number);
  }

  /** The records, in the order of their numbers. */
  List<RawRecord> records() {
    return records;
  }

  /** Queries that read everything there is. */
  static List<RawRecord> queries() {
    List<RawRecord> queries = new ArrayList<>();
    for (int bucket = 0; bucket < ChangeLog.buckets(); bucket++) {
      ObjectNode json = JSON.createObjectNode();
      String id = "bucket-" + bucket;
      json.put("query_id", id).put("limit", MatchQuery.MAX_LIMIT).put("exact", true);
      json.putArray("units")
          .add(IsccUnit.of(ChangeLog.BUCKET, ChangeLog.bucketCode(bucket).toBytes()).canonical());
      queries.add(
          new RawRecord(
              "queries", 0, bucket, 0, id.getBytes(UTF_8), json.toString().getBytes(UTF_8)));
    }
    return queries;
  }

  /** Metadata of the assets that must be there in the end, by ISCC-ID. */
  Map<String, String> expected() {
    return expected;
  }

  /**
   * Metadata by ISCC-ID of all assets in results of {@link #queries}.
   *
   * @throws IllegalStateException if an asset is there twice
   */
  static Map<String, String> found(List<String> results) throws IOException {
    Map<String, String> found = new TreeMap<>();
    for (String result : results) {
      for (JsonNode match : JSON.readTree(result).get("global_matches")) {
        String id = match.get("iscc_id").asText();
        if (found.put(id, match.get("metadata").toString()) != null) {
          throw new IllegalStateException(id + " is there twice, also in " + result);
        }
      }
    }
    return found;
  }
}
