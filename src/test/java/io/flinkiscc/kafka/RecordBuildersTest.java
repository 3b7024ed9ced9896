package io.flinkiscc.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class RecordBuildersTest {

  private static final IsccId ID = IsccId.of(0, 1);

  private static void refused(ThrowingCallable call, String... texts) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).message().contains(texts);
  }

  @Test
  void queryNamesTheValueAtFault() {
    refused(() -> QueryRecord.builder("q").build(), "nothing to search by");
    refused(() -> QueryRecord.builder("").isccId(ID).build(), "query_id");
    refused(() -> QueryRecord.builder("\uD83D").isccId(ID).build(), "query_id");
    refused(() -> QueryRecord.builder("q").isccId(ID).limit(0).build(), "limit is 0", "1..1000");
    refused(() -> QueryRecord.builder("q").isccId(ID).limit(1001).build(), "limit is 1001");
    refused(() -> QueryRecord.builder("q").isccId(ID).threshold(1.1).build(), "threshold is 1.1");
    refused(() -> QueryRecord.builder("q").isccId(ID).threshold(Double.NaN).build(), "threshold");
    refused(() -> QueryRecord.builder("q").isccId(ID).timeoutMs(0).build(), "timeout_ms is 0");
    refused(
        () -> QueryRecord.builder("q").simprints(UnitType.CONTENT_TEXT_V0, List.of()).build(),
        "CONTENT_TEXT_V0");
    refused(
        () ->
            QueryRecord.builder("q")
                .simprints(UnitType.CONTENT_TEXT_V0, List.of(Code.of(new byte[7])))
                .build(),
        "56 bits",
        "64..256");
  }

  @Test
  void queryMadeInCodeEchoesItself() {
    IsccUnit unit = IsccUnit.of(UnitType.DATA_NONE_V0, new byte[8]);

    assertThat(QueryRecord.builder("q").units(List.of(unit)).build().queryJson())
        .isEqualTo("{\"units\":[\"" + unit + "\"]}");
    assertThat(QueryRecord.builder("q").isccId(ID).build().queryJson())
        .isEqualTo("{\"iscc_id\":\"" + ID + "\"}");
  }

  @Test
  void answerNamesThePartAtFault() {
    refused(() -> EnrichedRecord.builder("q", Status.OK).build(), "completeness is missing");
    refused(() -> EnrichedRecord.builder("q", Status.INVALID).build(), "error is missing");
    refused(
        () -> EnrichedRecord.builder("q", Status.PARTIAL).completeness(Completeness.EXACT).build(),
        "completeness is EXACT");
    refused(
        () ->
            EnrichedRecord.builder("q", Status.PARTIAL).completeness(Completeness.PARTIAL).build(),
        "reason is missing");
    refused(
        () -> EnrichedRecord.builder("q", Status.NOT_FOUND).tookMicros(-1).build(), "tookMicros");
  }

  @Test
  void matchesCheckTheirNumbers() {
    Map<UnitType, UnitScore> types = Map.of(UnitType.DATA_NONE_V0, new UnitScore(1, 0, 64));
    refused(() -> new GlobalMatch(ID, 1.1, types, null, null), "score is 1.1", "0..1");
    refused(() -> new GlobalMatch(ID, -0.1, types, null, null), "score is -0.1");
    refused(() -> new GlobalMatch(ID, Double.NaN, types, null, null), "score is NaN");
    refused(() -> new GlobalMatch(ID, 1, Map.of(), null, null), "no unit");
    refused(() -> new UnitScore(1, 65, 64), "65 differing of 64 bits");
    refused(() -> new UnitMatch(ID, -1, 64), "-1 differing");
    refused(() -> new UnitMatch(ID, 0, 257), "257");
    refused(() -> new ChunkTypeMatch(1, 2, 1, List.of()), "2 of 1");
    refused(() -> new ChunkTypeMatch(1, 0, 0, List.of()), "0 of 0");
    Code code = Code.of(new byte[8]);
    refused(() -> new MatchedChunk(code, code, 1, 0, 0, 0), "freq is 0");
    refused(() -> new MatchedChunk(code, code, 1, 1, -1, 0), "offset -1");
    refused(() -> new MatchedChunk(code, code, 1, 1, 0, 1L << 32), "size 4294967296");
    refused(() -> new KeyGroupSpan(-1, 0), "-1..0");
    refused(() -> new KeyGroupSpan(2, 1), "2..1");
  }

  @Test
  void roundingAboveOneIsTakenBack() {
    assertThat(new UnitScore(Math.nextUp(1.0), 0, 64).score()).isEqualTo(1.0);
  }

  @Test
  void rawRecordChecksItsPlace() {
    refused(() -> new RawRecord("t", -1, 0, 0, null, null), "partition is -1");
    refused(() -> new RawRecord("t", 0, -1, 0, null, null), "offset -1");
    assertThat(new RawRecord("t", 0, 0, -5, null, null).timestampMillis())
        .isEqualTo(RawRecord.NO_TIMESTAMP);
  }

  @Test
  void rawRecordGivesCopiesOfItsBytes() {
    RawRecord record = Raws.of("k", "v");
    record.key()[0] = 'x';
    record.value()[0] = 'x';

    assertThat(record).isEqualTo(Raws.of("k", "v")).isNotEqualTo(Raws.of("k", null));
  }

  @Test
  void reasonCodesHaveOneIdEach() {
    for (ReasonCode code : ReasonCode.values()) {
      assertThat(code.id()).matches("[a-z]+(-[a-z]+)*");
      assertThat(ReasonCode.ofId(code.id())).isEqualTo(code);
    }
    refused(() -> ReasonCode.ofId("KEY_MISMATCH"), "KEY_MISMATCH");
  }
}
