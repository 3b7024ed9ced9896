package io.flinkiscc.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.flinkiscc.iscc.IsccCode;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.Simprint;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.metadata.MetadataFilter;
import io.flinkiscc.nphd.Code;
import java.util.List;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryFormatTest {

  private static final String ID = "ISCC:MAIGHHCHWOG2BYAB";
  private static final String CODE = "ISCC:KACYWAC4RW22YCNM3IVZD75TOPDV5EHMZ6XZSGPRZ5GH3XAVR6OJ3XI";
  private static final String META_256 =
      "ISCC:AADYWAC4RW22YCNMXWYOXN2IIP45CKH43FR2IABZBF7YVSD7JABMCVA";
  private static final String META_64 = "ISCC:AAAYWAC4RW22YCNM";

  private final QueryFormat format = new QueryFormat(0);

  private QueryRecord parse(String value) throws QueryRejectedException {
    return format.parse(Raws.of("key", value));
  }

  private QueryRejectedException refusal(String value) {
    return catchThrowableOfType(QueryRejectedException.class, () -> parse(value));
  }

  private QueryRejectedException refusalOf(String fields) {
    return refusal("{\"query_id\":\"q\",\"iscc_id\":\"" + ID + "\"," + fields + "}");
  }

  @Test
  void aFilterIsReadInItsJsonForm() throws Exception {
    QueryRecord query =
        parse(
            "{\"query_id\":\"q\",\"units\":[\""
                + META_64
                + "\"],\"filter\":{\"and\":[{\"field\":\"lang\",\"eq\":\"de\"},"
                + "{\"not\":{\"field\":\"a.year\",\"range\":{\"gte\":2000.5}}}]}}");
    assertThat(query.filter())
        .contains(
            MetadataFilter.and(
                MetadataFilter.eq("lang", "de"),
                MetadataFilter.not(MetadataFilter.range("a.year", 2000.5, true, null, false))));
  }

  @Test
  void readsTheExamples() throws Exception {
    for (JsonNode example : Schemas.examples("query")) {
      assertThat(parse(example.toString()).queryJson()).as(example.toString()).startsWith("{\"");
    }
  }

  @Test
  void everyOptionIsRead() throws Exception {
    QueryRecord query =
        parse(
            "{\"query_id\":\"q\",\"units\":[\""
                + META_64
                + "\"],\"limit\":7,\"threshold\":0.8,\"unit_types\":[\"DATA_NONE_V0\",\"META_NONE_V0\"],"
                + "\"exact\":true,\"timeout_ms\":500,\"include_metadata\":false,"
                + "\"include_unit_matches\":true,\"payload\": { \"a\" : 1.50 } ,\"filter\":null}");

    assertThat(query.queryId()).isEqualTo("q");
    assertThat(query.isccId()).isEmpty();
    assertThat(query.units()).containsExactly(IsccUnit.parse(META_64));
    assertThat(query.limit()).isEqualTo(7);
    assertThat(query.threshold()).hasValue(0.8);
    assertThat(query.unitTypes()).containsExactly(UnitType.META_NONE_V0, UnitType.DATA_NONE_V0);
    assertThat(query.exact()).isTrue();
    assertThat(query.timeoutMs()).hasValue(500);
    assertThat(query.includeMetadata()).isFalse();
    assertThat(query.includeUnitMatches()).isTrue();
    assertThat(query.payloadJson()).isEqualTo("{\"a\":1.50}");
    assertThat(query.queryJson()).isEqualTo("{\"units\":[\"" + META_64 + "\"]}");
  }

  @Test
  void whatIsAbsentHasItsDefault() throws Exception {
    QueryRecord query = parse("{\"iscc_id\":\"" + ID + "\"}");

    assertThat(query.limit()).isEqualTo(10);
    assertThat(query.threshold()).isEmpty();
    assertThat(query.unitTypes()).isEmpty();
    assertThat(query.exact()).isFalse();
    assertThat(query.timeoutMs()).isEmpty();
    assertThat(query.includeMetadata()).isTrue();
    assertThat(query.includeUnitMatches()).isFalse();
    assertThat(query.payloadJson()).isNull();
    assertThat(query.simprints()).isEmpty();
  }

  @Test
  void idIsItsOwnOrTheKeyOrThePosition() throws Exception {
    String value = "{\"iscc_id\":\"" + ID + "\"}";

    assertThat(format.parse(Raws.of("key", value)).queryId()).isEqualTo("key");
    assertThat(format.parse(Raws.of(null, value)).queryId()).isEqualTo("topic-3-17");
    assertThat(format.parse(Raws.of("", value)).queryId()).isEqualTo("topic-3-17");
    assertThat(format.parse(Raws.of("k".repeat(128), value)).queryId()).hasSize(128);
    assertThat(format.parse(Raws.of("k".repeat(129), value)).queryId()).isEqualTo("topic-3-17");
    RawRecord latin1 =
        new RawRecord("topic", 3, 17, 0, new byte[] {(byte) 0xE4}, Raws.bytes(value));
    assertThat(format.parse(latin1).queryId()).isEqualTo("topic-3-17");
    RawRecord longTopic = new RawRecord("t".repeat(249), 3, 17, 0, null, Raws.bytes(value));
    assertThat(format.parse(longTopic).queryId()).endsWith("-3-17");
    String emoji = "\uD83D\uDE00".repeat(128);
    assertThat(parse("{\"query_id\":\"" + emoji + "\",\"iscc_id\":\"" + ID + "\"}").queryId())
        .isEqualTo(emoji);
  }

  @Test
  void isccIdWinsOverEverything() throws Exception {
    QueryRecord query =
        parse(
            "{\"iscc_id\":\""
                + ID
                + "\",\"iscc_code\":\""
                + CODE
                + "\",\"units\":[\""
                + META_256
                + "\"],\"simprints\":{\"CONTENT_TEXT_V0\":[\"AAAAAAAAAAA\"]}}");

    assertThat(query.isccId()).contains(IsccId.parse(ID));
    assertThat(query.units()).isEmpty();
    assertThat(query.simprints()).isEmpty();
    assertThat(query.queryJson()).isEqualTo("{\"iscc_id\":\"" + ID + "\"}");
  }

  @Test
  void codeIsDecomposedOnlyIfThereAreNoUnits() throws Exception {
    QueryRecord byCode = parse("{\"iscc_code\":\"" + CODE + "\"}");
    assertThat(byCode.units()).isEqualTo(IsccCode.parse(CODE).decompose());
    assertThat(byCode.queryJson()).isEqualTo("{\"iscc_code\":\"" + CODE + "\"}");

    QueryRecord both = parse("{\"iscc_code\":\"" + CODE + "\",\"units\":[\"" + META_256 + "\"]}");
    assertThat(both.units()).containsExactly(IsccUnit.parse(META_256));
    assertThat(both.queryJson())
        .isEqualTo("{\"iscc_code\":\"" + CODE + "\",\"units\":[\"" + META_256 + "\"]}");
  }

  @Test
  void longestUnitOfATypeIsUsedAndTheEchoKeepsAll() throws Exception {
    QueryRecord query = parse("{\"units\":[\"" + META_64 + "\",\"" + META_256 + "\"]}");

    assertThat(query.units()).containsExactly(IsccUnit.parse(META_256));
    assertThat(query.queryJson()).contains(META_64).contains(META_256);
  }

  @Test
  void simprintsAreReadInEitherAlphabet() throws Exception {
    QueryRecord query =
        parse(
            "{\"simprints\":{\"CONTENT_TEXT_V0\":[\"-_AAAAAAAAA\",\"+/AAAAAAAAA=\"],"
                + "\"SEMANTIC_TEXT_V0\":[\"AAAAAAAAAAA\"]}}");

    Code code = Code.of(Simprint.parse("-_AAAAAAAAA"));
    assertThat(query.simprints().get(UnitType.CONTENT_TEXT_V0)).containsExactly(code, code);
    assertThat(query.simprints()).containsKey(UnitType.SEMANTIC_TEXT_V0);
    assertThat(query.queryJson())
        .isEqualTo(
            "{\"simprints\":{\"SEMANTIC_TEXT_V0\":[\"AAAAAAAAAAA\"],"
                + "\"CONTENT_TEXT_V0\":[\"-_AAAAAAAAA\",\"-_AAAAAAAAA\"]}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"limit\":0                        | INVALID_FIELD | limit",
        "\"limit\":1001                     | INVALID_FIELD | 1..1000",
        "\"limit\":4294967297               | INVALID_FIELD | limit",
        "\"limit\":1.5                      | INVALID_FIELD | limit",
        "\"limit\":\"10\"                   | INVALID_FIELD | limit",
        "\"threshold\":-0.1                 | INVALID_FIELD | threshold",
        "\"threshold\":1.0000000000000001   | INVALID_FIELD | threshold",
        "\"threshold\":1e999999999          | INVALID_FIELD | threshold",
        "\"threshold\":\"high\"             | INVALID_FIELD | threshold",
        "\"unit_types\":[\"TEXT\"]          | INVALID_FIELD | CONTENT_TEXT_V0",
        "\"unit_types\":\"DATA_NONE_V0\"    | INVALID_FIELD | unit_types",
        "\"filter\":{}                      | INVALID_FIELD | filter",
        "\"filter\":{\"lang\":\"de\"}       | INVALID_FIELD | and",
        "\"timeout_ms\":0                   | INVALID_FIELD | 1..600000",
        "\"timeout_ms\":600001              | INVALID_FIELD | timeout_ms",
        "\"exact\":1                        | INVALID_FIELD | exact",
        "\"include_metadata\":\"yes\"       | INVALID_FIELD | include_metadata",
        "\"include_unit_matches\":[]        | INVALID_FIELD | include_unit_matches",
        "\"units\":[]                       | INVALID_FIELD | units",
        "\"units\":[\"x\"]                  | INVALID_ISCC  | units",
        "\"iscc_code\":\"ISCC:INVALID!\"    | INVALID_ISCC  | iscc_code",
        "\"simprints\":{}                   | INVALID_FIELD | simprints",
        "\"simprints\":{\"X\":[\"AAAAAAAAAAA\"]}           | INVALID_FIELD | CONTENT_TEXT_V0",
        "\"simprints\":{\"CONTENT_TEXT_V0\":[]}            | INVALID_FIELD | CONTENT_TEXT_V0",
        "\"simprints\":{\"CONTENT_TEXT_V0\":null}          | MISSING_FIELD | CONTENT_TEXT_V0",
        "\"simprints\":{\"CONTENT_TEXT_V0\":[\"AAAA\"]}    | INVALID_ISCC  | CONTENT_TEXT_V0",
      })
  void badFieldsAreRefusedByName(String field, ReasonCode code, String text) {
    QueryRejectedException refused = refusalOf(field);

    assertThat(refused.code()).isEqualTo(code);
    assertThat(refused).hasMessageContaining(text);
    assertThat(refused.queryId()).isEqualTo("q");
  }

  @Test
  void badIdsAreRefusedUnderTheDefaultId() {
    for (String id : List.of("\"\"", "7", "\"" + "x".repeat(129) + "\"", "\"\\ud800\"")) {
      QueryRejectedException refused =
          refusal("{\"query_id\":" + id + ",\"payload\":7,\"iscc_id\":\"" + ID + "\"}");
      assertThat(refused.code()).as(id).isEqualTo(ReasonCode.INVALID_FIELD);
      assertThat(refused.queryId()).isEqualTo("key");
      assertThat(refused.payloadJson()).isEqualTo("7");
    }
  }

  @Test
  void unreadableQueriesAreRefusedUnderTheDefaultId() {
    assertThat(refusal("{").queryId()).isEqualTo("key");
    assertThat(refusal("{").code()).isEqualTo(ReasonCode.MALFORMED_JSON);
    assertThat(refusal("{").payloadJson()).isNull();
    assertThat(refusal(null).code()).isEqualTo(ReasonCode.EMPTY_RECORD);
    assertThat(refusal("{\"payload\":\"" + "x".repeat(5_000_000) + "\"}").code())
        .isEqualTo(ReasonCode.TOO_LARGE);
  }

  @Test
  void queryNeedsSomethingToSearchBy() {
    assertThat(refusal("{\"query_id\":\"q\"}").code()).isEqualTo(ReasonCode.EMPTY_RECORD);
    assertThat(refusal("{\"query_id\":\"q\"}").queryId()).isEqualTo("q");
  }

  @Test
  void realmIsThatOfTheIndex() throws Exception {
    String operational = IsccId.of(1, IsccId.parse(ID).body()).canonical();
    String value = "{\"iscc_id\":\"" + operational + "\"}";

    assertThat(refusal(value).code()).isEqualTo(ReasonCode.WRONG_REALM);
    assertThat(new QueryFormat(1).parse(Raws.of(null, value)).isccId()).isPresent();
  }

  @Test
  void travelsInJobGraphs() throws Exception {
    assertThat(
            InstantiationUtil.clone(format)
                .parse(Raws.of(null, "{\"iscc_id\":\"" + ID + "\"}"))
                .isccId())
        .isPresent();
  }

  @Test
  void optionsAreChecked() {
    assertThatThrownBy(() -> new QueryFormat(2)).hasMessageContaining("index.realm");
    assertThatThrownBy(() -> new QueryFormat(0, 0)).hasMessageContaining("max-record-bytes");
  }
}
