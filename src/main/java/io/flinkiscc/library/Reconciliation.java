package io.flinkiscc.library;

import io.flinkiscc.graph.UsearchKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Finds out which rows are dead in a directory of iscc-usearch, which does not tell: a key may have
 * rows in several shards. Of these the one in the active shard counts; else none, if the key has a
 * tombstone; else the one in the newest shard. Takes time in proportion to all rows.
 */
final class Reconciliation {

  private Reconciliation() {}

  /**
   * Marks the dead rows and takes over the tombstones.
   *
   * @param tombstoneFile may be missing
   * @param lastSkipped number of the newest shard that is left out, or -1
   */
  static void run(LiveIndex live, Path tombstoneFile, int lastSkipped) throws IOException {
    if (Files.exists(tombstoneFile)) {
      live.tombstones().addAll(TombstoneFile.read(live.settings().keys(), tombstoneFile));
    }
    Shards shards = live.shards();
    List<Shard> newestFirst = shards.newestFirst();
    // The peer's active shard is the highest file even where this program does not let it grow.
    int activeNumber =
        newestFirst.stream()
            .filter(shard -> shard.rows().slots() > 0)
            .mapToInt(Shard::number)
            .max()
            .orElse(-1);
    activeNumber = Math.max(activeNumber, lastSkipped);
    for (int i = 0; i < newestFirst.size(); i++) {
      Shard shard = newestFirst.get(i);
      for (int slot = 0; slot < shard.rows().slots(); slot++) {
        if (!shard.rows().removed(slot)
            && isDead(live, newestFirst.subList(0, i), shard, slot, activeNumber)
            && shard != shards.active()) {
          shard.dead().kill(slot);
        }
      }
    }
    live.tombstones().removeIf(key -> live.find(key) != null);
  }

  private static boolean isDead(
      LiveIndex live, List<Shard> newer, Shard shard, int slot, int activeNumber) {
    UsearchKey key = shard.rows().key(slot);
    if (shard.number() != activeNumber && live.tombstones().contains(key)) {
      return true;
    }
    for (Shard other : newer) {
      if (other.rows().slot(key) >= 0) {
        return true;
      }
    }
    return shard.rows().slot(key) != slot;
  }
}
