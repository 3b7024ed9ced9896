package io.flinkiscc.library;

import io.flinkiscc.graph.UsearchHit;
import io.flinkiscc.graph.UsearchHits;
import io.flinkiscc.nphd.Code;
import java.util.BitSet;
import java.util.List;
import java.util.Random;

/**
 * How wide the beam of a shard's searches must be to find what there is to find.
 *
 * <p>A graph over clustered codes finds nearly everything with the usual 64 candidates; over codes
 * without structure it finds next to nothing and does not tell. So a few queries are searched by
 * scan and by graph, and the beam is doubled until both agree; if the graph needs too wide a beam,
 * the shard is scanned. Each query is one of the shard's own codes with as many bits changed as its
 * tenth neighbour differs in, so that it is as far from the codes as they are from each other.
 * Measured again when the shard has doubled. Any number of threads may ask; the one that comes
 * first measures.
 */
final class Effort {

  /** Said instead of a width: scan. */
  static final int SCAN = Integer.MAX_VALUE;

  private static final int FIRST_WIDTH = 64;
  private static final int WIDEST = 2048;
  private static final int SAMPLES = 8;
  private static final int NEAREST = 11;

  /** Of {@link #SAMPLES} times {@link #NEAREST} hits. */
  private static final int MISSES_ALLOWED = 1;

  /** Below, graphs are not searched anyway. */
  private static final int SMALLEST = 1000;

  private volatile int width = FIRST_WIDTH;
  private volatile int measuredAt;

  /** Returns the width of the beam for a shard, or {@link #SCAN}. */
  int width(Shard shard) {
    int slots = shard.rows().slots();
    if (slots >= SMALLEST && slots >= 2L * measuredAt) {
      measure(shard, slots);
    }
    return width;
  }

  private synchronized void measure(Shard shard, int slots) {
    if (slots < 2L * measuredAt) {
      return;
    }
    int needed = FIRST_WIDTH;
    for (int i = 0; i < SAMPLES && needed != SCAN; i++) {
      Code stored = shard.rows().code((int) ((2L * i + 1) * slots / (2 * SAMPLES)));
      if (stored != null) {
        needed = needed(shard.rows(), query(shard.rows(), stored, i), needed);
      }
    }
    width = needed;
    measuredAt = slots;
  }

  private static Code query(Rows rows, Code stored, int seed) {
    List<UsearchHit> hits = rows.nearest(stored, NEAREST, null).hits();
    UsearchHit last = hits.isEmpty() ? null : hits.get(hits.size() - 1);
    int flips = last == null || last.bits() == 0 ? 0 : last.hamming() * stored.bits() / last.bits();
    BitSet changed = new BitSet();
    Random random = new Random(seed);
    while (changed.cardinality() < flips) {
      changed.set(random.nextInt(stored.bits()));
    }
    byte[] bytes = stored.toBytes();
    changed.stream().forEach(bit -> bytes[bit >> 3] ^= (byte) (0x80 >> (bit & 7)));
    return Code.of(bytes);
  }

  private static int needed(Rows rows, Code query, int from) {
    UsearchHits exact = rows.nearest(query, NEAREST, null);
    if (exact.hits().isEmpty()) {
      return from;
    }
    UsearchHit farthest = exact.hits().get(exact.hits().size() - 1);
    for (int width = from; width <= WIDEST; width *= 2) {
      UsearchHits found = rows.search(query, NEAREST, width, null);
      if (found.exact()) {
        return SCAN;
      }
      long right = found.hits().stream().filter(hit -> !isFarther(hit, farthest)).count();
      if (right >= exact.hits().size() - MISSES_ALLOWED) {
        return width;
      }
    }
    return SCAN;
  }

  private static boolean isFarther(UsearchHit hit, UsearchHit than) {
    return hit.hamming() * Math.max(than.bits(), 1) > than.hamming() * Math.max(hit.bits(), 1);
  }
}
