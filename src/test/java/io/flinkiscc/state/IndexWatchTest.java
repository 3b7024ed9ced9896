package io.flinkiscc.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.flinkiscc.index.AssetIndex;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.RandomAssets;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.match.MatchQuery;
import io.flinkiscc.match.MatchRules;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IndexWatchTest {

  private final RandomAssets assets = new RandomAssets(new Random(91));
  private final MatchQuery query =
      MatchQuery.builder()
          .unit(UnitType.CONTENT_TEXT_V0, assets.code())
          .includeUnitMatches(true)
          .build();

  @Test
  void looksOnlyAtTheQueriesItIsToSample() throws Exception {
    try (AssetIndex index = index();
        IndexWatch watch = new IndexWatch(index, MatchRules.tiered(), 3)) {
      assertThat(watch.sampledRecall()).isNaN();
      watch.answered(query);
      watch.answered(query);
      watch.look();
      assertThat(watch.sampledQueries().getCount()).isZero();
      watch.answered(query);
      watch.look();
      watch.look();
      assertThat(watch.sampledQueries().getCount()).isEqualTo(1);
      // So few codes are compared one by one.
      assertThat(watch.sampledRecall()).isEqualTo(1);
      assertThat(watch.unreachableNodes()).isZero();
    }
  }

  @Test
  void holdsOneQueryAtATime() throws Exception {
    try (AssetIndex index = index();
        IndexWatch watch = new IndexWatch(index, MatchRules.tiered(), 1)) {
      for (int i = 0; i < 50; i++) {
        watch.answered(query);
      }
      watch.look();
      watch.look();
      assertThat(watch.sampledQueries().getCount()).isEqualTo(1);
    }
  }

  @Test
  void samplesNothingWhenItIsSwitchedOff() throws Exception {
    try (AssetIndex index = index();
        IndexWatch watch = new IndexWatch(index, MatchRules.tiered(), 0)) {
      watch.start();
      watch.answered(query);
      watch.look();
      assertThat(watch.sampledQueries().getCount()).isZero();
    }
  }

  @Test
  void anErrorDoesNotEndTheLooking() {
    Runnable look =
        IndexWatch.quietly(
            () -> {
              throw new AssertionError("of the test");
            });
    assertThatCode(look::run).doesNotThrowAnyException();
  }

  private AssetIndex index() {
    AssetIndex index = AssetIndex.builder().build();
    for (int key = 0; key < 300; key++) {
      index.apply(AssetOp.upsert(assets.asset(key), AssetOp.NO_SEQ, 0), key & 127);
    }
    return index;
  }
}
