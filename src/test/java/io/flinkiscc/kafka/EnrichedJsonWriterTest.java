package io.flinkiscc.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EnrichedJsonWriterTest {

  private static JsonNode write(EnrichedRecord answer) throws IOException {
    byte[] json = EnrichedJsonWriter.write(answer);
    assertThat(new String(json, StandardCharsets.UTF_8)).doesNotContain("\n");
    assertThat(Schemas.faults(Schemas.ENRICHED, json)).as(answer.toString()).isEmpty();
    return StrictJson.MAPPER.readTree(json);
  }

  @Test
  void everyAnswerFitsTheSchemaAndItsScoresAreReadBackAsTheyWere() throws IOException {
    long seed = new Random().nextLong();
    RandomRecords records = new RandomRecords(new Random(seed));
    for (int round = 0; round < 1_000; round++) {
      EnrichedRecord answer = records.answer();
      JsonNode json = write(answer);
      for (int i = 0; i < answer.globalMatches().size(); i++) {
        GlobalMatch match = answer.globalMatches().get(i);
        JsonNode written = json.get("global_matches").get(i);
        assertThat(written.get("score").doubleValue())
            .as("seed %d, round %d", seed, round)
            .isEqualTo(match.score());
        match
            .types()
            .forEach(
                (type, score) -> {
                  assertThat(written.get("types").get(type.name()).doubleValue())
                      .isEqualTo(score.score());
                  assertThat(written.get("distances").get(type.name()).get("hamming").intValue())
                      .isEqualTo(score.hamming());
                });
      }
      assertThat(json.path("unit_matches").size()).isEqualTo(answer.unitMatches().size());
      assertThat(json.path("missing_key_groups").size())
          .isEqualTo(answer.missingKeyGroups().size());
      assertThat(json.has("payload")).isEqualTo(answer.payloadJson() != null);
    }
  }

  @Test
  void writesTheExamples() throws Exception {
    QueryFormat format = new QueryFormat(0);
    Map<String, QueryRecord> queries = new HashMap<>();
    for (JsonNode query : Schemas.examples("query")) {
      QueryRecord parsed = format.parse(Raws.of(null, query.toString()));
      queries.put(parsed.queryId(), parsed);
    }
    int compared = 0;
    for (JsonNode example : Schemas.examples("enriched")) {
      QueryRecord query = queries.get(example.get("query_id").asText());
      if (query != null) {
        assertThat(write(answer(query, example)))
            .isEqualTo(StrictJson.MAPPER.readTree(example.toString()));
        compared++;
      }
    }
    assertThat(compared).isEqualTo(3);
  }

  /** The answer that an example shows, to the query it belongs to. */
  private static EnrichedRecord answer(QueryRecord query, JsonNode example) {
    List<String> units = new ArrayList<>();
    example.get("query").get("units").forEach(unit -> units.add(unit.asText()));
    List<GlobalMatch> matches = new ArrayList<>();
    for (JsonNode match : example.get("global_matches")) {
      Map<UnitType, UnitScore> types = new EnumMap<>(UnitType.class);
      match
          .get("types")
          .properties()
          .forEach(
              type ->
                  types.put(
                      UnitType.parse(type.getKey()),
                      new UnitScore(
                          type.getValue().doubleValue(),
                          match.at("/distances/" + type.getKey() + "/hamming").intValue(),
                          match.at("/distances/" + type.getKey() + "/bits").intValue())));
      matches.add(
          new GlobalMatch(
              IsccId.parse(match.get("iscc_id").asText()),
              match.get("score").doubleValue(),
              types,
              match.get("relation").asText(),
              Raws.bytes(match.get("metadata").toString())));
    }
    return EnrichedRecord.answer(query, Status.OK)
        .units(units)
        .globalMatches(matches)
        .completeness(Completeness.EXACT)
        .tookMicros(1234)
        .build();
  }

  @Test
  void derivedUnitsAreAddedOnlyWhereTheQueryStatesNone() throws IOException {
    String unit = IsccUnit.of(UnitType.DATA_NONE_V0, new byte[8]).canonical();
    EnrichedRecord.Builder answer =
        EnrichedRecord.builder("q", Status.OK)
            .completeness(Completeness.APPROXIMATE)
            .units(List.of(unit));

    assertThat(
            write(answer.queryJson("{\"iscc_id\":\"ISCC:MAIGHHCHWOG2BYAB\"}").build()).get("query"))
        .hasToString("{\"iscc_id\":\"ISCC:MAIGHHCHWOG2BYAB\",\"units\":[\"" + unit + "\"]}");
    assertThat(
            write(answer.queryJson("{\"units\":[\"x\"],\"iscc_code\":\"y\"}").build()).get("query"))
        .hasToString("{\"units\":[\"x\"],\"iscc_code\":\"y\"}");
    assertThat(write(answer.queryJson("{}").units(List.of()).build()).get("query"))
        .hasToString("{}");
  }

  @Test
  void payloadAndMetadataAreJsonAndNotText() throws IOException {
    String json = "{\"a\":[1.50,\"\\ud83d\"],\"b\":null}";
    EnrichedRecord answer =
        EnrichedRecord.builder("q", Status.OK)
            .completeness(Completeness.EXACT)
            .payloadJson(json)
            .globalMatches(
                List.of(
                    new GlobalMatch(
                        IsccId.of(0, 1),
                        0.5,
                        Map.of(UnitType.DATA_NONE_V0, new UnitScore(0.5, 32, 64)),
                        null,
                        Raws.bytes(json))))
            .build();

    String written = new String(EnrichedJsonWriter.write(answer), StandardCharsets.UTF_8);

    assertThat(written).contains("\"payload\":" + json).contains("\"metadata\":" + json);
    assertThat(write(answer).at("/global_matches/0/metadata/a/0").decimalValue())
        .isEqualByComparingTo("1.5");
  }

  @Test
  void refusedQueryIsAnsweredWithItsPayload() throws Exception {
    QueryRejectedException refusal =
        catchThrowableOfType(
            QueryRejectedException.class,
            () ->
                new QueryFormat(0)
                    .parse(Raws.of("k", "{\"limit\":0,\"query_id\":\"q\",\"payload\":[1, 2]}")));

    JsonNode json = write(EnrichedRecord.invalid(refusal));

    assertThat(json.get("query_id").asText()).isEqualTo("q");
    assertThat(json.get("status").asText()).isEqualTo("invalid");
    assertThat(json.get("error").asText()).startsWith("empty-record: ");
    assertThat(json.get("payload")).hasToString("[1,2]");
  }
}
