package io.flinkiscc.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads the files of the Python peer and answers as it does. */
class UsearchFileTest {

  static final List<String> FILES = UsearchFixtures.FILES;

  private static final long SEED_OF_5000 = 0x15CC0005L;

  @ParameterizedTest
  @FieldSource("FILES")
  void readsTheHead(String name) {
    UsearchFile file = UsearchFixtures.open(name);
    JsonNode header = UsearchFixtures.json(name).get("header");

    assertThat(file.slots()).isEqualTo(header.get("rows").asInt());
    assertThat(file.live()).isEqualTo(header.get("count_present").asInt());
    assertThat(file.connectivity()).isEqualTo(header.get("connectivity").asInt());
    assertThat(file.maxBits()).isEqualTo(header.get("dimensions").asInt() - 8);
    assertThat(file.metric()).isEqualTo(UsearchMetric.NPHD);
    assertThat(file.keyKind().name()).isEqualToIgnoringCase(header.get("kind_key").asText());
    assertThat(file.formatVersion()).isEqualTo("2.24");
    assertThat(file.fileBytes()).isEqualTo(header.get("file_bytes").asLong());
  }

  @ParameterizedTest
  @FieldSource("FILES")
  void readsEveryKeyAndVector(String name) {
    UsearchFile file = UsearchFixtures.open(name);
    Map<UsearchKey, String> expected = live(name, file.keyKind());

    Map<UsearchKey, String> found = new HashMap<>();
    for (int slot = 0; slot < file.slots(); slot++) {
      if (!file.removed(slot)) {
        found.put(file.key(slot), HexFormat.of().formatHex(file.vector(slot)));
      }
    }

    assertThat(found).isEqualTo(expected).hasSize(file.live());
  }

  @ParameterizedTest
  @FieldSource("FILES")
  void findsEveryKey(String name) {
    UsearchFile file = UsearchFixtures.open(name);
    JsonNode json = UsearchFixtures.json(name);

    live(name, file.keyKind())
        .forEach(
            (key, vector) -> {
              assertThat(file.contains(key)).as("%s", key).isTrue();
              Code code = file.get(key);
              assertThat(code == null ? "" : code.toString()).as("%s", key).isEqualTo(vector);
            });
    for (JsonNode key : json.get("removed")) {
      assertThat(file.contains(UsearchFixtures.key(file.keyKind(), key.asText())))
          .as("%s", key)
          .isFalse();
    }
    assertThat(file.contains(file.keyKind().free())).isFalse();
  }

  @ParameterizedTest
  @FieldSource("FILES")
  void readsLevelsAndLinks(String name) {
    UsearchFile file = UsearchFixtures.open(name);
    JsonNode json = UsearchFixtures.json(name);

    for (JsonNode slot : json.path("slots")) {
      int i = slot.get("slot").asInt();
      assertThat(file.level(i)).as("level of %s", i).isEqualTo(slot.get("level").asInt());
      assertThat(file.degree(i)).as("degree of %s", i).isEqualTo(slot.get("degree0").asInt());
      UsearchKey key = UsearchFixtures.key(file.keyKind(), slot.get("key").asText());
      assertThat(file.key(i)).isEqualTo(key.equals(file.keyKind().free()) ? null : key);
    }
    json.get("header")
        .get("level_histogram")
        .properties()
        .forEach(
            e ->
                assertThat(levels(file, Integer.parseInt(e.getKey())))
                    .as("nodes of level %s", e.getKey())
                    .isEqualTo(e.getValue().asLong()));
  }

  private static long levels(UsearchFile file, int level) {
    return java.util.stream.IntStream.range(0, file.slots())
        .filter(s -> file.level(s) == level)
        .count();
  }

  @ParameterizedTest
  @FieldSource("FILES")
  void verifies(String name) throws IOException {
    UsearchFixtures.open(name).verify();
  }

  @ParameterizedTest
  @FieldSource("FILES")
  void answersExactly(String name) {
    UsearchFile file = UsearchFixtures.open(name);

    for (JsonNode query : UsearchFixtures.json(name).get("queries")) {
      Code code = code(query.get("query").asText());
      UsearchHits answer = file.nearest(code, 10, null);

      assertThat(answer.exact()).isTrue();
      assertThat(answer.hits())
          .extracting(h -> new Answer(h.key(), h.hamming(), h.bits(), (float) h.nphd()))
          .as("query %s", code)
          .isEqualTo(expected(query.get("top10"), file.keyKind()));
    }
  }

  @ParameterizedTest
  @FieldSource("FILES")
  void findsAllWithinARadius(String name) {
    UsearchFile file = UsearchFixtures.open(name);

    for (JsonNode query : UsearchFixtures.json(name).get("queries")) {
      Code code = code(query.get("query").asText());
      List<UsearchHit> all = file.nearest(code, Math.max(1, file.slots()), null).hits();

      assertThat(all).hasSize(file.live());
      assertThat(file.within(code, Radius.nphd(.25), null).hits())
          .as("query %s", code)
          .isEqualTo(all.stream().filter(h -> h.nphd() <= .25).toList());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nphd_u64_5000"})
  void findsNearlyAllAlongTheLinks(String name) {
    UsearchFile file = UsearchFixtures.open(name);

    int good = 0;
    int wanted = 0;
    long visited = 0;
    JsonNode queries = UsearchFixtures.json(name).get("queries");
    for (JsonNode query : queries) {
      Code code = code(query.get("query").asText());
      List<UsearchHit> exact = file.nearest(code, 10, null).hits();
      UsearchHits answer = file.search(code, 10, 200, null);
      good += (int) answer.hits().stream().filter(h -> h.nphd() <= exact.get(9).nphd()).count();
      wanted += exact.size();
      visited += answer.exact() ? 0 : answer.visited();
    }

    assertThat((double) good / wanted).as("recall").isGreaterThan(.95);
    assertThat(visited).as("not by scans").isPositive();
  }

  @Test
  void honoursAFilterWithinTheSearch() {
    UsearchFile file = UsearchFixtures.open("nphd_u64_5000");

    for (JsonNode query : UsearchFixtures.json("nphd_u64_5000").get("queries")) {
      Code code = code(query.get("query").asText());
      UsearchHits few = file.search(code, 10, 64, slot -> slot % 100 == 7);
      UsearchHits half = file.search(code, 10, 64, slot -> slot % 2 == 1);

      assertThat(few.hits()).hasSize(10).allMatch(h -> h.slot() % 100 == 7);
      assertThat(half.hits()).hasSize(10).allMatch(h -> h.slot() % 2 == 1);
    }
  }

  @Test
  void mapsAFile(@TempDir Path directory) throws IOException {
    Path path = directory.resolve("nphd_u64_500.usearch");
    Files.write(path, UsearchFixtures.bytes("nphd_u64_500.usearch"));

    UsearchFile mapped = UsearchFile.open(path);
    UsearchFile inMemory = UsearchFixtures.open("nphd_u64_500");

    mapped.verify();
    Code query = inMemory.code(17);
    assertThat(mapped.nearest(query, 10, null)).isEqualTo(inMemory.nearest(query, 10, null));
  }

  @Test
  void readsRecordsThatStraddleParts() throws IOException {
    byte[] bytes = UsearchFixtures.bytes("nphd_u64_5000.usearch");
    UsearchFile inParts = UsearchFile.of(UsearchBytes.of(ByteBuffer.wrap(bytes), "parts", 10));
    UsearchFile whole = UsearchFixtures.open("nphd_u64_5000");

    inParts.verify();
    for (int slot = 0; slot < whole.slots(); slot += 37) {
      Code query = whole.code(slot);
      assertThat(inParts.key(slot)).isEqualTo(whole.key(slot));
      assertThat(inParts.nearest(query, 10, null)).isEqualTo(whole.nearest(query, 10, null));
      assertThat(inParts.search(query, 10)).isEqualTo(whole.search(query, 10));
      assertThat(inParts.get(whole.key(slot))).isEqualTo(query);
    }
  }

  @Test
  void keepsTheLengthOfCodesThatWereCut() {
    UsearchFile file = UsearchFixtures.open("nphd_u64_edge");

    List<Integer> lengths = new ArrayList<>();
    for (int slot = 0; slot < file.slots(); slot++) {
      lengths.add(file.storedLength(slot));
    }

    assertThat(lengths).contains(0, 33, 40);
    assertThat(file.code(lengths.indexOf(0))).isNull();
    assertThat(file.code(lengths.indexOf(40)).bits()).isEqualTo(256);
  }

  private record Answer(UsearchKey key, int hamming, int bits, float distance) {}

  private static List<Answer> expected(JsonNode top, UsearchKeyKind kind) {
    List<Answer> expected = new ArrayList<>();
    for (JsonNode hit : top) {
      expected.add(
          new Answer(
              UsearchFixtures.key(kind, hit.get("key").asText()),
              hit.get("hamming").asInt(),
              hit.get("bits").asInt(),
              (float) hit.get("distance").asDouble()));
    }
    return expected;
  }

  private static Map<UsearchKey, String> live(String name, UsearchKeyKind kind) {
    JsonNode json = UsearchFixtures.json(name);
    Map<UsearchKey, String> live = new HashMap<>();
    for (JsonNode row : json.path("live")) {
      String given = row.get("vector").asText();
      // The peer stores no more than 256 bits of a code.
      live.put(
          UsearchFixtures.key(kind, row.get("key").asText()),
          given.substring(0, Math.min(given.length(), 64)));
    }
    if (json.has("live_keys")) {
      List<byte[]> vectors = UsearchFixtures.vectors(SEED_OF_5000, 5000, 8, 16, 24, 32);
      for (int i = 0; i < vectors.size(); i++) {
        UsearchKey key = UsearchFixtures.key(kind, json.get("live_keys").get(i).asText());
        live.put(key, HexFormat.of().formatHex(vectors.get(i)));
      }
    }
    return live;
  }

  private static Code code(String hex) {
    return Code.of(HexFormat.of().parseHex(hex));
  }
}
