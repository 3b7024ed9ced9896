package io.flinkiscc.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetIndex;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.EngineOptions;
import io.flinkiscc.index.IndexSnapshot;
import io.flinkiscc.index.UnitHit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MatcherTest {

  private static final double ROUNDING = 1e-12;
  private static final UnitType TEXT = UnitType.CONTENT_TEXT_V0;

  @ParameterizedTest
  @EnumSource(Scoring.class)
  void findsWhatAPlainSearchFinds(Scoring scoring) {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    RandomSearches searches = new RandomSearches(random);
    List<Asset> assets = searches.assets(250);
    IndexSnapshot index = index(assets);
    PlainSearch plain = new PlainSearch(assets, scoring);
    Matcher matcher = new Matcher(rules(scoring));
    int found = 0;
    for (int i = 0; i < 400; i++) {
      MatchQuery query = searches.query(assets);
      MatchPart part = matcher.match(index, query);
      String what = "seed " + seed + ", query " + i;
      assertSame(part.matches(), plain.matches(query), what);
      assertThat(part.unitMatches()).as(what).isEqualTo(plain.unitMatches(query));
      found += part.matches().size();
    }
    assertThat(found).as("seed %d", seed).isGreaterThan(1000);
  }

  private static void assertSame(List<AssetMatch> found, List<AssetMatch> wanted, String what) {
    assertThat(found).as(what).hasSameSizeAs(wanted);
    for (int i = 0; i < found.size(); i++) {
      AssetMatch a = found.get(i);
      AssetMatch b = wanted.get(i);
      assertThat(a.score()).as(what).isCloseTo(b.score(), within(ROUNDING));
      assertThat(new AssetMatch(a.key(), b.score(), a.relation(), a.distances(), a.metadata()))
          .as(what)
          .isEqualTo(b);
    }
  }

  @ParameterizedTest
  @EnumSource(Scoring.class)
  void nothingAskedIsNothingFound(Scoring scoring) {
    IndexSnapshot index = index(List.of(asset(1, Codes.flipped(64, 0))));
    MatchQuery query = MatchQuery.builder().includeUnitMatches(true).build();
    MatchPart part = new Matcher(rules(scoring)).match(index, query);
    assertThat(part).isEqualTo(new MatchPart(List.of(), Map.of(), Map.of(), Map.of(), true));
  }

  @Test
  void anEmptyIndexAnswersToo() {
    MatchQuery query =
        MatchQuery.builder()
            .unit(TEXT, Codes.flipped(64, 0))
            .simprint(TEXT, Codes.flipped(64, 0))
            .includeUnitMatches(true)
            .build();
    MatchPart part = new Matcher(MatchRules.tiered()).match(index(List.of()), query);
    assertThat(part.matches()).isEmpty();
    assertThat(part.unitMatches()).isEqualTo(Map.of(TEXT, List.of()));
    assertThat(part.chunks())
        .isEqualTo(Map.of(TEXT, new ChunkTypePart(0, new int[1], Map.of(), true)));
    assertThat(part.exact()).isTrue();
  }

  @Test
  void atTheLimitTiesGoToTheSmallerUnsignedKey() {
    Code code = Codes.flipped(64, 0);
    IndexSnapshot index = index(List.of(asset(-1, code), asset(7, code), asset(3, code)));
    MatchQuery query =
        MatchQuery.builder().unit(TEXT, code).limit(2).includeUnitMatches(true).build();
    MatchPart part = new Matcher(MatchRules.tiered()).match(index, query);
    assertThat(part.matches()).extracting(AssetMatch::key).containsExactly(3L, 7L);
    assertThat(part.unitMatches().get(TEXT)).extracting(UnitHit::key).containsExactly(3L, 7L);
  }

  @Test
  void cappedScoresKeepTheNearestFirst() {
    IndexSnapshot index =
        index(List.of(asset(1, Codes.flipped(256, 9)), asset(2, Codes.flipped(256, 1))));
    MatchQuery query = MatchQuery.builder().unit(TEXT, Codes.flipped(256, 0)).build();
    List<AssetMatch> matches = new Matcher(MatchRules.tiered()).match(index, query).matches();
    assertThat(matches).extracting(AssetMatch::score).containsOnly(Relation.WEAK.cap());
    assertThat(matches).extracting(AssetMatch::key).containsExactly(2L, 1L);
  }

  @Test
  void theExcludedAssetTakesNoPlace() {
    Code code = Codes.flipped(64, 0);
    IndexSnapshot index = index(List.of(asset(1, code), asset(2, code), asset(3, code)));
    MatchQuery query =
        MatchQuery.builder()
            .unit(TEXT, code)
            .limit(2)
            .includeUnitMatches(true)
            .excludedKey(OptionalLong.of(1))
            .build();
    MatchPart part = new Matcher(MatchRules.tiered()).match(index, query);
    assertThat(part.matches()).extracting(AssetMatch::key).containsExactly(2L, 3L);
    assertThat(part.unitMatches().get(TEXT)).extracting(UnitHit::key).containsExactly(2L, 3L);
  }

  @ParameterizedTest
  @EnumSource(Scoring.class)
  void thresholdsZeroAndOneMeanAllAndAlike(Scoring scoring) {
    IndexSnapshot index =
        index(
            List.of(
                asset(1, Codes.flipped(256, 256)),
                asset(2, Codes.flipped(32, 0)),
                asset(3, Codes.flipped(256, 1))));
    MatchQuery.Builder query = MatchQuery.builder().unit(TEXT, Codes.flipped(256, 0));
    Matcher matcher = new Matcher(rules(scoring));
    assertThat(matcher.match(index, query.threshold(OptionalDouble.of(0)).build()).matches())
        .extracting(AssetMatch::key)
        .containsExactly(2L, 3L, 1L);
    assertThat(matcher.match(index, query.threshold(OptionalDouble.of(1)).build()).matches())
        .extracting(AssetMatch::key)
        .containsExactly(2L);
  }

  @Test
  void metadataComesWhenAskedFor() {
    byte[] json = "{}".getBytes(StandardCharsets.UTF_8);
    Code code = Codes.flipped(64, 0);
    IndexSnapshot index = index(List.of(Asset.builder(1).unit(TEXT, code).metadata(json).build()));
    MatchQuery.Builder query = MatchQuery.builder().unit(TEXT, code);
    Matcher matcher = new Matcher(MatchRules.tiered());
    assertThat(matcher.match(index, query.build()).matches().get(0).metadata()).isEqualTo(json);
    assertThat(matcher.match(index, query.includeMetadata(false).build()).matches().get(0))
        .extracting(AssetMatch::metadata)
        .isEqualTo(new byte[0]);
  }

  private static MatchRules rules(Scoring scoring) {
    return scoring == Scoring.TIERED ? MatchRules.tiered() : MatchRules.compatible();
  }

  private static Asset asset(long key, Code text) {
    return Asset.builder(key).unit(TEXT, text).build();
  }

  private static IndexSnapshot index(List<Asset> assets) {
    AssetIndex index = AssetIndex.builder().build();
    assets.forEach(a -> index.apply(AssetOp.upsert(a, AssetOp.NO_SEQ, 0), 0));
    return index.snapshot();
  }

  /** Enough codes for graphs to be quicker than scans. */
  @Test
  void answersSayWhetherAGraphWasAskedAndExactOnesMissNothing() {
    long seed = 17;
    Random random = new Random(seed);
    int assets = 30_000;
    byte[][] centres = new byte[assets / 20][32];
    for (byte[] centre : centres) {
      random.nextBytes(centre);
    }
    EngineOptions options = EngineOptions.builder().expansionAdd(64).expansionSearch(24).build();
    try (AssetIndex large = AssetIndex.builder().options(options).build()) {
      for (long key = 0; key < assets; key++) {
        Code code = near(centres[random.nextInt(centres.length)], random);
        large.apply(
            AssetOp.upsert(Asset.builder(key).unit(TEXT, code).build(), AssetOp.NO_SEQ, 0),
            (int) key & 127);
      }
      large.finishGraphs();
      IndexSnapshot index = large.snapshot();
      Matcher matcher = new Matcher(MatchRules.tiered());
      AnswerRecall recall = new AnswerRecall(MatchRules.tiered());
      long measured = 0;
      int all = 0;
      int found = 0;
      int approximate = 0;
      for (int i = 0; i < 100; i++) {
        Code code = near(centres[random.nextInt(centres.length)], random);
        MatchPart fast = matcher.match(index, query(code).includeUnitMatches(true).build());
        MatchPart exact =
            matcher.match(index, query(code).includeUnitMatches(true).exact(true).build());
        approximate += fast.exact() ? 0 : 1;
        assertThat(exact.exact()).isTrue();
        assertThat(
                matcher.match(index, query(code).threshold(OptionalDouble.of(.75)).build()).exact())
            .isTrue();
        List<UnitHit> nearest = exact.unitMatches().get(TEXT);
        all += exact.matches().size() + nearest.size();
        found += (int) exact.matches().stream().filter(fast.matches()::contains).count();
        found += (int) nearest.stream().filter(fast.unitMatches().get(TEXT)::contains).count();
        AnswerRecall.Found both =
            recall.measure(index, query(code).includeUnitMatches(true).build());
        assertThat(both.wanted()).isEqualTo(exact.matches().size() + nearest.size());
        assertThat(both.found()).isLessThanOrEqualTo(both.wanted());
        measured += both.found();
      }
      assertThat(approximate).as("seed %d", seed).isPositive();
      assertThat(all).isGreaterThan(1000);
      assertThat(found).as("seed %d", seed).isGreaterThanOrEqualTo(all * 97 / 100);
      // Others that are as near count too.
      assertThat(measured).as("seed %d", seed).isBetween((long) found, (long) all);
    }
  }

  private static MatchQuery.Builder query(Code code) {
    return MatchQuery.builder().unit(TEXT, code).includeMetadata(false);
  }

  private static Code near(byte[] centre, Random random) {
    byte[] bits = centre.clone();
    for (int flips = random.nextInt(21); flips > 0; flips--) {
      int bit = random.nextInt(256);
      bits[bit / 8] ^= (byte) (1 << (bit % 8));
    }
    return Code.of(bits);
  }
}
