package io.flinkiscc.library;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.graph.UsearchKey;
import io.flinkiscc.nphd.Code;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What readers see in the middle of a replacement. */
class MovesTest {

  private final Moves moves = new Moves();

  private void move(long number) {
    moves.begin(UsearchKey.of(number), null);
    moves.end();
  }

  @Test
  void tellsTheKeysMovedSinceAPointInTime() {
    move(1);
    long time = moves.now();
    assertThat(moves.since(time)).isEmpty();
    move(2);
    move(3);
    move(2);
    assertThat(moves.since(time)).containsExactlyInAnyOrder(UsearchKey.of(2), UsearchKey.of(3));
    assertThat(moves.beforeOngoing()).isEqualTo(moves.now());
    moves.begin(UsearchKey.of(4), null);
    assertThat(moves.since(moves.beforeOngoing())).containsExactly(UsearchKey.of(4));
  }

  @Test
  void saysSoWhenTheyAreTooMany() {
    for (int i = 1; i < Moves.REMEMBERED; i++) {
      move(i);
    }
    assertThat(moves.since(0)).hasSize(Moves.REMEMBERED - 1);
    move(0);
    assertThat(moves.since(0)).isNull();
    assertThat(moves.since(1)).hasSize(Moves.REMEMBERED - 1);
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void nobodyWaitsForAReplacementThatGoesOn() {
    Random random = new Random(20261123);
    NphdIndex index = NphdIndex.builder().build();
    Code old = Samples.code(random, 32);
    index.add(1L, old);
    index.add(2L, Samples.code(random, 32));
    LiveIndex live = index.store().live();
    LiveIndex.Place place = live.find(UsearchKey.of(1));

    live.moves().begin(UsearchKey.of(1), place);
    ((GraphRows) place.shard().rows()).remove(UsearchKey.of(1));

    assertThat(index.contains(3L)).isFalse();
    assertThat(index.get(1L)).isEqualTo(old);
    Matches<Long> matches = index.search(old, 10);
    assertThat(matches.keys()).containsExactly(1L, 2L);
    assertThat(matches.get(0)).isEqualTo(new Match<>(1L, 0, 256));
    assertThat(matches.exact()).isTrue();
  }
}
