package io.flinkiscc.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetIndex;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.Chunk;
import io.flinkiscc.index.IndexSnapshot;
import io.flinkiscc.index.UnitHit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.metadata.MetadataFilter;
import io.flinkiscc.nphd.Distance;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatchCodecTest {

  private static final UnitType TEXT = UnitType.CONTENT_TEXT_V0;
  private static final String MATCH_BEGIN = "01 00000001 0000000000000007 3FE0000000000000 ";

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final List<MatchQuery> queries = new ArrayList<>();
  private final List<MatchPart> parts = new ArrayList<>();

  MatchCodecTest() {
    RandomSearches searches = new RandomSearches(random);
    List<Asset> assets = searches.assets(60);
    AssetIndex index = AssetIndex.builder().build();
    assets.forEach(a -> index.apply(AssetOp.upsert(a, AssetOp.NO_SEQ, 0), 0));
    IndexSnapshot snapshot = index.snapshot();
    for (int i = 0; i < 60; i++) {
      MatchQuery query = searches.query(assets);
      queries.add(query);
      parts.add(new Matcher(MatchRules.tiered()).match(snapshot, query));
    }
  }

  @Test
  void queriesComeBackEqual() throws IOException {
    for (MatchQuery query : queries) {
      assertThat(readAll(bytes(query), MatchCodec::readQuery)).as("seed %d", seed).isEqualTo(query);
    }
  }

  @Test
  void partsComeBackEqual() throws IOException {
    for (MatchPart part : parts) {
      assertThat(readAll(bytes(part), MatchCodec::readPart))
          .as("seed %d", seed)
          .usingRecursiveComparison()
          .isEqualTo(part);
    }
  }

  @Test
  void longMetadataComesBackEqual() throws IOException {
    byte[] json = new byte[300_001];
    random.nextBytes(json);
    MatchPart part = new MatchPart(List.of(), Map.of(), Map.of(), Map.of(-1L, json), true);
    assertThat(readAll(bytes(part), MatchCodec::readPart).chunkMetadata().get(-1L)).isEqualTo(json);
  }

  /** Bytes that are in the state of jobs: a change here needs a new version. */
  @Test
  void theFormOfAQueryIsPinned() throws IOException {
    MatchQuery query =
        MatchQuery.builder()
            .unit(TEXT, Codes.flipped(64, 1))
            .simprint(TEXT, Codes.flipped(64, 2))
            .limit(258)
            .threshold(OptionalDouble.of(.5))
            .excludedKey(OptionalLong.of(7))
            .build();
    assertThat(bytes(query))
        .isEqualTo(
            hex(
                "0D 0102 3FE0000000000000 0000000000000007"
                    + "00000001 20 08 8000000000000000"
                    + "00000001 20 00000001 08 C000000000000000"));
  }

  @Test
  void theFormOfAFilterIsPinned() throws IOException {
    MatchQuery query = MatchQuery.builder().filter(Optional.of(MetadataFilter.eq("a", 1))).build();
    assertThat(bytes(query))
        .isEqualTo(
            hex("21 000A 00000014 7B226669656C64223A2261222C226571223A317D" + "00000000 00000000"));
  }

  /** Bytes that are in flight when a job is upgraded: a change here needs a new version. */
  @Test
  void theFormOfAPartIsPinned() throws IOException {
    AssetMatch match =
        new AssetMatch(
            7, .5, Relation.WEAK, Map.of(TEXT, new Distance(3, 256)), new byte[] {'{', '}'});
    ChunkTypePart chunks =
        new ChunkTypePart(
            5,
            new int[] {4},
            Map.of(
                7L,
                List.of(
                    new ChunkEvidence(0, new Chunk(Codes.flipped(64, 1), 0xFFFF_FFFFL, 2), 1, 64))),
            true);
    MatchPart part =
        new MatchPart(
            List.of(match),
            Map.of(TEXT, List.of(new UnitHit(7, 3, 256))),
            Map.of(TEXT, chunks),
            Map.of(7L, new byte[] {'{', '}'}),
            true);
    assertThat(bytes(part))
        .isEqualTo(
            hex(
                MATCH_BEGIN
                    + "05 00000001 20 0003 0100 00000002 7B7D"
                    + "00000001 20 00000001 0000000000000007 0003 0100"
                    + "00000001 20 0000000000000005 01 00000001 00000004"
                    + "00000001 0000000000000007 00000001"
                    + "00000000 08 8000000000000000 FFFFFFFF 00000002 0001 0040"
                    + "00000001 0000000000000007 00000002 7B7D"));
  }

  @Test
  void truncatedBytesAreAnEndOfFile() throws IOException {
    for (int i = 0; i < queries.size(); i++) {
      assertCutIsFound(bytes(queries.get(i)), MatchCodec::readQuery);
      assertCutIsFound(bytes(parts.get(i)), MatchCodec::readPart);
    }
  }

  private void assertCutIsFound(byte[] bytes, Reader<?> reader) {
    for (int i = 0; i < 50; i++) {
      byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      assertThatThrownBy(() -> readAll(cut, reader))
          .as("seed %d", seed)
          .isInstanceOf(EOFException.class);
    }
  }

  @Test
  void mutatedBytesAreReadOrRefused() throws IOException {
    int refused = 0;
    for (int i = 0; i < queries.size(); i++) {
      for (int n = 0; n < 200; n++) {
        refused += mutate(bytes(queries.get(i)), MatchCodec::readQuery);
        refused += mutate(bytes(parts.get(i)), MatchCodec::readPart);
      }
    }
    assertThat(refused).as("seed %d", seed).isPositive();
  }

  private int mutate(byte[] bytes, Reader<?> reader) {
    for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    try {
      reader.read(new DataInputStream(new ByteArrayInputStream(bytes)));
      return 0;
    } catch (IOException expected) {
      return 1;
    } catch (RuntimeException | Error e) {
      throw new AssertionError("seed " + seed + ", " + HexFormat.of().formatHex(bytes), e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    // What a query says, behind the flags and the limit.
    "40 000A,                                     flags of a query are 64",
    "20 000A 00000002 7B7D,                       the names []",
    "00 0000 00000000 00000000,                                     limit is 0",
    "00 03E9 00000000 00000000,                                     limit is 1001",
    "04 000A 7FF8000000000000 00000000 00000000,                    threshold is NaN",
    "04 000A BFF0000000000000 00000000 00000000,                    threshold is -1.0",
    "00 000A FFFFFFFF,                            the number of types is -1",
    "00 000A 00000001 05,                         Unit type code 5 is unknown",
    "00 000A 00000001 20 00,                      a code has 0 bytes",
    "00 000A 00000001 20 21,                      a code has 33 bytes",
    "00 000A 00000002 20 01 80 20 01 80,          CONTENT_TEXT_V0 comes twice",
    "00 000A 00000000 00000001 20 80000000,       the number of simprints is -2147483648",
  })
  void whatIsNoQueryIsSaid(String hex, String message) {
    assertRefused(hex, MatchCodec::readQuery, message);
  }

  @ParameterizedTest
  @CsvSource({
    "02 00000000,                                 exact is 2",
    "01 FFFFFFFF,                                 the number of matches is -1",
    MATCH_BEGIN + "07,                            relation is 7",
    MATCH_BEGIN + "00 00000000 00000000,          distances are empty",
    MATCH_BEGIN + "00 00000001 20 0041 0040,      65 differing bits",
    MATCH_BEGIN + "00 00000001 20 0000 0000,      compared bits is 0",
    MATCH_BEGIN + "00 00000001 20 0000 0040 FFFFFFFF,   a length is -1",
    "01 00000000 00000001 20 80000001,            the number of unit matches is",
    "01 00000000 00000001 20 00000001 0000000000000007 0041 0040, 65 differing bits",
    "01 00000000 00000000 00000001 20 8000000000000000 00 00000000 00000000, assets is -",
    "01 00000000 00000000 00000001 20 0000000000000000 02, complete is 2",
    "01 00000000 00000000 00000001 20 0000000000000000 01 FFFFFFFF, number of frequencies is -1",
    "01 00000000 00000000 00000001 20 0000000000000000 01 00000001 FFFFFFFF 00000000, is -1",
  })
  void whatIsNoPartIsSaid(String hex, String message) {
    assertRefused(hex, MatchCodec::readPart, message);
  }

  @ParameterizedTest
  @CsvSource({
    "4000000000000000, score is 2.0",
    "7FF8000000000000, score is NaN",
    "BFB999999999999A, score is -0.1",
  })
  void scoresAreFromZeroToOne(String score, String message) {
    assertRefused(
        "01 00000001 0000000000000007" + score + "00 00000001 20 0000 0040 00000000",
        MatchCodec::readPart,
        message);
  }

  /** Were a count or length believed, each of these would need gigabytes. */
  @ParameterizedTest
  @CsvSource({
    "false, 00 000A 7FFFFFFF",
    "false, 00 000A 00000000 00000001 20 7FFFFFFF",
    "true,  01 7FFFFFFF",
    "true,  01 00000000 00000001 20 7FFFFFFF",
    "true,  01 00000000 00000000 00000001 20 0000000000000000 01 7FFFFFFF",
    "true,  01 00000000 00000000 00000001 20 0000000000000000 01 00000000 7FFFFFFF",
    "true,  01 00000000 00000000 00000000 7FFFFFFF",
    "true,  01 00000000 00000000 00000000 00000001 0000000000000007 7FFFFFFF",
  })
  void countsAreBelievedOnlyAsFarAsBytesFollow(boolean part, String hex) {
    assertThatThrownBy(() -> readAll(hex(hex), part ? MatchCodec::readPart : MatchCodec::readQuery))
        .isInstanceOf(EOFException.class);
  }

  private static void assertRefused(String hex, Reader<?> reader, String message) {
    assertThatThrownBy(() -> readAll(hex(hex), reader))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(EOFException.class)
        .hasMessageContaining(message);
  }

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private static byte[] bytes(MatchQuery query) throws IOException {
    return bytes(out -> MatchCodec.writeQuery(query, out));
  }

  private static byte[] bytes(MatchPart part) throws IOException {
    return bytes(out -> MatchCodec.writePart(part, out));
  }

  private static byte[] bytes(Writer writer) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    writer.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static <T> T readAll(byte[] bytes, Reader<T> reader) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(bytes);
    T value = reader.read(new DataInputStream(in));
    assertThat(in.available()).isZero();
    return value;
  }

  private interface Writer {
    void write(DataOutput out) throws IOException;
  }

  private interface Reader<T> {
    T read(DataInput in) throws IOException;
  }
}
