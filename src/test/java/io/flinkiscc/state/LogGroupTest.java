package io.flinkiscc.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.index.KeyGroups;
import io.flinkiscc.index.LogSpan;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogGroupTest {

  private static LogGroup group(String name, int first, int last) {
    return new LogGroup(
        KeyGroups.range(first, last),
        List.of(new LogSpan(name, false, 0, 10, KeyGroups.all())),
        List.of(new StateFile("delta-" + name, 50, 1)));
  }

  @Test
  void partsOfOneGroupBecomeOneAgain() {
    List<LogGroup> groups = new ArrayList<>();
    LogGroup.addAll(groups, List.of(group("first", 0, 9), group("left", 0, 9)));
    LogGroup.addAll(groups, List.of(group("first", 10, 19), group("right", 10, 19)));
    assertThat(groups)
        .containsExactly(group("first", 0, 19), group("right", 10, 19), group("left", 0, 9));
  }

  @Test
  void whatComesLaterInAPartStaysLater() {
    List<LogGroup> groups = new ArrayList<>();
    LogGroup.addAll(groups, List.of(group("second", 0, 9), group("left", 0, 9)));
    LogGroup.addAll(groups, List.of(group("first", 10, 19), group("second", 10, 19)));
    assertThat(groups)
        .containsExactly(group("first", 10, 19), group("second", 0, 19), group("left", 0, 9));
    LogGroup.addAll(groups, List.of(group("left", 10, 19), group("second", 20, 29)));
    assertThat(groups).startsWith(group("first", 10, 19), group("second", 0, 19));
    assertThat(groups).endsWith(group("left", 0, 19), group("second", 20, 29));
  }
}
