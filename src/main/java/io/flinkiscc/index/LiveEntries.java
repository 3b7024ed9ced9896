package io.flinkiscc.index;

import java.nio.ByteBuffer;

/** The live entries of a part of a sealed shard, in its order. For one thread. */
final class LiveEntries implements SealedSource {

  private final SealedEntries entries;
  private final SealedPayload payload;
  private final int to;
  private final DeadEntries dead;
  private int next;

  LiveEntries(SealedEntries entries, SealedPayload payload, int from, int to, DeadEntries dead) {
    this.entries = entries;
    this.payload = payload;
    this.next = from;
    this.to = to;
    this.dead = dead;
  }

  @Override
  public SealedEntry next() {
    while (next < to && dead.contains(next)) {
      next++;
    }
    if (next == to) {
      return null;
    }
    int entry = next++;
    ByteBuffer form = payload.form(entry);
    byte[] bytes = new byte[form.remaining()];
    form.get(bytes);
    return new SealedEntry(
        entries.keyGroup(entry),
        entries.key(entry),
        entries.seq(entry),
        entries.eventTimeMicros(entry),
        bytes);
  }
}
