package io.flinkiscc.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.flinkiscc.iscc.MainType;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Distance;
import io.flinkiscc.nphd.Radius;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatchRulesTest {

  private static final OptionalDouble NONE = OptionalDouble.empty();

  @ParameterizedTest
  @CsvSource({
    // type, then the largest accepted distance at 32, 64, 72, 128, 136, 192 and 256 bits
    "META_NONE_V0,      4,  9, 10, 19, 20, 28, 38",
    "SEMANTIC_TEXT_V0,  5, 10, 15, 28, 34, 48, 64",
    "SEMANTIC_IMAGE_V0, 5, 10, 15, 28, 34, 48, 64",
    "SEMANTIC_AUDIO_V0, 5, 10, 15, 28, 34, 48, 64",
    "SEMANTIC_VIDEO_V0, 5, 10, 15, 28, 34, 48, 64",
    "SEMANTIC_MIXED_V0, 5, 10, 15, 28, 34, 48, 64",
    "CONTENT_TEXT_V0,   5, 10, 15, 28, 34, 48, 64",
    "CONTENT_IMAGE_V0,  4,  9, 10, 19, 20, 28, 38",
    "CONTENT_AUDIO_V0,  2,  5,  5, 10, 10, 15, 20",
    "CONTENT_VIDEO_V0,  4,  9, 10, 19, 20, 28, 38",
    "CONTENT_MIXED_V0,  4,  9, 10, 19, 20, 28, 38",
    "DATA_NONE_V0,      5, 10, 15, 28, 34, 48, 64",
    "INSTANCE_NONE_V0,  0,  0,  0,  0,  0,  0,  0",
  })
  void tieredThresholdsDependOnTypeAndLength(
      UnitType type, int at32, int at64, int at72, int at128, int at136, int at192, int at256) {
    Radius radius = MatchRules.tiered().radius(type, NONE);
    int[] lengths = {32, 64, 72, 128, 136, 192, 256};
    int[] wanted = {at32, at64, at72, at128, at136, at192, at256};
    for (int i = 0; i < lengths.length; i++) {
      assertThat(radius.maxHamming(lengths[i])).as("%d bits", lengths[i]).isEqualTo(wanted[i]);
    }
  }

  @ParameterizedTest
  @EnumSource(UnitType.class)
  void compatibleThresholdIsExactlyAQuarter(UnitType type) {
    Radius radius = MatchRules.compatible().radius(type, NONE);
    for (int bits = 8; bits <= 256; bits += 8) {
      int wanted = type.mainType() == MainType.INSTANCE ? 0 : bits / 4;
      assertThat(radius.maxHamming(bits)).as("%d bits", bits).isEqualTo(wanted);
    }
  }

  @ParameterizedTest
  @EnumSource(UnitType.class)
  void ownThresholdTakesThePlaceOfTheRules(UnitType type) {
    boolean instance = type.mainType() == MainType.INSTANCE;
    for (MatchRules rules : List.of(MatchRules.tiered(), MatchRules.compatible())) {
      Radius radius = rules.radius(type, OptionalDouble.of(.5));
      assertThat(radius.maxHamming(256)).isEqualTo(instance ? 0 : 128);
      assertThat(rules.radius(type, OptionalDouble.of(1)).maxHamming(256)).isZero();
      assertThat(rules.radius(type, OptionalDouble.of(0)).maxHamming(256))
          .isEqualTo(instance ? 0 : 256);
      Code code = Codes.flipped(64, 0);
      MatchQuery query =
          MatchQuery.builder().unit(type, code).threshold(OptionalDouble.of(.5)).build();
      assertThat(rules.radii(query)).isEqualTo(Map.of(type, radius));
      MatchQuery plain = MatchQuery.builder().unit(type, code).build();
      assertThat(rules.radii(plain)).isEqualTo(Map.of(type, rules.radius(type, NONE)));
    }
  }

  @Test
  void scoreIsTheConfidenceWeightedMeanOfWhatCounts() {
    MatchQuery query = query(UnitType.META_NONE_V0, UnitType.CONTENT_TEXT_V0);
    AssetMatch match =
        judge(
            MatchRules.compatible(),
            query,
            Map.of(
                UnitType.META_NONE_V0,
                Codes.flipped(64, 0),
                UnitType.CONTENT_TEXT_V0,
                Codes.flipped(64, 16)));
    // (1^4 + .75^4) / (1 + .75)
    assertThat(match.score()).isCloseTo(.752232142857, within(1e-12));
    assertThat(match.relation()).isEqualTo(Relation.CORROBORATED);
    assertThat(match.distances())
        .isEqualTo(
            Map.of(
                UnitType.META_NONE_V0,
                new Distance(0, 64),
                UnitType.CONTENT_TEXT_V0,
                new Distance(16, 64)));
  }

  @Test
  void aUnitBeyondItsThresholdCountsForTheRelationOnly() {
    MatchQuery query = query(UnitType.CONTENT_TEXT_V0, UnitType.DATA_NONE_V0);
    Map<UnitType, Code> stored =
        Map.of(
            UnitType.CONTENT_TEXT_V0,
            Codes.flipped(64, 6),
            UnitType.DATA_NONE_V0,
            Codes.flipped(64, 19));
    double alone = Math.pow(1 - 6 / 64.0, 3);
    AssetMatch tiered = judge(MatchRules.tiered(), query, stored);
    assertThat(tiered.score()).isCloseTo(alone, within(1e-12));
    assertThat(tiered.relation()).isEqualTo(Relation.NEAR_DUPLICATE);
    assertThat(tiered.distances())
        .containsOnlyKeys(UnitType.CONTENT_TEXT_V0, UnitType.DATA_NONE_V0);
    AssetMatch compatible = judge(MatchRules.compatible(), query, stored);
    assertThat(compatible.score()).isCloseTo(alone, within(1e-12));
    assertThat(compatible.relation()).isEqualTo(Relation.NEAR_DUPLICATE);
    assertThat(compatible.distances()).containsOnlyKeys(UnitType.CONTENT_TEXT_V0);
  }

  @Test
  void anInstanceThatDiffersWasNotCompared() {
    MatchQuery query = query(UnitType.CONTENT_TEXT_V0, UnitType.INSTANCE_NONE_V0);
    Map<UnitType, Code> stored =
        Map.of(
            UnitType.CONTENT_TEXT_V0,
            Codes.flipped(64, 0),
            UnitType.INSTANCE_NONE_V0,
            Codes.flipped(256, 1));
    AssetMatch match = judge(MatchRules.tiered(), query, stored);
    assertThat(match.distances()).containsOnlyKeys(UnitType.CONTENT_TEXT_V0);
    assertThat(match.relation()).isEqualTo(Relation.WEAK);
  }

  @ParameterizedTest
  @CsvSource({
    "META_NONE_V0,     TIERED,     TITLE_MATCH, 0.7",
    "META_NONE_V0,     COMPATIBLE, TITLE_MATCH, 1",
    "CONTENT_TEXT_V0,  TIERED,     WEAK, 0.63",
    "CONTENT_TEXT_V0,  COMPATIBLE, WEAK, 1",
    "SEMANTIC_TEXT_V0, TIERED,     SIMILAR, 1",
    "DATA_NONE_V0,     TIERED,     NEAR_DUPLICATE, 1",
    "INSTANCE_NONE_V0, TIERED,     EXACT, 1",
  })
  void capsHoldInTieredScoringOnly(UnitType type, Scoring scoring, Relation relation, double cap) {
    MatchRules rules = MatchRules.builder().scoring(scoring).build();
    AssetMatch match = judge(rules, query(type), Map.of(type, Codes.flipped(64, 0)));
    assertThat(match.relation()).isEqualTo(relation);
    assertThat(match.score()).isCloseTo(cap, within(1e-12));
  }

  @Test
  void nothingWithinAThresholdIsNoMatch() {
    MatchQuery query = query(UnitType.CONTENT_TEXT_V0);
    AssetJudge judge = judge(MatchRules.tiered(), query);
    assertThat(judge.matches(Map.of(UnitType.CONTENT_TEXT_V0, Codes.flipped(64, 11)))).isFalse();
    assertThat(judge.matches(Map.of(UnitType.CONTENT_TEXT_V0, Codes.flipped(64, 10)))).isTrue();
    assertThat(judge.matches(Map.of(UnitType.DATA_NONE_V0, Codes.flipped(64, 0)))).isFalse();
    assertThat(judge.matches(Map.of())).isFalse();
  }

  @Test
  void aScoreOfNothingIsZero() {
    UnitType type = UnitType.DATA_NONE_V0;
    MatchQuery query =
        MatchQuery.builder()
            .unit(type, Codes.flipped(64, 0))
            .threshold(OptionalDouble.of(0))
            .build();
    AssetMatch match = judge(MatchRules.compatible(), query, Map.of(type, Codes.flipped(128, 128)));
    assertThat(match.score()).isZero();
  }

  @Test
  void tieredOrderIsRelationScoreNearestUnitKey() {
    AssetMatch exact = match(9, .1, Relation.EXACT, 0);
    AssetMatch similar = match(8, .9, Relation.SIMILAR, 0);
    AssetMatch better = match(7, .63, Relation.WEAK, 5);
    AssetMatch nearer = match(6, .6, Relation.WEAK, 3);
    AssetMatch smaller = match(5, .6, Relation.WEAK, 4);
    AssetMatch sameButRounding = match(-6, .6 + 4e-10, Relation.WEAK, 4);
    List<AssetMatch> wanted = List.of(exact, similar, better, nearer, smaller, sameButRounding);
    assertThat(sorted(MatchRules.tiered(), wanted)).isEqualTo(wanted);
  }

  @Test
  void compatibleOrderIsScoreKey() {
    AssetMatch best = match(9, .9, Relation.WEAK, 9);
    AssetMatch smaller = match(5, .6, Relation.WEAK, 9);
    AssetMatch sameButRounding = match(6, .6 + 4e-10, Relation.EXACT, 0);
    AssetMatch unsigned = match(-6, .6, Relation.EXACT, 0);
    AssetMatch last = match(1, .6 - 1e-9, Relation.EXACT, 0);
    List<AssetMatch> wanted = List.of(best, smaller, sameButRounding, unsigned, last);
    assertThat(sorted(MatchRules.compatible(), wanted)).isEqualTo(wanted);
  }

  @ParameterizedTest
  @EnumSource(Scoring.class)
  void whatIsWorseComesAfter(Scoring scoring) {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    MatchRules rules = MatchRules.builder().scoring(scoring).build();
    for (int i = 0; i < 5000; i++) {
      AssetMatch a = randomMatch(random);
      AssetMatch b = randomMatch(random);
      int order = rules.bestFirst().compare(a, b);
      assertThat(order).as("seed %d", seed).isEqualTo(-rules.bestFirst().compare(b, a));
      if (order == 0) {
        assertThat(a.key()).as("seed %d", seed).isEqualTo(b.key());
      }
      if (rules.isWorse(a.relation(), a.score(), b)) {
        assertThat(order).as("seed %d: %s, %s", seed, a, b).isPositive();
      }
    }
  }

  private static AssetMatch randomMatch(Random random) {
    Relation relation = Relation.values()[random.nextInt(Relation.values().length)];
    return match(random.nextInt(3) - 1, random.nextInt(4) / 4.0, relation, random.nextInt(3));
  }

  @Test
  void settingsAreKeptAndTravel() throws Exception {
    MatchRules rules =
        MatchRules.builder()
            .minimalUnitScore(.9)
            .radius(UnitType.META_NONE_V0, Radius.nphd(.05))
            .radius(UnitType.INSTANCE_NONE_V0, Radius.exact())
            .scoring(Scoring.COMPATIBLE)
            .build();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(rules);
    }
    ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    MatchRules copy = (MatchRules) in.readObject();
    assertThat(copy.scoring()).isEqualTo(Scoring.COMPATIBLE);
    assertThat(copy.radius(UnitType.META_NONE_V0, NONE)).isEqualTo(Radius.nphd(.05));
    assertThat(copy.radius(UnitType.DATA_NONE_V0, NONE)).isEqualTo(Radius.score(.9));
    assertThat(copy.radius(UnitType.INSTANCE_NONE_V0, NONE)).isEqualTo(Radius.exact());
  }

  @ParameterizedTest
  @ValueSource(doubles = {-.1, 1.1, Double.NaN})
  void wrongMinimalScoreIsNamed(double score) {
    MatchRules.Builder builder = MatchRules.builder().minimalUnitScore(score);
    assertThatIllegalArgumentException()
        .isThrownBy(builder::build)
        .withMessageContaining("minimalUnitScore")
        .withMessageContaining(String.valueOf(score));
  }

  @Test
  void instanceTakesNoRadius() {
    MatchRules.Builder builder =
        MatchRules.builder().radius(UnitType.INSTANCE_NONE_V0, Radius.nphd(.1));
    assertThatIllegalArgumentException()
        .isThrownBy(builder::build)
        .withMessageContaining("radius of INSTANCE_NONE_V0");
  }

  private static List<AssetMatch> sorted(MatchRules rules, List<AssetMatch> matches) {
    List<AssetMatch> shuffled = new ArrayList<>(matches);
    Collections.reverse(shuffled);
    shuffled.sort(rules.bestFirst());
    return shuffled;
  }

  private static AssetMatch match(long key, double score, Relation relation, int hamming) {
    Map<UnitType, Distance> distances =
        Map.of(
            UnitType.META_NONE_V0,
            new Distance(60, 64),
            UnitType.DATA_NONE_V0,
            new Distance(hamming, 64));
    return new AssetMatch(key, score, relation, distances, new byte[0]);
  }

  private static MatchQuery query(UnitType... types) {
    MatchQuery.Builder query = MatchQuery.builder();
    for (UnitType type : types) {
      query.unit(type, Codes.flipped(64, 0));
    }
    return query.build();
  }

  private static AssetJudge judge(MatchRules rules, MatchQuery query) {
    return new AssetJudge(rules.scoring(), query.units(), rules.radii(query));
  }

  private static AssetMatch judge(MatchRules rules, MatchQuery query, Map<UnitType, Code> stored) {
    AssetJudge judge = judge(rules, query);
    assertThat(judge.matches(stored)).isTrue();
    return judge.match(1);
  }
}
