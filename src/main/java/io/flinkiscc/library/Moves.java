package io.flinkiscc.library;

import io.flinkiscc.graph.UsearchKey;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Keys whose entries were replaced lately. While an entry is replaced there is a moment when
 * neither form of it is alive, and the new one may be where a reader has looked already; here
 * readers see which keys they have to look up again. One thread writes, any number of threads read
 * without waiting.
 */
final class Moves {

  /** Number of moves that are remembered. */
  static final int REMEMBERED = 1024;

  private record Ongoing(UsearchKey key, LiveIndex.Place from) {}

  private final AtomicReferenceArray<UsearchKey> latest = new AtomicReferenceArray<>(REMEMBERED);

  /** Set before {@link #begun} counts it. */
  private volatile Ongoing ongoing;

  private volatile long begun;

  /** Writer only: an entry is about to be replaced. */
  void begin(UsearchKey key, LiveIndex.Place from) {
    long number = begun;
    ongoing = new Ongoing(key, from);
    latest.set((int) (number % REMEMBERED), key);
    begun = number + 1;
  }

  /** Writer only: it is. */
  void end() {
    ongoing = null;
  }

  /** A point in time to ask about later. */
  long now() {
    return begun;
  }

  /** A point in time in front of the move that is going on. */
  long beforeOngoing() {
    long now = begun;
    return ongoing == null ? now : Math.max(0, now - 1);
  }

  /** Where the entry of a key is taken from just now, or null. */
  LiveIndex.Place ongoing(UsearchKey key) {
    Ongoing seen = ongoing;
    return seen != null && seen.key().equals(key) ? seen.from() : null;
  }

  /**
   * The keys moved since a point in time.
   *
   * @return null if they are too many to be remembered
   */
  Set<UsearchKey> since(long time) {
    Set<UsearchKey> keys = new HashSet<>();
    long end = begun;
    for (long number = Math.max(time, end - REMEMBERED); number < end; number++) {
      keys.add(latest.get((int) (number % REMEMBERED)));
    }
    // The next move writes its key before it is counted.
    return begun + 1 - time > REMEMBERED ? null : keys;
  }
}
