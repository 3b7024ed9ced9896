package io.flinkiscc.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;

class TombstonesTest {

  private static final int ENTRIES = 3000;

  /** A moment: the tombstones and version a view holds, and what was dead then. */
  private record Moment(Tombstones tombstones, long version, Map<Integer, Long> dead) {}

  @Test
  void everyMomentStaysWhatItWas() {
    long seed = 51;
    Random random = new Random(seed);
    Tombstones now = new Tombstones(new RoaringBitmap());
    Map<Integer, Long> deaths = new HashMap<>();
    List<Moment> moments = new ArrayList<>();
    for (long version = 1; version < 2500; version++) {
      int entry = random.nextInt(ENTRIES);
      if (!now.dead(entry)) {
        if (now.full()) {
          now = now.merged();
        }
        now.kill(entry, version);
        deaths.put(entry, version);
      }
      if (version % 100 == 0) {
        moments.add(new Moment(now, version, new HashMap<>(deaths)));
      }
    }
    assertThat(now.count()).isEqualTo(deaths.size());
    for (Moment moment : moments) {
      DeadEntries view = moment.tombstones().view(moment.version());
      RoaringBitmap bitmap = moment.tombstones().bitmap(moment.version());
      List<Integer> each = new ArrayList<>();
      view.forEach(100, 2000, each::add);
      for (int entry = 0; entry < ENTRIES; entry++) {
        boolean dead = moment.dead().containsKey(entry);
        String what = "seed %d, version %d, entry %d".formatted(seed, moment.version(), entry);
        assertThat(view.contains(entry)).as(what).isEqualTo(dead);
        assertThat(bitmap.contains(entry)).as(what).isEqualTo(dead);
        assertThat(each.contains(entry)).as(what).isEqualTo(dead && entry >= 100 && entry < 2000);
      }
      assertThat(each).doesNotHaveDuplicates();
    }
  }
}
