package io.flinkiscc.index;

import java.io.IOException;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Several sorted sources as one: what compaction writes from. Holds one entry per source. For one
 * thread.
 */
final class SealedMerge implements SealedSource {

  private final PriorityQueue<Head> heads =
      new PriorityQueue<>((a, b) -> SealedEntry.compare(a.entry, b.entry));

  /**
   * @param sources sorted, and no key in two of them: a live key has one place only
   */
  SealedMerge(List<? extends SealedSource> sources) throws IOException {
    for (SealedSource source : sources) {
      advance(source);
    }
  }

  @Override
  public SealedEntry next() throws IOException {
    Head least = heads.poll();
    if (least == null) {
      return null;
    }
    advance(least.source);
    return least.entry;
  }

  private void advance(SealedSource source) throws IOException {
    SealedEntry entry = source.next();
    if (entry != null) {
      heads.add(new Head(source, entry));
    }
  }

  private record Head(SealedSource source, SealedEntry entry) {}
}
