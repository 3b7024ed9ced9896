package io.flinkiscc.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.Chunk;
import io.flinkiscc.iscc.IsccCode;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.Simprint;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IsccJsonFormatTest {

  private static final String ID = "ISCC:MAIGF6IPGS3JSEAB";
  private static final String OTHER_ID = "ISCC:MAIGGBCQFJ32XEAB";
  private static final String OPERATIONAL_ID = IsccId.of(1, IsccId.parse(ID).body()).canonical();
  private static final String CODE = "ISCC:KACYWAC4RW22YCNM3IVZD75TOPDV5EHMZ6XZSGPRZ5GH3XAVR6OJ3XI";
  private static final String META_256 =
      "ISCC:AADYWAC4RW22YCNMXWYOXN2IIP45CKH43FR2IABZBF7YVSD7JABMCVA";

  private final IsccJsonFormat format = new IsccJsonFormat(0);
  private final List<UnitType> conflicts = new ArrayList<>();

  private AssetOp parse(String key, String value) throws RecordRejectedException {
    return format.parse(Raws.of(key, value), (id, type) -> conflicts.add(type)).orElseThrow();
  }

  private RecordRejectedException refusal(String key, String value) {
    return catchThrowableOfType(RecordRejectedException.class, () -> parse(key, value));
  }

  private RecordRejectedException refusalOf(String fields) {
    return refusal(
        null, "{\"iscc_id\":\"" + ID + "\",\"iscc_code\":\"" + CODE + "\"," + fields + "}");
  }

  @Test
  void readsTheExamples() throws Exception {
    List<AssetOp.Kind> kinds = new ArrayList<>();
    for (JsonNode line : Schemas.lines("/kafka/examples.jsonl")) {
      if (line.get("topic").asText().equals("ingest")) {
        JsonNode value = line.get("value");
        String key = line.get("key").asText();
        AssetOp op = parse(key, value.isNull() ? null : value.toString());
        assertThat(op.key()).isEqualTo(IsccId.parse(key).body());
        kinds.add(op.kind());
      }
    }
    assertThat(kinds)
        .containsExactly(
            AssetOp.Kind.UPSERT, AssetOp.Kind.UPSERT, AssetOp.Kind.DELETE, AssetOp.Kind.DELETE);
  }

  @Test
  void keepsEverythingOfARecord() throws Exception {
    JsonNode value = Schemas.examples("ingest").get(0);
    Asset asset = parse(ID, value.toString()).asset();

    assertThat(asset.units()).hasSize(4);
    for (JsonNode text : value.get("units")) {
      IsccUnit unit = IsccUnit.parse(text.asText());
      assertThat(asset.units().get(unit.type())).isEqualTo(Code.of(unit.body()));
    }
    JsonNode first = value.at("/simprints/CONTENT_TEXT_V0/0");
    assertThat(asset.simprints().get(UnitType.CONTENT_TEXT_V0))
        .hasSize(3)
        .contains(
            new Chunk(
                Code.of(Simprint.parse(first.get("simprint").asText())),
                first.get("offset").asLong(),
                first.get("size").asLong()));
    assertThat(new String(asset.metadata(), StandardCharsets.UTF_8))
        .isEqualTo(value.get("metadata").toString());
  }

  @Test
  void sixPoisonRecordsAreRefusedForSixReasons() {
    List<ReasonCode> codes = new ArrayList<>();
    for (JsonNode event : Schemas.lines("/kafka/poison.jsonl")) {
      codes.add(refusal(event.get("key").asText(), event.get("value").toString()).code());
    }
    assertThat(codes)
        .containsExactly(
            ReasonCode.EMPTY_RECORD,
            ReasonCode.INVALID_ISCC,
            ReasonCode.INVALID_ISCC,
            ReasonCode.KEY_MISMATCH,
            ReasonCode.UNKNOWN_OP,
            ReasonCode.INVALID_ISCC);
  }

  @Test
  void operationsAreRead() throws Exception {
    String rest = "\"iscc_id\":\"" + ID + "\",\"iscc_code\":\"" + CODE + "\"}";

    assertThat(parse(ID, "{" + rest).kind()).isEqualTo(AssetOp.Kind.UPSERT);
    assertThat(parse(ID, "{\"op\":\"upsert\"," + rest).kind()).isEqualTo(AssetOp.Kind.UPSERT);
    assertThat(parse(ID, "{\"op\":null," + rest).kind()).isEqualTo(AssetOp.Kind.UPSERT);
    assertThat(parse(ID, "{\"op\":\"add_once\"," + rest).kind()).isEqualTo(AssetOp.Kind.ADD_ONCE);
    assertThat(parse(ID, "{\"op\":\"delete\"," + rest).kind()).isEqualTo(AssetOp.Kind.DELETE);
    assertThat(parse(ID, "{\"op\":\"delete\"," + rest).asset()).isNull();
  }

  @Test
  void deleteNeedsNoUnits() throws Exception {
    AssetOp op = parse(ID, "{\"op\":\"delete\",\"iscc_id\":\"" + ID + "\",\"seq\":5}");

    assertThat(op).isEqualTo(AssetOp.delete(IsccId.parse(ID).body(), 5, Raws.TIMESTAMP * 1000));
  }

  @Test
  void nullValueDeletesTheKey() throws Exception {
    assertThat(parse(ID, null))
        .isEqualTo(AssetOp.delete(IsccId.parse(ID).body(), AssetOp.NO_SEQ, Raws.TIMESTAMP * 1000));
  }

  @Test
  void nullValueNeedsAnIsccIdOfTheRealmAsKey() {
    assertThat(refusal(null, null).code()).isEqualTo(ReasonCode.EMPTY_RECORD);
    assertThat(refusal("", null).code()).isEqualTo(ReasonCode.INVALID_ISCC);
    assertThat(refusal("nonsense", null).code()).isEqualTo(ReasonCode.INVALID_ISCC);
    assertThat(refusal(CODE, null).code()).isEqualTo(ReasonCode.INVALID_ISCC);
    assertThat(refusal(OPERATIONAL_ID, null).code()).isEqualTo(ReasonCode.WRONG_REALM);
    RawRecord latin1 = new RawRecord("t", 0, 0, 0, new byte[] {(byte) 0xE4}, null);
    assertThatThrownBy(() -> format.parse(latin1))
        .isInstanceOf(RecordRejectedException.class)
        .hasMessageContaining("not UTF-8");
  }

  @Test
  void keyMayBeAbsentButNotAnother() throws Exception {
    String value = "{\"iscc_id\":\"" + ID + "\",\"iscc_code\":\"" + CODE + "\"}";

    assertThat(parse(null, value).key()).isEqualTo(IsccId.parse(ID).body());
    for (String key : List.of(OTHER_ID, "", ID.toLowerCase(Locale.ROOT), ID + " ")) {
      assertThat(refusal(key, value).code()).as(key).isEqualTo(ReasonCode.KEY_MISMATCH);
      assertThat(refusal(key, value)).hasMessageContaining(ID).hasMessageContaining(key);
    }
    RawRecord latin1 = new RawRecord("t", 0, 0, 0, new byte[] {(byte) 0xE4}, Raws.bytes(value));
    RecordRejectedException refused =
        catchThrowableOfType(RecordRejectedException.class, () -> format.parse(latin1));
    assertThat(refused.code()).isEqualTo(ReasonCode.KEY_MISMATCH);
  }

  @Test
  void realmIsThatOfTheIndex() throws Exception {
    String value = "{\"iscc_id\":\"" + OPERATIONAL_ID + "\",\"iscc_code\":\"" + CODE + "\"}";

    assertThat(refusal(OPERATIONAL_ID, value).code()).isEqualTo(ReasonCode.WRONG_REALM);
    assertThat(refusal(OPERATIONAL_ID, value))
        .hasMessageContaining(OPERATIONAL_ID)
        .hasMessageContaining("index.realm");
    IngestFormat operational = new IsccJsonFormat(1);
    assertThat(operational.parse(Raws.of(OPERATIONAL_ID, value))).isPresent();
  }

  @Test
  void otherSpellingsAreRefusedShowingTheCanonicalOne() {
    String lower = ID.toLowerCase(Locale.ROOT);
    RecordRejectedException refused =
        refusal(null, "{\"iscc_id\":\"" + lower + "\",\"iscc_code\":\"" + CODE + "\"}");
    assertThat(refused.code()).isEqualTo(ReasonCode.INVALID_ISCC);
    assertThat(refused).hasMessageContaining(lower).hasMessageContaining(ID);

    assertThat(
            refusal(
                null, "{\"iscc_id\":\"" + ID + "\",\"units\":[\"" + META_256.substring(5) + "\"]}"))
        .hasMessageContaining("\"units\"")
        .hasMessageContaining("canonical form is " + META_256);
  }

  @Test
  void unitsAreTheLongestOfCodeAndUnits() throws Exception {
    Asset asset =
        parse(
                null,
                "{\"iscc_id\":\""
                    + ID
                    + "\",\"iscc_code\":\""
                    + CODE
                    + "\",\"units\":[\""
                    + META_256
                    + "\"]}")
            .asset();

    assertThat(asset.units().get(UnitType.META_NONE_V0).bits()).isEqualTo(256);
    assertThat(asset.units()).hasSize(IsccCode.parse(CODE).decompose().size());
    assertThat(asset.units().get(UnitType.DATA_NONE_V0).bits()).isEqualTo(64);
    assertThat(conflicts).isEmpty();
  }

  @Test
  void statedUnitThatContradictsTheCodeWinsAndIsReported() throws Exception {
    IsccUnit foreign = IsccUnit.of(UnitType.DATA_NONE_V0, new byte[32]);
    Asset asset =
        parse(
                null,
                "{\"iscc_id\":\""
                    + ID
                    + "\",\"iscc_code\":\""
                    + CODE
                    + "\",\"units\":[\""
                    + foreign
                    + "\"]}")
            .asset();

    assertThat(asset.units().get(UnitType.DATA_NONE_V0)).isEqualTo(Code.of(foreign.body()));
    assertThat(conflicts).containsExactly(UnitType.DATA_NONE_V0);
  }

  @Test
  void simprintsAloneAreEnough() throws Exception {
    Asset asset =
        parse(
                null,
                "{\"iscc_id\":\""
                    + ID
                    + "\",\"simprints\":{\"SEMANTIC_TEXT_V0\":[{\"simprint\":\"RY09V5p_Q1H_v2IXdh-7eg\","
                    + "\"offset\":0,\"size\":4294967295}]}}")
            .asset();

    assertThat(asset.units()).isEmpty();
    assertThat(asset.simprints().get(UnitType.SEMANTIC_TEXT_V0).get(0).size())
        .isEqualTo(4294967295L);
  }

  @Test
  void seqAndEventTimeAreRead() throws Exception {
    String head = "{\"iscc_id\":\"" + ID + "\",\"iscc_code\":\"" + CODE + "\"";

    AssetOp both = parse(null, head + ",\"seq\":9223372036854775807,\"event_time\":12}");
    assertThat(both.seq()).isEqualTo(Long.MAX_VALUE);
    assertThat(both.eventTimeMicros()).isEqualTo(12);
    AssetOp none = parse(null, head + "}");
    assertThat(none.seq()).isEqualTo(AssetOp.NO_SEQ);
    assertThat(none.eventTimeMicros()).isEqualTo(Raws.TIMESTAMP * 1000);
    assertThat(parse(null, head + ",\"seq\":1e2}").seq()).isEqualTo(100);
  }

  @Test
  void recordWithoutTimestampIsOfTimeZeroAndAnImpossibleOneIsRefused() throws Exception {
    byte[] value = Raws.bytes("{\"iscc_id\":\"" + ID + "\",\"iscc_code\":\"" + CODE + "\"}");

    AssetOp op =
        format.parse(new RawRecord("t", 0, 0, RawRecord.NO_TIMESTAMP, null, value)).orElseThrow();
    assertThat(op.eventTimeMicros()).isZero();
    assertThatThrownBy(() -> format.parse(new RawRecord("t", 0, 0, Long.MAX_VALUE, null, value)))
        .isInstanceOf(RecordRejectedException.class)
        .hasMessageContaining(String.valueOf(Long.MAX_VALUE));
  }

  @Test
  void metadataIsKeptAsItIsWithoutBlanks() throws Exception {
    String metadata =
        "{ \"b\" : [ 1.50 , 1E400,\n -0.0, 123456789012345678901234567890 ],\t\"a\": \"x  \\\" }\\ud800\","
            + "\"ä\":{ }, \"n\":null }";
    AssetOp op =
        parse(
            null,
            "{\"iscc_id\":\""
                + ID
                + "\",\"metadata\":"
                + metadata
                + ",\"iscc_code\":\""
                + CODE
                + "\"}");

    assertThat(new String(op.asset().metadata(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"b\":[1.50,1E400,-0.0,123456789012345678901234567890],\"a\":\"x  \\\" }\\ud800\","
                + "\"ä\":{},\"n\":null}");
  }

  @Test
  void unknownAndNullFieldsCountAsAbsent() throws Exception {
    AssetOp op =
        parse(
            ID,
            "{\"iscc_id\":\""
                + ID
                + "\",\"iscc_code\":\""
                + CODE
                + "\",\"units\":null,\"simprints\":null,\"metadata\":null,\"seq\":null,"
                + "\"event_time\":null,\"future\":{\"deep\":[1,2,{}]}}");

    assertThat(op.asset().metadata()).isEmpty();
    assertThat(op.seq()).isEqualTo(AssetOp.NO_SEQ);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                                     | MALFORMED_JSON",
        "` `                                    | MALFORMED_JSON",
        "null                                   | MALFORMED_JSON",
        "[]                                     | MALFORMED_JSON",
        "\"text\"                               | MALFORMED_JSON",
        "17                                     | MALFORMED_JSON",
        "{                                      | MALFORMED_JSON",
        "{\"iscc_id\":                          | MALFORMED_JSON",
        "{} {}                                  | MALFORMED_JSON",
        "{} x                                   | MALFORMED_JSON",
        "{'iscc_id':1}                          | MALFORMED_JSON",
        "{\"a\":NaN}                            | MALFORMED_JSON",
        "{\"a\":Infinity}                       | MALFORMED_JSON",
        "{\"a\":01}                             | MALFORMED_JSON",
        "{\"a\":1,}                             | MALFORMED_JSON",
        "{\"a\":1 /* c */}                      | MALFORMED_JSON",
        "{\"a\":1,\"a\":1}                      | MALFORMED_JSON",
        "{\"a\":{\"b\":1,\"b\":2}}              | MALFORMED_JSON",
        "{\"metadata\":{\"b\":1,\"b\":2}}       | MALFORMED_JSON",
        "{\"metadata\":\"unfinished             | MALFORMED_JSON",
        "{\"metadata\":{\"x\":\"\\q\"}}         | MALFORMED_JSON",
        "{}                                     | MISSING_FIELD",
        "{\"iscc_id\":null}                     | MISSING_FIELD",
        "{\"iscc_id\":5}                        | INVALID_FIELD",
        "{\"iscc_id\":\"\"}                     | INVALID_ISCC",
        "{\"iscc_id\":\"ISCC:MAIGF6IPGS3JSEAB\"}| EMPTY_RECORD",
        "{\"op\":\"UPSERT\"}                    | UNKNOWN_OP",
        "{\"op\":\"\"}                          | UNKNOWN_OP",
        "{\"op\":1}                             | INVALID_FIELD",
      })
  void badDocumentsAreRefused(String value, ReasonCode code) {
    assertThat(refusal(null, value.equals("null") ? "null" : value).code()).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"units\":[]                                            | INVALID_FIELD | units",
        "\"units\":\"ISCC:GAAVB2JS4SVPWSEE\"                     | INVALID_FIELD | units",
        "\"units\":[5]                                           | INVALID_FIELD | units",
        "\"units\":[null]                                        | INVALID_FIELD | units",
        "\"units\":[\"ISCC:MAIGF6IPGS3JSEAB\"]                   | INVALID_ISCC  | units",
        "\"units\":[\"\"]                                        | INVALID_ISCC  | units",
        "\"simprints\":{}                                        | INVALID_FIELD | simprints",
        "\"simprints\":[]                                        | INVALID_FIELD | simprints",
        "\"simprints\":{\"TEXT\":[]}                             | INVALID_FIELD | TEXT",
        "\"simprints\":{\"CONTENT_TEXT_V0\":[]}                  | INVALID_FIELD | CONTENT_TEXT_V0",
        "\"simprints\":{\"CONTENT_TEXT_V0\":null}                | INVALID_FIELD | CONTENT_TEXT_V0",
        "\"simprints\":{\"CONTENT_TEXT_V0\":[7]}                 | INVALID_FIELD | CONTENT_TEXT_V0[0]",
        "\"simprints\":{\"CONTENT_TEXT_V0\":[{\"offset\":0,\"size\":0}]} | MISSING_FIELD | simprint",
        "\"metadata\":\"text\"                                   | INVALID_FIELD | metadata",
        "\"metadata\":[]                                         | INVALID_FIELD | metadata",
        "\"metadata\":7                                          | INVALID_FIELD | metadata",
        "\"seq\":-1                                              | INVALID_FIELD | seq",
        "\"seq\":1.5                                             | INVALID_FIELD | seq",
        "\"seq\":\"5\"                                           | INVALID_FIELD | seq",
        "\"seq\":9223372036854775808                             | INVALID_FIELD | seq",
        "\"seq\":1e999999999                                     | INVALID_FIELD | seq",
        "\"seq\":1e-999999999                                    | INVALID_FIELD | seq",
        "\"seq\":1e99999999999999999999                         | MALFORMED_JSON | JSON",
        "\"event_time\":-5                                       | INVALID_FIELD | event_time",
        "\"event_time\":true                                     | INVALID_FIELD | event_time",
      })
  void badFieldsAreRefusedByName(String field, ReasonCode code, String name) {
    RecordRejectedException refused = refusalOf(field);

    assertThat(refused.code()).isEqualTo(code);
    assertThat(refused).hasMessageContaining(name);
  }

  @ParameterizedTest
  @CsvSource({
    "AAAAAAAAAA, 0, 0, INVALID_ISCC", // 60 bits are no code
    "AAAAAAAAAAB, 0, 0, INVALID_ISCC", // bits behind the end
    "AAAAAAAAAAA, -1, 0, INVALID_FIELD",
    "AAAAAAAAAAA, 0, 4294967296, INVALID_FIELD",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA, 0, 0, INVALID_ISCC", // 264 bits
    "AAAA!AAAAAA, 0, 0, INVALID_ISCC"
  })
  void badSimprintsAreRefused(String simprint, long offset, long size, ReasonCode code) {
    assertThat(
            refusalOf(
                    "\"simprints\":{\"CONTENT_TEXT_V0\":[{\"simprint\":\""
                        + simprint
                        + "\",\"offset\":"
                        + offset
                        + ",\"size\":"
                        + size
                        + "}]}")
                .code())
        .isEqualTo(code);
  }

  @Test
  void numbersBeyondAllMeasureAreRefusedOrKept() throws Exception {
    String digits = "9".repeat(2_000);

    assertThat(refusalOf("\"seq\":" + digits).code()).isEqualTo(ReasonCode.MALFORMED_JSON);
    AssetOp op =
        parse(
            null,
            "{\"iscc_id\":\""
                + ID
                + "\",\"iscc_code\":\""
                + CODE
                + "\",\"metadata\":{\"n\":1e99999999999999999999}}");
    assertThat(new String(op.asset().metadata(), StandardCharsets.UTF_8))
        .isEqualTo("{\"n\":1e99999999999999999999}");
  }

  @Test
  void twoDifferentUnitsOfOneTypeAndLengthAreRefused() {
    IsccUnit other = IsccUnit.of(UnitType.META_NONE_V0, new byte[32]);
    RecordRejectedException refused =
        refusalOf("\"units\":[\"" + META_256 + "\",\"" + other + "\"]");

    assertThat(refused.code()).isEqualTo(ReasonCode.CONFLICTING_UNITS);
    assertThat(refused).hasMessageContaining(META_256).hasMessageContaining(other.canonical());
  }

  @Test
  void moreThanSixteenUnitsAreRefused() {
    String seventeen = ("\"" + META_256 + "\",").repeat(17);
    RecordRejectedException refused =
        refusalOf("\"units\":[" + seventeen.substring(0, seventeen.length() - 1) + "]");

    assertThat(refused.code()).isEqualTo(ReasonCode.INVALID_FIELD);
    assertThat(refused).hasMessageContaining("1..16");
  }

  @Test
  void tenMegabytesAreTooLargeAndTheLimitIsSettable() throws Exception {
    String head =
        "{\"iscc_id\":\"" + ID + "\",\"iscc_code\":\"" + CODE + "\",\"metadata\":{\"x\":\"";
    String value = head + "y".repeat(10_000_000) + "\"}}";

    RecordRejectedException refused = refusal(ID, value);
    assertThat(refused.code()).isEqualTo(ReasonCode.TOO_LARGE);
    assertThat(refused)
        .hasMessageContaining(String.valueOf(value.length()))
        .hasMessageContaining("5000000");
    assertThat(new IsccJsonFormat(0, 11_000_000).parse(Raws.of(ID, value))).isPresent();
    assertThatThrownBy(() -> new IsccJsonFormat(0, 100).parse(Raws.of(ID, head + "y\"}}")))
        .isInstanceOf(RecordRejectedException.class);
  }

  @Test
  void deepNestingIsRefusedWhereverItIs() {
    for (String field : List.of("metadata", "units", "op", "unknown")) {
      String deep = "{\"a\":".repeat(100_000);
      assertThat(refusalOf("\"" + field + "\":" + deep).code())
          .as(field)
          .isEqualTo(ReasonCode.MALFORMED_JSON);
    }
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() {
    byte[] value = Raws.bytes("{\"iscc_id\":\"" + ID + "\",\"x\":\"?\"}");
    value[value.length - 3] = (byte) 0xFF;

    assertThatThrownBy(() -> format.parse(new RawRecord("t", 0, 0, 0, null, value)))
        .isInstanceOf(RecordRejectedException.class)
        .hasMessageContaining("not UTF-8");
  }

  @Test
  void utf16IsNotGuessed() {
    byte[] value = "{\"op\":1}".getBytes(StandardCharsets.UTF_16BE);

    assertThatThrownBy(() -> format.parse(new RawRecord("t", 0, 0, 0, null, value)))
        .isInstanceOf(RecordRejectedException.class);
  }

  @Test
  void messagesStayShort() {
    String nonsense = "x".repeat(1_000_000);
    for (String field :
        List.of(
            "\"op\":\"" + nonsense + "\"",
            "\"units\":\"" + nonsense + "\"",
            "\"units\":[\"" + nonsense + "\"]",
            "\"metadata\":\"" + nonsense + "\"",
            "\"simprints\":{\"" + nonsense.substring(0, 40_000) + "\":[]}")) {
      assertThat(refusalOf(field).getMessage().length()).as(field.substring(0, 20)).isLessThan(600);
    }
  }

  @Test
  void travelsInJobGraphs() throws Exception {
    IsccJsonFormat shipped = InstantiationUtil.clone(format);

    assertThat(shipped.parse(Raws.of(ID, null))).isPresent();
  }

  @Test
  void optionsAreChecked() {
    assertThatThrownBy(() -> new IsccJsonFormat(2)).hasMessageContaining("index.realm is 2");
    assertThatThrownBy(() -> new IsccJsonFormat(0, 0)).hasMessageContaining("max-record-bytes");
  }
}
