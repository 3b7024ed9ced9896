package io.flinkiscc.library;

import io.flinkiscc.graph.UsearchHit;
import io.flinkiscc.graph.UsearchHits;
import io.flinkiscc.nphd.Code;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How wide the beam of a shard's searches must be to find what there is to find.
 *
 * <p>A graph over clustered codes finds nearly everything with the usual 64 candidates; over codes
 * without structure it finds next to nothing and does not tell. So a few queries are searched by
 * scan and by graph, and the beam is doubled until both agree; if the graph needs too wide a beam,
 * the shard is scanned. Each query is one of the shard's own codes with as many bits changed as its
 * tenth neighbour differs in, so that it is as far from the codes as they are from each other.
 *
 * <p>Measured when a shard is written, and kept in the manifest. A shard that comes without, or has
 * doubled since, is measured in the background as soon as it is searched; until that is done small
 * shards are scanned and large ones searched by a wide beam. For any number of threads.
 */
final class Effort {

  /** Said instead of a width: scan. */
  static final int SCAN = Integer.MAX_VALUE;

  /** Number of nearest rows that the beam has to find: ten and the code the query is made of. */
  static final int NEAREST = 11;

  /** Shards of more rows are not scanned while they wait to be measured. */
  static final int SCANNED_UNMEASURED = 100_000;

  /** Width of the beam for larger ones. */
  static final int UNMEASURED_WIDTH = 256;

  private static final Logger LOG = LoggerFactory.getLogger(Effort.class);

  private static final int FIRST_WIDTH = 64;
  private static final int WIDEST = 2048;
  private static final int SAMPLES = 8;

  /** Of {@link #SAMPLES} times {@link #NEAREST} hits. */
  private static final int MISSES_ALLOWED = 1;

  /** Below, graphs are not searched anyway. */
  private static final int SMALLEST = 1000;

  private final Executor background;

  /** Number of rows when the background was last asked to measure. */
  private final AtomicInteger askedAt = new AtomicInteger();

  private volatile SearchWidth measured;

  /** Nothing is known of the shard yet. */
  Effort() {
    this(null, Background.thread());
  }

  /**
   * @param known what was measured before, or null
   * @param background does what no search waits for
   */
  Effort(SearchWidth known, Executor background) {
    // For another number of rows wanted it says nothing.
    this.measured = known != null && known.k() == NEAREST ? known : null;
    this.background = background;
  }

  /** What was measured before, as a manifest tells it, or null. */
  static Effort of(SearchWidth known) {
    return new Effort(known, Background.thread());
  }

  /** What was measured, or null. */
  SearchWidth measured() {
    return measured;
  }

  /** Returns the width of the beam for a shard, or {@link #SCAN}, at once. */
  int width(Shard shard) {
    int slots = shard.rows().slots();
    SearchWidth known = measured;
    if (isFor(known, slots)) {
      return known == null ? FIRST_WIDTH : known.width();
    }
    int asked = askedAt.get();
    if (slots >= 2L * asked && askedAt.compareAndSet(asked, slots)) {
      background.execute(() -> measureIfSound(shard));
    }
    if (slots <= SCANNED_UNMEASURED) {
      return SCAN;
    }
    return known == null ? UNMEASURED_WIDTH : Math.max(known.width(), UNMEASURED_WIDTH);
  }

  /** Whether what is known holds for a shard; small ones need nothing to be known. */
  private static boolean isFor(SearchWidth known, int slots) {
    return slots < SMALLEST || known != null && slots < 2L * known.rows();
  }

  private void measureIfSound(Shard shard) {
    try {
      measure(shard);
    } catch (RuntimeException e) {
      LOG.warn("{} could not be measured", Shard.fileName(shard.number()), e);
    }
  }

  /** Measures unless that was done: takes as long as some twenty scans. */
  synchronized void measure(Shard shard) {
    int slots = shard.rows().slots();
    if (isFor(measured, slots)) {
      return;
    }
    int needed = FIRST_WIDTH;
    for (int i = 0; i < SAMPLES && needed != SCAN; i++) {
      Code stored = shard.rows().code((int) ((2L * i + 1) * slots / (2 * SAMPLES)));
      if (stored != null) {
        needed = needed(shard.rows(), query(shard.rows(), stored, i), needed);
      }
    }
    measured = new SearchWidth(needed, slots, NEAREST);
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
