package io.flinkiscc.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetIndex;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.Chunk;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChunkRankingTest {

  private static final double ROUNDING = 1e-12;
  private static final UnitType TEXT = UnitType.CONTENT_TEXT_V0;
  private static final UnitType MEANING = UnitType.SEMANTIC_TEXT_V0;
  private static final Code A = Codes.flipped(64, 0);
  private static final Code B = Codes.flipped(64, 32);

  @Test
  void scoresAreWeighedByRarity() {
    List<Asset> assets =
        List.of(
            asset(1, chunk(A, 0), chunk(B, 500)),
            asset(2, chunk(Codes.flipped(64, 16), 0)),
            asset(3, chunk(A, 0)),
            asset(4, chunk(Codes.flipped(64, 64), 0)));
    MatchQuery query = MatchQuery.builder().simprint(TEXT, A).simprint(TEXT, B).build();
    // 16 of 64 bits is a score of .75, just near enough, and asset 2 is that near to both.
    double idfA = Math.log(1 + 4 / (1 + 3.0));
    double idfB = Math.log(1 + 4 / (1 + 2.0));
    List<ChunkMatch> matches = ask(assets, query);
    assertThat(matches).extracting(ChunkMatch::key).containsExactly(1L, 2L, 3L);
    assertThat(matches.get(0).score()).isCloseTo(1, within(ROUNDING));
    assertThat(matches.get(1).score()).isCloseTo(.75, within(ROUNDING));
    assertThat(matches.get(2).score()).isCloseTo(idfA / (idfA + idfB), within(ROUNDING));
    ChunkMatch.TypeMatch first = matches.get(0).types().get(TEXT);
    assertThat(first.queried()).isEqualTo(2);
    assertThat(first.frequencies()).containsExactly(3, 2);
    assertThat(first.chunks())
        .containsExactly(
            new ChunkEvidence(0, chunk(A, 0), 0, 64), new ChunkEvidence(1, chunk(B, 500), 0, 64));
  }

  @Test
  void typesThatMatchAreAveraged() {
    List<Asset> assets =
        List.of(
            Asset.builder(1)
                .chunk(TEXT, chunk(A, 0))
                .chunk(MEANING, chunk(Codes.flipped(64, 16), 0))
                .build(),
            asset(2, chunk(Codes.flipped(64, 8), 0)));
    MatchQuery query =
        MatchQuery.builder()
            .simprint(TEXT, A)
            .simprint(MEANING, A)
            .simprint(UnitType.CONTENT_AUDIO_V0, A)
            .build();
    List<ChunkMatch> matches = ask(assets, query);
    assertThat(matches).extracting(ChunkMatch::key).containsExactly(1L, 2L);
    assertThat(matches).extracting(ChunkMatch::score).containsExactly(.875, .875);
  }

  @Test
  void theNearestSimprintOfAnAssetCountsAndOfEqualOnesTheEarlier() {
    Chunk early = chunk(Codes.flipped(64, 2), 10);
    Chunk late = chunk(Codes.flipped(64, 2), 20);
    Chunk far = chunk(Codes.flipped(64, 3), 0);
    MatchQuery query = MatchQuery.builder().simprint(TEXT, A).build();
    for (List<Chunk> order : List.of(List.of(early, late, far), List.of(far, late, early))) {
      List<ChunkMatch> matches = ask(List.of(asset(1, order.toArray(new Chunk[0]))), query);
      assertThat(matches.get(0).types().get(TEXT).chunks())
          .containsExactly(new ChunkEvidence(0, early, 2, 64));
    }
  }

  @Test
  void theExcludedAssetCountsForRarityOnly() {
    List<Asset> assets = List.of(asset(1, chunk(A, 0)), asset(2, chunk(A, 0)));
    MatchQuery query =
        MatchQuery.builder().simprint(TEXT, A).excludedKey(OptionalLong.of(1)).build();
    List<ChunkMatch> matches = ask(assets, query);
    assertThat(matches).extracting(ChunkMatch::key).containsExactly(2L);
    assertThat(matches.get(0).types().get(TEXT).frequencies()).containsExactly(2);
  }

  @Test
  void whatIsCutIsSaid() {
    List<Asset> assets = new ArrayList<>();
    for (int key = 0; key <= ChunkSearch.ASSETS_PER_RESULT; key++) {
      assets.add(asset(key, chunk(Codes.flipped(64, key % 2), 0)));
    }
    MatchQuery.Builder query = MatchQuery.builder().simprint(TEXT, A);
    SplitIndex index = index(assets);
    MergedAnswer cut = index.ask(MatchRules.tiered(), query.limit(1).build());
    assertThat(cut.exact()).isFalse();
    assertThat(cut.chunkMatches()).extracting(ChunkMatch::key).containsExactly(0L);
    assertThat(cut.chunkMatches().get(0).types().get(TEXT).frequencies())
        .containsExactly(assets.size());
    assertThat(index.ask(MatchRules.tiered(), query.limit(2).build()).exact()).isTrue();
    MatchQuery justFits = query.limit(1).excludedKey(OptionalLong.of(4)).build();
    assertThat(index.ask(MatchRules.tiered(), justFits).exact()).isTrue();
    query.excludedKey(OptionalLong.empty());
    // The worst is left out: of the farther ones that with the largest key.
    MatchPart part = match(assets, query.limit(1).build());
    assertThat(part.chunks().get(TEXT).evidence())
        .hasSize(ChunkSearch.ASSETS_PER_RESULT)
        .doesNotContainKey((long) ChunkSearch.ASSETS_PER_RESULT - 1);
  }

  @Test
  void ranksAsAPlainSearchDoes() {
    long seed = System.nanoTime();
    RandomSearches searches = new RandomSearches(new Random(seed));
    List<Asset> assets = searches.assets(100);
    PlainSearch plain = new PlainSearch(assets, Scoring.TIERED);
    SplitIndex index = index(assets);
    int found = 0;
    for (int i = 0; i < 60; i++) {
      MatchQuery query = searches.query(assets);
      MergedAnswer answer = index.ask(MatchRules.tiered(), query);
      if (answer.exact()) {
        List<ChunkMatch> wanted = plain.chunkMatches(query);
        assertThat(answer.chunkMatches())
            .as("seed %d, query %d", seed, i)
            .usingRecursiveComparison()
            .withComparatorForType(
                (a, b) -> Math.abs(a - b) < ROUNDING ? 0 : Double.compare(a, b), Double.class)
            .isEqualTo(wanted);
        found += wanted.size();
      }
    }
    assertThat(found).as("seed %d", seed).isGreaterThan(100);
  }

  @Test
  void partsThatCannotBeAreRefused() {
    Map<Long, List<ChunkEvidence>> twice =
        Map.of(
            1L,
            List.of(
                new ChunkEvidence(0, chunk(A, 0), 0, 64),
                new ChunkEvidence(0, chunk(A, 0), 0, 64)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ChunkTypePart(1, new int[1], twice, true))
        .withMessageContaining("simprint 0 behind 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ChunkTypePart(1, new int[0], Map.of(1L, List.of()), true))
        .withMessageContaining("no evidence");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ChunkTypePart(-1, new int[0], Map.of(), true))
        .withMessageContaining("assets is -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ChunkTypePart(1, new int[] {-2}, Map.of(), true))
        .withMessageContaining("frequency is -2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ChunkEvidence(-1, chunk(A, 0), 0, 64))
        .withMessageContaining("query is -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ChunkEvidence(0, chunk(A, 0), 65, 64))
        .withMessageContaining("65");
  }

  private static Asset asset(long key, Chunk... chunks) {
    Asset.Builder asset = Asset.builder(key);
    for (Chunk chunk : chunks) {
      asset.chunk(TEXT, chunk);
    }
    return asset.build();
  }

  private static Chunk chunk(Code code, long offset) {
    return new Chunk(code, offset, 100);
  }

  private static SplitIndex index(List<Asset> assets) {
    SplitIndex index = new SplitIndex(1);
    assets.forEach(a -> index.apply(AssetOp.upsert(a, AssetOp.NO_SEQ, 0)));
    return index;
  }

  private static MatchPart match(List<Asset> assets, MatchQuery query) {
    AssetIndex index = AssetIndex.builder().build();
    assets.forEach(a -> index.apply(AssetOp.upsert(a, AssetOp.NO_SEQ, 0), 0));
    return new Matcher(MatchRules.tiered()).match(index.snapshot(), query);
  }

  private static List<ChunkMatch> ask(List<Asset> assets, MatchQuery query) {
    return index(assets).ask(MatchRules.tiered(), query).chunkMatches();
  }
}
