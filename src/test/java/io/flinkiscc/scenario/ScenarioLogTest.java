package io.flinkiscc.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.index.AssetOp;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScenarioLogTest {

  private final ScenarioLog log = ScenarioLog.draw(5, 3000, 300, 4);

  @Test
  void isTheSameForTheSameSeed() {
    assertThat(ScenarioLog.draw(5, 3000, 300, 4).splits()).isEqualTo(log.splits());
    assertThat(ScenarioLog.draw(6, 3000, 300, 4).splits()).isNotEqualTo(log.splits());
  }

  @Test
  void onlyScatteredKeysComeInSeveralSplits() {
    Map<Long, Set<Integer>> splits = new HashMap<>();
    for (int s = 0; s < 4; s++) {
      for (AssetOp op : log.splits().get(s)) {
        splits.computeIfAbsent(op.key(), k -> new HashSet<>()).add(s);
      }
    }
    long[] keys = log.keys();
    int scattered = 0;
    for (int i = 0; i < keys.length; i++) {
      int in = splits.getOrDefault(keys[i], Set.of()).size();
      if (ScenarioLog.scattered(i)) {
        scattered += in > 1 ? 1 : 0;
      } else {
        assertThat(in).isLessThan(2);
      }
    }
    assertThat(scattered).isGreaterThan(30);
  }

  @Test
  void hasChangesOfAllKinds() {
    Set<AssetOp.Kind> kinds = EnumSet.noneOf(AssetOp.Kind.class);
    int equal = 0;
    int stale = 0;
    int late = 0;
    for (List<AssetOp> split : log.splits()) {
      Map<Long, KeyState> states = new HashMap<>();
      Set<AssetOp> before = new HashSet<>();
      for (AssetOp op : split) {
        kinds.add(op.kind());
        KeyState state = states.getOrDefault(op.key(), KeyState.UNKNOWN);
        KeyState after = state.after(op);
        equal += op.asset() != null && op.asset().equals(state.asset()) ? 1 : 0;
        stale += before.add(op) ? 0 : 1;
        late += op.seq() != AssetOp.NO_SEQ && op.seq() < state.seq() ? 1 : 0;
        states.put(op.key(), after);
      }
    }
    assertThat(kinds).containsExactlyInAnyOrder(AssetOp.Kind.values());
    assertThat(equal).as("equal redeliveries").isGreaterThan(50);
    assertThat(stale).as("redelivered records").isGreaterThan(50);
    assertThat(late).as("records behind later ones").isGreaterThan(20);
  }
}
