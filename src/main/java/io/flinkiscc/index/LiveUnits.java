package io.flinkiscc.index;

import io.flinkiscc.iscc.UnitType;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * Counts live units by type. Shards in memory count theirs as they are written; in a sealed shard
 * the units of all entries are known, and those of dead ones are looked up when asked for, once for
 * as long as no more die. Any thread.
 */
final class LiveUnits {

  private final Set<UnitType> indexed;

  /** By the tombstones, of which a sealed shard gets other ones now and then. */
  private final Map<Tombstones, Counted> sealed = new WeakHashMap<>();

  /**
   * Counts of one sealed shard.
   *
   * @param dead number of dead entries then
   * @param units live units by ordinal of their type
   */
  private record Counted(int dead, long[] units) {}

  /** Counts units of these types only. */
  LiveUnits(Set<UnitType> indexed) {
    this.indexed = indexed;
  }

  /** Number of live units of a type in all shards, 0 if it is not indexed. */
  long count(ShardList shards, UnitType type) {
    long units = shards.active().liveUnits(type);
    for (WaitingShard waiting : shards.waiting()) {
      units += waiting.shard().liveUnits(type);
    }
    for (SealedPart part : shards.sealed()) {
      units += units(part)[type.ordinal()];
    }
    return units;
  }

  private synchronized long[] units(SealedPart part) {
    int dead = part.tombstones().count();
    Counted counted = sealed.get(part.tombstones());
    if (counted == null || counted.dead() != dead) {
      counted = new Counted(dead, count(part));
      sealed.put(part.tombstones(), counted);
    }
    return counted.units();
  }

  private long[] count(SealedPart part) {
    DeadEntries dead = part.tombstones().view(Long.MAX_VALUE);
    long[] units = new long[UnitType.values().length];
    for (UnitType type : indexed) {
      SealedEntrySet with = part.shard().entriesWith(SealedSection.Role.UNIT, type);
      if (with != null) {
        units[type.ordinal()] = with.count(0, part.shard().size(), dead);
      }
    }
    return units;
  }
}
