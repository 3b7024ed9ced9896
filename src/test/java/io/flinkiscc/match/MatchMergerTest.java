package io.flinkiscc.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.Chunk;
import io.flinkiscc.index.UnitHit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Distance;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MatchMergerTest {

  private static final UnitType TEXT = UnitType.CONTENT_TEXT_V0;
  private static final Code CODE = Codes.flipped(64, 0);

  /** Few enough that no part has to leave out assets with simprints from limit 6 on. */
  private static final int ASSETS = 6 * ChunkSearch.ASSETS_PER_RESULT;

  @ParameterizedTest
  @EnumSource(Scoring.class)
  void partsInAnyOrderAnswerAsOneIndexDoes(Scoring scoring) {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    RandomSearches searches = new RandomSearches(random);
    List<Asset> assets = searches.assets(ASSETS);
    MatchRules rules = scoring == Scoring.TIERED ? MatchRules.tiered() : MatchRules.compatible();
    SplitIndex one = split(assets, 1);
    List<SplitIndex> splits = List.of(split(assets, 2), split(assets, 3), split(assets, 5));
    int chunkMatches = 0;
    for (int i = 0; i < 300; i++) {
      MatchQuery query = searches.query(assets);
      MergedAnswer wanted = one.ask(rules, query);
      for (SplitIndex split : splits) {
        MergedAnswer answer = split.ask(rules, query, random);
        String what = "seed " + seed + ", query " + i;
        assertThat(answer.matches()).as(what).isEqualTo(wanted.matches());
        assertThat(answer.unitMatches()).as(what).isEqualTo(wanted.unitMatches());
        if (wanted.exact()) {
          assertThat(answer).as(what).isEqualTo(wanted);
          chunkMatches += wanted.chunkMatches().size();
        }
      }
      assertThat(wanted.exact() || query.limit() < 6).as("seed %d", seed).isTrue();
    }
    assertThat(chunkMatches).as("seed %d", seed).isGreaterThan(1000);
  }

  @Test
  void noPartsGiveAnEmptyAnswer() {
    MatchQuery query =
        MatchQuery.builder().unit(TEXT, CODE).simprint(TEXT, CODE).includeUnitMatches(true).build();
    assertThat(new MatchMerger(MatchRules.tiered()).merge(query, List.of()))
        .isEqualTo(new MergedAnswer(List.of(), Map.of(TEXT, List.of()), List.of(), true));
  }

  @Test
  void onePartThatIsNotExactMakesTheAnswerInexact() {
    MatchPart exact = part(List.of(), Map.of(), Map.of());
    MatchPart inexact = new MatchPart(List.of(), Map.of(), Map.of(), Map.of(), false);
    MatchMerger merger = new MatchMerger(MatchRules.tiered());
    MatchQuery query = MatchQuery.builder().build();
    assertThat(merger.merge(query, List.of(exact, inexact)).exact()).isFalse();
    assertThat(merger.merge(query, List.of(exact, exact)).exact()).isTrue();
  }

  @Test
  void ofAnAssetToldTwiceTheLaterPartCounts() {
    MatchPart older =
        part(
            List.of(match(1, .9), match(2, .8)),
            Map.of(TEXT, List.of(new UnitHit(1, 0, 64), new UnitHit(2, 1, 64))),
            Map.of(1L, List.of(evidence(0), evidence(1))));
    MatchPart newer =
        part(
            List.of(match(1, .1)),
            Map.of(TEXT, List.of(new UnitHit(1, 9, 64))),
            Map.of(1L, List.of(evidence(1))));
    MatchQuery query =
        MatchQuery.builder()
            .unit(TEXT, CODE)
            .simprint(TEXT, CODE)
            .simprint(TEXT, CODE)
            .includeUnitMatches(true)
            .build();
    MergedAnswer answer =
        new MatchMerger(MatchRules.compatible()).merge(query, List.of(older, newer));
    assertThat(answer.matches()).containsExactly(match(2, .8), match(1, .1));
    assertThat(answer.unitMatches().get(TEXT))
        .containsExactly(new UnitHit(2, 1, 64), new UnitHit(1, 9, 64));
    assertThat(answer.chunkMatches()).hasSize(1);
    assertThat(answer.chunkMatches().get(0).types().get(TEXT).chunks())
        .containsExactly(evidence(1));
  }

  @Test
  void aTypeTheLaterPartDoesNotTellOfIsNotTakenFromTheOlder() {
    UnitType other = UnitType.SEMANTIC_TEXT_V0;
    ChunkTypePart told = new ChunkTypePart(1, new int[1], Map.of(1L, List.of(evidence(0))), true);
    ChunkTypePart nothing = new ChunkTypePart(1, new int[1], Map.of(), true);
    MatchPart older = chunkPart(Map.of(TEXT, told, other, told));
    MatchPart newer = chunkPart(Map.of(TEXT, told, other, nothing));
    MatchQuery query = MatchQuery.builder().simprint(TEXT, CODE).simprint(other, CODE).build();
    MergedAnswer answer = new MatchMerger(MatchRules.tiered()).merge(query, List.of(older, newer));
    assertThat(answer.chunkMatches()).hasSize(1);
    assertThat(answer.chunkMatches().get(0).types()).containsOnlyKeys(TEXT);
  }

  @Test
  void aPartOfAnotherQueryIsRefused() {
    MatchPart part = part(List.of(), Map.of(), Map.of());
    MatchQuery query = MatchQuery.builder().simprint(TEXT, CODE).build();
    MatchMerger merger = new MatchMerger(MatchRules.tiered());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> merger.merge(query, List.of(part)))
        .withMessageContaining("2 simprints of type CONTENT_TEXT_V0");
  }

  private static SplitIndex split(List<Asset> assets, int parts) {
    SplitIndex split = new SplitIndex(parts);
    assets.forEach(a -> split.apply(AssetOp.upsert(a, AssetOp.NO_SEQ, 0)));
    return split;
  }

  private static AssetMatch match(long key, double score) {
    return new AssetMatch(
        key, score, Relation.WEAK, Map.of(TEXT, new Distance(0, 64)), new byte[0]);
  }

  private static ChunkEvidence evidence(int query) {
    return new ChunkEvidence(query, new Chunk(CODE, 0, 1), 0, 64);
  }

  private static MatchPart part(
      List<AssetMatch> matches,
      Map<UnitType, List<UnitHit>> units,
      Map<Long, List<ChunkEvidence>> evidence) {
    ChunkTypePart chunks = new ChunkTypePart(1, new int[2], evidence, true);
    return new MatchPart(matches, units, Map.of(TEXT, chunks), Map.of(), true);
  }

  private static MatchPart chunkPart(Map<UnitType, ChunkTypePart> chunks) {
    return new MatchPart(List.of(), Map.of(), new EnumMap<>(chunks), Map.of(), true);
  }
}
