package io.flinkiscc.library;

import io.flinkiscc.graph.UsearchKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The entries of an index in memory: which shard has what, and what is dead.
 *
 * <p>A key has at most one live entry. Callers see to it that one thread at a time writes; readers
 * wait for nobody.
 */
final class LiveIndex {

  /** Where a live entry is. */
  record Place(Shard shard, int slot) {}

  private final IndexSettings settings;
  private final KeyKind<?> keys;
  private volatile Shards shards;
  private volatile ScalableBloomFilter bloom;

  private final Moves moves = new Moves();

  /** Keys whose entries in sealed shards are dead and that have no live one. */
  private final Set<UsearchKey> tombstones = new HashSet<>();

  LiveIndex(IndexSettings settings, Shards shards, ScalableBloomFilter bloom) {
    this.settings = settings;
    this.keys = settings.keys();
    this.shards = shards;
    this.bloom = bloom;
  }

  IndexSettings settings() {
    return settings;
  }

  Shards shards() {
    return shards;
  }

  void shards(Shards next) {
    shards = next;
  }

  ScalableBloomFilter bloom() {
    return bloom;
  }

  void bloom(ScalableBloomFilter next) {
    bloom = next;
  }

  Set<UsearchKey> tombstones() {
    return tombstones;
  }

  Moves moves() {
    return moves;
  }

  /** Finds a live entry; of one being replaced the old or the new form. For any thread. */
  Place find(UsearchKey key) {
    while (true) {
      long before = moves.now();
      Place old = moves.ongoing(key);
      Place place = findOnce(key);
      if (place != null) {
        return place;
      }
      if (old != null) {
        return old;
      }
      if (moves.now() == before) {
        return null;
      }
      Set<UsearchKey> moved = moves.since(before);
      if (moved != null && !moved.contains(key)) {
        return null;
      }
    }
  }

  private Place findOnce(UsearchKey key) {
    ScalableBloomFilter filter = bloom;
    if (filter != null && !keys.maybeIn(filter, key)) {
      return null;
    }
    for (Shard shard : shards.newestFirst()) {
      int slot = shard.find(key);
      if (slot >= 0) {
        return new Place(shard, slot);
      }
    }
    return null;
  }

  /** Changes one key. Writer only. */
  void apply(JournalOp op) {
    Place old = findOnce(op.key());
    if (op.code() == null) {
      if (old != null) {
        kill(old, op.key());
      }
    } else if (old == null) {
      put(op, null);
    } else {
      moves.begin(op.key(), old);
      try {
        put(op, old);
      } finally {
        moves.end();
      }
    }
  }

  private void put(JournalOp op, Place old) {
    Shards now = shards;
    Shard active = now.active();
    if (bloom != null) {
      keys.addTo(bloom, op.key());
    }
    GraphRows rows = (GraphRows) active.rows();
    if (old != null && old.shard() == active) {
      rows.remove(op.key());
    }
    if (op.metadata() != null) {
      ((HeapMetadata) active.metadata()).set(rows.nextSlot(), op.metadata());
    }
    rows.add(op.key(), op.code());
    if (old != null && old.shard() != active) {
      old.shard().dead().kill(old.slot());
    }
    tombstones.remove(op.key());
  }

  private void kill(Place place, UsearchKey key) {
    if (place.shard() == shards.active()) {
      ((GraphRows) place.shard().rows()).remove(key);
      if (isInSealed(key)) {
        tombstones.add(key);
      }
    } else {
      place.shard().dead().kill(place.slot());
      tombstones.add(key);
    }
  }

  /** Whether a dead entry of a sealed shard has the key: it would come back for other programs. */
  private boolean isInSealed(UsearchKey key) {
    for (Shard shard : shards.sealed()) {
      if (shard.rows().slot(key) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** Starts a new active shard behind the present one. Writer only. */
  Shard freeze(Shard nextActive) {
    Shards now = shards;
    List<Shard> sealed = new ArrayList<>(now.sealed());
    sealed.add(now.active());
    shards = new Shards(sealed, nextActive);
    return now.active();
  }

  /** Puts shards in place of others. Writer only. */
  void replace(List<Shard> old, List<Shard> by) {
    Shards now = shards;
    List<Shard> sealed = new ArrayList<>();
    boolean put = false;
    for (Shard shard : now.sealed()) {
      if (!old.contains(shard)) {
        sealed.add(shard);
      } else if (!put) {
        sealed.addAll(by);
        put = true;
      }
    }
    shards = new Shards(sealed, now.active());
  }

  /** Drops the tombstones of keys that no sealed shard has any more. Writer only. */
  void dropTombstones() {
    tombstones.removeIf(key -> !isInSealed(key));
  }

  /** Forgets all entries. Writer only. */
  void reset(Shard nextActive) {
    shards = new Shards(List.of(), nextActive);
    tombstones.clear();
    if (bloom != null) {
      bloom = Blooms.build(keys, shards);
    }
  }
}
