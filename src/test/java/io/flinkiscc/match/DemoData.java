package io.flinkiscc.match;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.iscc.IsccCode;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/** The events of the demo and the answers known for the state they lead to. */
final class DemoData {

  private static final ObjectMapper JSON = new ObjectMapper();

  private DemoData() {}

  /** The changes in the order of the log, without the records that are there to be refused. */
  static List<AssetOp> changes() {
    return lines("/demo/events.jsonl.gz").stream()
        .map(DemoData::json)
        .filter(event -> !event.path("expect").asText().equals("reject"))
        .map(DemoData::change)
        .toList();
  }

  /** The golden queries; see {@link GoldenAnswersTest} for what they hold. */
  static List<JsonNode> goldenQueries() {
    return lines("/demo/golden_queries.jsonl.gz").stream().map(DemoData::json).toList();
  }

  /** The ids that are live after all changes. */
  static Set<IsccId> finalIds() {
    return lines("/demo/final_ids.txt").stream().map(IsccId::parse).collect(Collectors.toSet());
  }

  /** The longest unit per type among those of the code and those told one by one. */
  static Map<UnitType, Code> units(JsonNode record) {
    EnumMap<UnitType, Code> longest = new EnumMap<>(UnitType.class);
    if (record.hasNonNull("iscc_code")) {
      IsccCode.parse(record.get("iscc_code").asText())
          .decompose()
          .forEach(u -> longest.put(u.type(), code(u)));
    }
    record
        .path("units")
        .forEach(
            text -> {
              IsccUnit unit = IsccUnit.parse(text.asText());
              longest.merge(unit.type(), code(unit), (a, b) -> a.bits() > b.bits() ? a : b);
            });
    return longest;
  }

  private static Code code(IsccUnit unit) {
    return Code.of(unit.body());
  }

  private static AssetOp change(JsonNode event) {
    IsccId id = IsccId.parse(event.get("key").asText());
    long time = event.get("timestamp").asLong() * 1000;
    JsonNode value = event.get("value");
    String op = value.isNull() ? "delete" : value.path("op").asText("upsert");
    return switch (op) {
      case "upsert" -> AssetOp.upsert(asset(id, value), AssetOp.NO_SEQ, time);
      case "add_once" -> AssetOp.addOnce(asset(id, value), AssetOp.NO_SEQ, time);
      case "delete" -> AssetOp.delete(id.body(), AssetOp.NO_SEQ, time);
      default -> throw new IllegalArgumentException("unknown op in " + event);
    };
  }

  private static Asset asset(IsccId id, JsonNode record) {
    Asset.Builder asset = Asset.builder(id.body());
    units(record).forEach(asset::unit);
    Optional.ofNullable(record.get("metadata"))
        .ifPresent(m -> asset.metadata(m.toString().getBytes(StandardCharsets.UTF_8)));
    return asset.build();
  }

  private static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> lines(String resource) {
    try (InputStream file =
            Objects.requireNonNull(DemoData.class.getResourceAsStream(resource), resource);
        InputStream in = resource.endsWith(".gz") ? new GZIPInputStream(file) : file) {
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
