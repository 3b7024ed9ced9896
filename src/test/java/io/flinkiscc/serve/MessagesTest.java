package io.flinkiscc.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.flinkiscc.index.Asset;
import io.flinkiscc.iscc.IsccCode;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.match.MatchPart;
import io.flinkiscc.match.MatchQuery;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.query.QueryTerms;
import io.flinkiscc.query.UnitCodes;
import io.flinkiscc.serve.proto.Answer;
import io.flinkiscc.serve.proto.Query;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Queries, answers and assets as messages. */
class MessagesTest {

  private static final MatchQuery ASKED =
      MatchQuery.builder()
          .limit(1)
          .simprint(UnitType.CONTENT_TEXT_V0, Code.of(new byte[8]))
          .build();

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final RandomParts parts = new RandomParts(random);

  @Test
  void queriesComeBackEqual() throws Exception {
    for (int i = 0; i < 2000; i++) {
      QueryRecord record = parts.record();
      Query sent = Query.parseFrom(QueryProto.of(record).toByteArray());
      assertThat(QueryProto.record(sent, record.queryId())).as("seed %d", seed).isEqualTo(record);
    }
  }

  @Test
  void whatAnIndexIsAskedComesBackEqual() throws Exception {
    QueryTerms terms = new QueryTerms(EnumSet.allOf(UnitType.class));
    for (int i = 0; i < 2000; i++) {
      MatchQuery asked = parts.query();
      Query sent = Query.parseFrom(QueryProto.of(asked).toByteArray());
      QueryRecord record = QueryProto.record(sent, "q");
      MatchQuery back = terms.of(record, UnitCodes.of(record.units())).orElseThrow();
      assertThat(QueryProto.excludedKey(sent)).as("seed %d", seed).isEqualTo(asked.excludedKey());
      assertThat(back.excluding(asked.excludedKey())).as("seed %d", seed).isEqualTo(asked);
    }
  }

  @Test
  void partsComeBackEqual() throws Exception {
    for (int i = 0; i < 200; i++) {
      MatchQuery asked = parts.query();
      MatchPart part = parts.part(asked);
      Answer sent = Answer.parseFrom(PartProto.of(part).toByteArray());
      assertThat(PartProto.part(sent, asked))
          .as("seed %d", seed)
          .usingRecursiveComparison()
          .isEqualTo(part);
    }
  }

  @Test
  void assetsComeBackEqual() throws Exception {
    for (int i = 0; i < 2000; i++) {
      Asset asset = parts.asset();
      var sent = io.flinkiscc.serve.proto.Asset.parseFrom(AssetProto.of(asset).toByteArray());
      assertThat(AssetProto.asset(sent)).as("seed %d", seed).isEqualTo(asset);
    }
  }

  @Test
  void compositesAreTakenApartAndTheLongestCounts() throws Exception {
    IsccUnit data = IsccUnit.of(UnitType.DATA_NONE_V0, parts.bytes(32));
    IsccUnit instance = IsccUnit.of(UnitType.INSTANCE_NONE_V0, parts.bytes(8));
    Query query =
        Query.newBuilder()
            .addCodes(IsccCode.compose(List.of(data, instance)).canonical())
            .addCodes(data.canonical())
            .build();
    assertThat(QueryProto.record(query, "q").units()).containsExactly(data, instance);
  }

  @Test
  void whatIsNotSaidHasItsDefault() throws Exception {
    IsccUnit unit = IsccUnit.of(UnitType.META_NONE_V0, new byte[8]);
    Query query = Query.newBuilder().addCodes(unit.canonical()).build();
    assertThat(QueryProto.record(query, "q"))
        .isEqualTo(QueryRecord.builder("q").units(List.of(unit)).build());
    assertThat(QueryProto.excludedKey(query)).isEqualTo(OptionalLong.empty());
  }

  /** Whatever bytes come, they are read or refused, and nothing else happens. */
  @Test
  void mutatedBytesAreReadOrRefused() {
    int refused = 0;
    for (int i = 0; i < 3000; i++) {
      MatchQuery asked = parts.query();
      byte[] query = QueryProto.of(parts.record()).toByteArray();
      refused += refused(query, bytes -> QueryProto.record(Query.parseFrom(bytes), "q"));
      byte[] answer = PartProto.of(parts.part(asked)).toByteArray();
      refused += refused(answer, bytes -> PartProto.part(Answer.parseFrom(bytes), asked));
      byte[] asset = AssetProto.of(parts.asset()).toByteArray();
      refused +=
          refused(
              asset, bytes -> AssetProto.asset(io.flinkiscc.serve.proto.Asset.parseFrom(bytes)));
    }
    assertThat(refused).as("seed %d", seed).isPositive();
  }

  private int refused(byte[] bytes, Reader reader) {
    for (int flips = 1 + random.nextInt(3); flips > 0 && bytes.length > 0; flips--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    try {
      reader.read(bytes);
      return 0;
    } catch (InvalidMessageException | InvalidProtocolBufferException expected) {
      return 1;
    } catch (Exception | Error e) {
      throw new AssertionError("seed " + seed + ", " + HexFormat.of().formatHex(bytes), e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          | there is nothing to search by
          limit: 1001 codes: 'ISCC:GAA77777777777777' | codes:
          limit: 4294967295 | limit is 4294967295, allowed are 1..1000 or 0 for 10
          iscc_id: 'ISCC:MAIGHFZTFVEKSEAA' excluded_key: 7 | excluded_key is given with iscc_id
          iscc_id: 'x' | iscc_id: ISCC "x" is not canonical
          codes: 'ISCC:MAIGHFZTFVEKSEAA' | allowed are ISCC-UNITs and ISCC-CODEs
          codes: 'nonsense' | codes: ISCC "nonsense" is not canonical
          unit_types: 'TEXT' | Unit type "TEXT" is unknown
          filter: '[' | filter:
          simprints {type: 'CONTENT_TEXT_V0'} | simprints of CONTENT_TEXT_V0 are empty
          simprints {type: 'CONTENT_TEXT_V0' codes: '1234567'} | a simprint has 7 bytes
          simprints {type: 'CONTENT_TEXT_V0'} simprints {type: 'CONTENT_TEXT_V0'} | comes twice
          simprints {codes: '12345678'} | Unit type "" is unknown
          limit: 1001 simprints {type: 'META_NONE_V0' codes: '12345678'} | limit is 1001
          threshold: nan simprints {type: 'META_NONE_V0' codes: '12345678'} | threshold is NaN
          threshold: 1.5 simprints {type: 'META_NONE_V0' codes: '12345678'} | threshold is 1.5
          """)
  void whatIsNoQueryIsSaid(String text, String message) {
    assertRefused(
        () -> QueryProto.record(message(text, Query.newBuilder(), Query.class), "q"), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          status: NOT_HERE | status is NOT_HERE
          matches {} matches {} | there are 2 matches, allowed are 1
          matches {relation: 7} | relation is 7, allowed are 0..6
          matches {relation: 4294967295} | relation is 4294967295
          matches {} | distances are empty
          matches {score: 2 distances {type: 'META_NONE_V0' bits: 64}} | score is 2.0
          matches {score: nan distances {type: 'META_NONE_V0' bits: 64}} | score is NaN
          matches {distances {type: 'META_NONE_V0' hamming: 65 bits: 64}} | 65 differing bits
          matches {distances {type: 'X' bits: 64}} | Unit type "X" is unknown
          unit_matches {type: 'META_NONE_V0' hits {bits: 0}} | compared bits is 0
          unit_matches {type: 'META_NONE_V0' hits {} hits {}} | there are 2 unit matches
          unit_matches {type: 'META_NONE_V0'} unit_matches {type: 'META_NONE_V0'} | comes twice
          simprints {type: 'CONTENT_TEXT_V0'} | frequencies of 0 simprints, asked were 1
          simprints {type: 'META_NONE_V0' frequencies: 1} | frequencies of 1 simprints, asked were 0
          simprints {type: 'CONTENT_TEXT_V0' frequencies: 4294967295} | frequency is -1
          simprints {type: 'CONTENT_TEXT_V0' frequencies: 1 assets: -1} | assets is -1
          simprints {type: 'CONTENT_TEXT_V0' frequencies: 1 evidence {}} | has no evidence
          simprint_metadata {key: 7} simprint_metadata {key: 7} | metadata of 7 comes twice
          """)
  void whatIsNoAnswerIsSaid(String text, String message) {
    assertRefused(
        () -> PartProto.part(message(text, Answer.newBuilder(), Answer.class), ASKED), message);
  }

  @Test
  void whatIsNoAssetIsSaid() {
    assertRefused(() -> AssetProto.units(List.of("ISCC:MAIGHFZTFVEKSEAA")), "wanted is a unit");
    assertRefused(
        () ->
            AssetProto.asset(
                message(
                    "simprints {type: 'META_NONE_V0' simprints {}}",
                    io.flinkiscc.serve.proto.Asset.newBuilder(),
                    io.flinkiscc.serve.proto.Asset.class)),
        "a code has 0 bytes");
  }

  @Test
  void longMetadataComesBackEqual() throws Exception {
    byte[] json = parts.bytes(300_001);
    MatchPart part = new MatchPart(List.of(), Map.of(), Map.of(), Map.of(-1L, json), true);
    assertThat(PartProto.of(part).getSimprintMetadata(0).getJson())
        .isEqualTo(ByteString.copyFrom(json));
    assertThat(PartProto.part(PartProto.of(part), ASKED).chunkMetadata().get(-1L)).isEqualTo(json);
  }

  private static void assertRefused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable reading, String message) {
    assertThatThrownBy(reading)
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining(message);
  }

  private static <T extends Message> T message(String text, Message.Builder builder, Class<T> as)
      throws TextFormat.ParseException {
    TextFormat.merge(text == null ? "" : text, builder);
    return as.cast(builder.build());
  }

  private interface Reader {
    Object read(byte[] bytes) throws Exception;
  }
}
