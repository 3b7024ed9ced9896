package io.flinkiscc.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.iscc.MainType;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelationTest {

  @ParameterizedTest(name = "M {0} S {1} C {2} D {3} I {4}: {5}")
  @CsvSource({
    // META, SEMANTIC, CONTENT, DATA, INSTANCE; empty = not compared
    "    ,     ,     ,     , 1, EXACT",
    "0   ,     , .70 , .70 , 1, EXACT",
    "1   , 1   , 1   , 1   , 1, EXACT",
    "1   ,     , 1   , .69 , 1, INCOHERENT",
    "1   ,     , .69 , 1   , 1, INCOHERENT",
    "    ,     ,     , 0   , 1, INCOHERENT",
    "    ,     , .0  ,     , 1, INCOHERENT",
    "    ,     ,     , .85 ,  , NEAR_DUPLICATE",
    ".1  , .1  , .1  , .85 ,  , NEAR_DUPLICATE",
    "    ,     ,     , .84 ,  , WEAK",
    ".70 ,     , .85 ,     ,  , NEAR_DUPLICATE",
    "    ,     , .85 , .70 ,  , NEAR_DUPLICATE",
    "    , .70 , .85 ,     ,  , NEAR_DUPLICATE",
    ".69 ,     , .85 , .69 ,  , CORROBORATED",
    ".70 ,     , .84 ,     ,  , CORROBORATED",
    "    , .85 ,     ,     ,  , SIMILAR",
    ".1  , .85 , .1  , .1  ,  , SIMILAR",
    "1   , .85 , .84 ,     ,  , SIMILAR",
    "    , .84 ,     ,     ,  , WEAK",
    "    ,     , .70 , .60 ,  , CORROBORATED",
    "1   ,     , .60 ,     ,  , CORROBORATED",
    ".60 ,     , .70 ,     ,  , CORROBORATED",
    "    ,     , .70 , .59 ,  , WEAK",
    "    ,     , .69 , .69 ,  , WEAK",
    "1   ,     , .59 , .59 ,  , TITLE_MATCH",
    ".85 ,     ,     ,     ,  , TITLE_MATCH",
    ".85 , .59 ,     ,     ,  , TITLE_MATCH",
    ".84 ,     ,     ,     ,  , WEAK",
    "    ,     , 1   ,     ,  , WEAK",
    ".1  ,     , 1   , .5  ,  , WEAK",
    ".3  ,     , .3  , .3  ,  , WEAK",
    "0   ,     ,     ,     ,  , WEAK",
  })
  void scoresSpeakForOneRelation(
      Double meta, Double semantic, Double content, Double data, Double instance, Relation wanted) {
    UnitScores scores = new UnitScores();
    add(scores, MainType.META, meta);
    add(scores, MainType.SEMANTIC, semantic);
    add(scores, MainType.CONTENT, content);
    add(scores, MainType.DATA, data);
    add(scores, MainType.INSTANCE, instance);
    assertThat(Relation.of(scores)).isEqualTo(wanted);
  }

  private static void add(UnitScores scores, MainType type, Double score) {
    if (score != null) {
      scores.add(type, score);
    }
  }

  @Test
  void ofSeveralUnitsOfAMainTypeTheBestCounts() {
    UnitScores scores = new UnitScores();
    scores.add(MainType.CONTENT, .9);
    scores.add(MainType.CONTENT, .2);
    scores.add(MainType.META, .7);
    assertThat(Relation.of(scores)).isEqualTo(Relation.NEAR_DUPLICATE);
  }

  @Test
  void clearedScoresAreForgotten() {
    UnitScores scores = new UnitScores();
    scores.add(MainType.INSTANCE, 1);
    scores.clear();
    scores.add(MainType.META, 1);
    assertThat(Relation.of(scores)).isEqualTo(Relation.TITLE_MATCH);
  }

  /** Ordinals are in the binary form of answers, labels in records: neither may change. */
  @Test
  void orderLabelsAndCapsArePinned() {
    assertThat(Arrays.stream(Relation.values()).map(r -> r.label() + " " + r.cap()))
        .containsExactly(
            "exact 1.0",
            "near-duplicate 1.0",
            "similar 1.0",
            "corroborated 1.0",
            "title-match 0.7",
            "weak 0.63",
            "incoherent 0.0");
  }
}
