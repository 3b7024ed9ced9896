package io.flinkiscc.library;

import io.flinkiscc.graph.UsearchKey;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** Walks over the live entries of some shards, newest shard first. For one thread. */
final class EntryIterator<T> implements Iterator<T> {

  /** Makes of an entry what is wanted of it. */
  @FunctionalInterface
  interface Reader<T> {
    T read(Shard shard, int slot, UsearchKey key);
  }

  private final List<Shard> shards;
  private final int[] slots;
  private final Reader<T> reader;
  private int shard;
  private int slot = -1;
  private boolean found;
  private T next;

  EntryIterator(Shards all, Reader<T> reader) {
    this.shards = all.newestFirst();
    this.slots = shards.stream().mapToInt(s -> s.rows().slots()).toArray();
    this.reader = reader;
  }

  @Override
  public boolean hasNext() {
    while (!found && shard < slots.length) {
      if (++slot >= slots[shard]) {
        shard++;
        slot = -1;
      } else {
        UsearchKey key = shards.get(shard).liveKey(slot);
        if (key != null) {
          next = reader.read(shards.get(shard), slot, key);
          found = true;
        }
      }
    }
    return found;
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    found = false;
    return next;
  }
}
