package io.flinkiscc.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.iscc.IsccCode;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HubLogFormatTest {

  private final HubLogFormat format = new HubLogFormat(0);
  private final List<UnitType> conflicts = new ArrayList<>();

  /** A declaration, a deletion, a note and an entry of unknown schemas. */
  private static ObjectNode entry(int line) {
    return (ObjectNode) Schemas.lines("/kafka/hub-log.jsonl").get(line);
  }

  private static ObjectNode note(ObjectNode entry) {
    return (ObjectNode) entry.get("note");
  }

  private Optional<AssetOp> parse(JsonNode entry) throws RecordRejectedException {
    return format.parse(Raws.of("leaf-17", entry.toString()), (id, type) -> conflicts.add(type));
  }

  private RecordRejectedException refusal(JsonNode entry) {
    return catchThrowableOfType(RecordRejectedException.class, () -> parse(entry));
  }

  @Test
  void declarationBecomesAnUpsert() throws Exception {
    ObjectNode entry = entry(0);
    AssetOp op = parse(entry).orElseThrow();

    assertThat(op.kind()).isEqualTo(AssetOp.Kind.UPSERT);
    assertThat(op.key()).isEqualTo(IsccId.parse(entry.get("iscc_id").asText()).body());
    assertThat(op.seq()).isEqualTo(AssetOp.NO_SEQ);
    assertThat(op.eventTimeMicros())
        .isEqualTo(Instant.parse("2025-08-04T12:34:56.789Z").toEpochMilli() * 1000);
    Asset asset = op.asset();
    for (JsonNode text : note(entry).get("units")) {
      IsccUnit unit = IsccUnit.parse(text.asText());
      assertThat(asset.units().get(unit.type())).isEqualTo(Code.of(unit.body()));
    }
    String datahash = note(entry).get("datahash").asText();
    assertThat(asset.units().get(UnitType.INSTANCE_NONE_V0))
        .isEqualTo(Code.of(HexFormat.of().parseHex(datahash.substring(4))));
    assertThat(conflicts).isEmpty();
  }

  @Test
  void unitsOfTheCodeFillUpWhatTheNoteDoesNotState() throws Exception {
    ObjectNode entry = entry(0);
    note(entry).remove("units");
    Asset asset = parse(entry).orElseThrow().asset();

    for (IsccUnit unit : IsccCode.parse(note(entry).get("iscc_code").asText()).decompose()) {
      assertThat(asset.units()).containsKey(unit.type());
    }
    assertThat(asset.units().get(UnitType.META_NONE_V0).bits()).isEqualTo(64);
    assertThat(asset.units().get(UnitType.INSTANCE_NONE_V0).bits()).isEqualTo(256);
  }

  @Test
  void datahashThatContradictsTheCodeIsReported() throws Exception {
    ObjectNode entry = entry(0);
    note(entry).put("datahash", "1e20" + "00".repeat(32));

    assertThat(parse(entry)).isPresent();
    assertThat(conflicts).containsExactly(UnitType.INSTANCE_NONE_V0);
  }

  @Test
  void gatewayIsExpandedIntoTheMetadata() throws Exception {
    ObjectNode entry = entry(0);
    String id = entry.get("iscc_id").asText().substring(5).toLowerCase(Locale.ROOT);
    String code = note(entry).get("iscc_code").asText().substring(5).toLowerCase(Locale.ROOT);
    note(entry)
        .put("gateway", "https://x.example/{iscc_id}{/iscc_code}{.datahash}/{other}?q=\"ä\ud800");

    String metadata =
        new String(parse(entry).orElseThrow().asset().metadata(), StandardCharsets.UTF_8);

    assertThat(Schemas.JSON.readTree(metadata).get("gateway").asText())
        .isEqualTo(
            "https://x.example/"
                + id
                + "/"
                + code
                + "."
                + note(entry).get("datahash").asText()
                + "/{other}?q=\"ä?");
    note(entry).remove("gateway");
    assertThat(parse(entry).orElseThrow().asset().metadata()).isEmpty();
    note(entry).put("gateway", "");
    assertThat(parse(entry).orElseThrow().asset().metadata()).isEmpty();
  }

  @Test
  void deletionBecomesADelete() throws Exception {
    ObjectNode entry = entry(1);

    assertThat(parse(entry))
        .contains(
            AssetOp.delete(
                IsccId.parse(entry.get("iscc_id").asText()).body(),
                AssetOp.NO_SEQ,
                Instant.parse("2025-08-05T00:00:00Z").toEpochMilli() * 1000));
  }

  @Test
  void entriesAndNotesOfOtherSchemasAreSkipped() throws Exception {
    assertThat(parse(entry(2))).isEmpty();
    assertThat(parse(entry(3))).isEmpty();
  }

  @Test
  void deletionOfAnotherIdIsRefused() {
    ObjectNode entry = entry(1);
    note(entry).put("iscc_id", entry(0).get("iscc_id").asText());

    assertThat(refusal(entry).code()).isEqualTo(ReasonCode.INVALID_FIELD);
  }

  @Test
  void missingFieldsAreRefusedByName() {
    for (String name : List.of("$schema", "iscc_id", "note")) {
      ObjectNode entry = entry(0);
      entry.remove(name);
      assertThat(refusal(entry).code()).as(name).isEqualTo(ReasonCode.MISSING_FIELD);
      assertThat(refusal(entry)).hasMessageContaining(name);
    }
    for (String name : List.of("$schema", "iscc_code", "datahash")) {
      ObjectNode entry = entry(0);
      note(entry).remove(name);
      assertThat(refusal(entry).code()).as(name).isEqualTo(ReasonCode.MISSING_FIELD);
      assertThat(refusal(entry)).hasMessageContaining("note." + name);
    }
  }

  @Test
  void badFieldsAreRefused() {
    ObjectNode entry = entry(0);
    entry.put("note", "text");
    assertThat(refusal(entry).code()).isEqualTo(ReasonCode.INVALID_FIELD);
    for (String datahash :
        List.of("", "1e20", "1220" + "00".repeat(32), "1E20" + "00".repeat(32))) {
      ObjectNode bad = entry(0);
      note(bad).put("datahash", datahash);
      assertThat(refusal(bad).code()).as(datahash).isEqualTo(ReasonCode.INVALID_FIELD);
    }
    for (String time :
        List.of("", "yesterday", "2025-13-01T00:00:00Z", "+1000000000-01-01T00:00:00Z")) {
      ObjectNode bad = entry(0);
      note(bad).put("timestamp", time);
      assertThat(refusal(bad).code()).as(time).isEqualTo(ReasonCode.INVALID_FIELD);
    }
    ObjectNode longGateway = entry(0);
    note(longGateway).put("gateway", "{iscc_code}".repeat(1000));
    assertThat(refusal(longGateway)).hasMessageContaining("note.gateway");
  }

  @Test
  void otherRealmsAreRefused() throws Exception {
    ObjectNode entry = entry(0);
    IsccId id = IsccId.parse(entry.get("iscc_id").asText());
    entry.put("iscc_id", IsccId.of(1, id.body()).canonical());

    assertThat(refusal(entry).code()).isEqualTo(ReasonCode.WRONG_REALM);
    assertThat(new HubLogFormat(1).parse(Raws.of(null, entry.toString()))).isPresent();
  }

  @Test
  void recordWithoutValueIsRefused() {
    RecordRejectedException refused =
        catchThrowableOfType(
            RecordRejectedException.class, () -> format.parse(Raws.of("leaf", null)));

    assertThat(refused.code()).isEqualTo(ReasonCode.EMPTY_RECORD);
  }

  @Test
  void noteWithoutTimestampIsOfTheTimeOfTheRecord() throws Exception {
    ObjectNode entry = entry(0);
    note(entry).remove("timestamp");

    assertThat(parse(entry).orElseThrow().eventTimeMicros()).isEqualTo(Raws.TIMESTAMP * 1000);
  }

  @Test
  void optionsAreChecked() {
    assertThatThrownBy(() -> new HubLogFormat(-1)).hasMessageContaining("index.realm");
    assertThatThrownBy(() -> new HubLogFormat(0, -1)).hasMessageContaining("max-record-bytes");
  }
}
