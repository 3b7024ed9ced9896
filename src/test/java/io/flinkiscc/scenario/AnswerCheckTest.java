package io.flinkiscc.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.kafka.Completeness;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.GlobalMatch;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.kafka.Status;
import io.flinkiscc.kafka.UnitMatch;
import io.flinkiscc.kafka.UnitScore;
import io.flinkiscc.nphd.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** What checks answers must see every kind of wrong answer, or no scenario could fail. */
class AnswerCheckTest {

  private final ScenarioLog log = ScenarioLog.draw(9, 1500, 300, 4);
  private final AnswerCheck check = new AnswerCheck(new LogOracle(log), Scenario.KEY_GROUPS);
  private final Code near = new ScenarioAssets(new Random(1)).code();

  @RepeatedTest(10)
  void acceptsWhatTheLogSaysAtAnyMoment(RepetitionInfo info) {
    Random random = new Random(info.getCurrentRepetition());
    Map<Long, KeyState> states = new TreeMap<>();
    for (List<AssetOp> split : log.splits()) {
      apply(split.subList(0, random.nextInt(split.size() + 1)), states);
    }
    QueryRecord query = AnswerCheck.census(1, near);
    assertThat(check.problems(answer(query, live(states)), query)).isEmpty();
  }

  @Test
  void acceptsTheEndOfTheLog() {
    QueryRecord query = AnswerCheck.lastCensus(1, near);
    assertThat(check.problems(answer(query, last()), query)).isEmpty();
  }

  @Test
  void seesWhatIsMissing() {
    QueryRecord query = AnswerCheck.lastCensus(1, near);
    List<Asset> assets = last();
    assets.remove(17);
    assertThat(check.problems(answer(query, assets), query)).hasSize(1);
  }

  @Test
  void seesWhatIsTwice() {
    QueryRecord query = AnswerCheck.census(1, near);
    List<Asset> assets = last();
    assets.add(assets.get(17));
    assertThat(check.problems(answer(query, assets), query)).isNotEmpty();
  }

  @Test
  void seesWhatIsStaleOrResurrected() {
    QueryRecord query = AnswerCheck.lastCensus(1, near);
    Map<Long, Asset> assets = new TreeMap<>();
    log.splits().get(0).stream()
        .filter(op -> op.asset() != null)
        .forEach(op -> assets.putIfAbsent(op.key(), op.asset()));
    List<Asset> last = last();
    last.removeIf(asset -> assets.containsKey(asset.key()));
    last.addAll(assets.values());
    assertThat(check.problems(answer(query, last), query)).hasSizeGreaterThan(30);
  }

  @Test
  void seesThatTwoKeysAreOfDifferentMoments() {
    // All that was first live in one split, with all that is live in the end in the same.
    Map<Long, KeyState> early = new TreeMap<>();
    apply(log.splits().get(0).subList(0, 60), early);
    Map<Long, KeyState> mixed = new TreeMap<>();
    log.splits().forEach(split -> apply(split, mixed));
    int[] number = {0};
    early.forEach(
        (key, state) -> mixed.computeIfPresent(key, (k, s) -> number[0]++ % 2 == 0 ? state : s));
    QueryRecord query = AnswerCheck.census(1, near);
    assertThat(check.problems(answer(query, live(mixed)), query)).isNotEmpty();
  }

  @Test
  void seesPartialAnswers() {
    QueryRecord query = AnswerCheck.census(1, near);
    EnrichedRecord answer =
        EnrichedRecord.answer(query, Status.PARTIAL)
            .completeness(Completeness.PARTIAL)
            .reason("late")
            .build();
    assertThat(check.problems(answer, query)).hasSize(1);
  }

  private List<Asset> last() {
    Map<Long, KeyState> states = new TreeMap<>();
    log.splits().forEach(split -> apply(split, states));
    return live(states);
  }

  private static void apply(List<AssetOp> ops, Map<Long, KeyState> states) {
    for (AssetOp op : ops) {
      states.put(op.key(), states.getOrDefault(op.key(), KeyState.UNKNOWN).after(op));
    }
  }

  private static List<Asset> live(Map<Long, KeyState> states) {
    List<Asset> live = new ArrayList<>();
    states.values().stream().map(KeyState::asset).filter(a -> a != null).forEach(live::add);
    return live;
  }

  private EnrichedRecord answer(QueryRecord query, List<Asset> assets) {
    List<GlobalMatch> matches = new ArrayList<>();
    List<UnitMatch> units = new ArrayList<>();
    for (Asset asset : assets) {
      IsccId id = IsccId.of(AnswerCheck.REALM, asset.key());
      Code code = asset.units().get(ScenarioAssets.COMMON);
      int bits = Math.min(code.bits(), near.bits());
      units.add(new UnitMatch(id, near.hamming(code), bits));
      matches.add(
          new GlobalMatch(
              id,
              .5,
              Map.of(ScenarioAssets.COMMON, new UnitScore(.5, near.hamming(code), bits)),
              null,
              asset.metadata()));
    }
    return EnrichedRecord.answer(query, Status.OK)
        .globalMatches(matches)
        .unitMatches(ScenarioAssets.COMMON, units)
        .completeness(Completeness.EXACT)
        .build();
  }
}
