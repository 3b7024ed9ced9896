package io.flinkiscc.state;

import io.flinkiscc.index.FrozenShard;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Decides of which packs of tombstones a checkpoint consists: those that are there already, and one
 * with the tombstones that are in none of them. There are never more than {@link #MOST_PACKS}; then
 * all tombstones are written into one.
 *
 * @param kept the tombstones that are there already
 * @param missing the shards whose tombstones must be written
 */
record PackPlan(List<SavedTombstones> kept, List<FrozenShard> missing) {

  /** Most packs of a checkpoint. */
  static final int MOST_PACKS = 16;

  PackPlan {
    kept = List.copyOf(kept);
    missing = List.copyOf(missing);
  }

  /**
   * Makes a plan.
   *
   * @param base what the checkpoint builds upon
   * @param usable tells for the name of a file whether it can be referred to
   * @param shards the shards as they are now
   */
  static PackPlan of(CheckpointState base, Predicate<String> usable, List<FrozenShard> shards) {
    List<FrozenShard> all = shards.stream().filter(s -> s.tombstones() != null).toList();
    List<SavedTombstones> kept = new ArrayList<>();
    List<FrozenShard> missing = new ArrayList<>();
    Set<String> packs = new HashSet<>();
    for (FrozenShard shard : all) {
      SavedTombstones saved = base.tombstones().get(shard.tombstones());
      if (saved != null && usable.test(saved.pack())) {
        kept.add(saved);
        packs.add(saved.pack());
      } else {
        missing.add(shard);
      }
    }
    boolean tooMany = packs.size() + (missing.isEmpty() ? 0 : 1) > MOST_PACKS;
    return tooMany ? new PackPlan(List.of(), all) : new PackPlan(kept, missing);
  }
}
