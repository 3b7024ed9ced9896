package io.flinkiscc.nphd;

/**
 * The scan of one query over chunks of codes. Keeps the bound, which the visitor lowers. For one
 * thread.
 *
 * <p>A chunk is first asked as a whole whether it holds any hit, and nearly all do not once the
 * bound is tight. After a chunk with hits, and at the start, the next one is asked block by block.
 * Distances are computed only for blocks with a hit, and right away for the block behind such a
 * one.
 */
final class ChunkScan {

  /** Codes per block: a filter pass is long enough to run at full speed, a hit costs little. */
  private static final int BLOCK_CODES = 512;

  /** Five leave one unrelated code in three million. */
  private static final double DEVIATIONS = 5;

  private final int common;
  private final int[] query = new int[CodePlanes.MAX_PLANES];
  private final int filterPlanes;
  private final int lastMask;
  private final int[] distances;
  private final ScanVisitor visitor;
  private int bound;
  private boolean lastChunkHit = true;
  private boolean lastBlockHit = true;

  /**
   * Prepares a scan.
   *
   * @param query the query, of any length
   * @param storedBits length of the codes in the chunks
   * @param bound largest distance wanted
   * @param distances room for the distances of a chunk; scans of one thread may share it
   * @param visitor takes the hits
   */
  ChunkScan(Code query, int storedBits, int bound, int[] distances, ScanVisitor visitor) {
    this.common = Math.min(query.bits(), storedBits);
    Code prefix = query.prefix(common);
    for (int i = 0; i < this.query.length; i++) {
      this.query[i] = CodePlanes.plane(prefix, i);
    }
    // Codes are zero behind their end, as the prefix is: only a shorter query cuts a plane.
    int cutBits = common < storedBits ? common % Integer.SIZE : 0;
    this.filterPlanes = CodePlanes.count(common) - (cutBits == 0 ? 0 : 1);
    this.lastMask = cutBits == 0 ? 0 : -1 << (Integer.SIZE - cutBits);
    this.bound = Math.min(bound, common);
    this.distances = distances;
    this.visitor = visitor;
  }

  /**
   * Returns how many of the first planes are worth comparing before the rest: by them alone hardly
   * any chunk of unrelated codes is within the bound.
   *
   * @return 1 to the number of planes the query covers
   */
  int decisivePlanes() {
    for (int planes = 1; planes < filterPlanes; planes++) {
      // The distance of unrelated bits is 16 per plane, with a standard deviation of sqrt(8) each.
      if (16 * planes - bound >= DEVIATIONS * Math.sqrt(8.0 * planes)) {
        return planes;
      }
    }
    return CodePlanes.count(common);
  }

  /**
   * Returns whether a code of a range can be a hit, by the first planes.
   *
   * @param chunk the first planes of codes
   * @param from first code of the range in the chunk
   * @param to code behind the last one
   * @param planes number of planes; no more than {@link #decisivePlanes}
   */
  boolean mayHit(int[] chunk, int from, int to, int planes) {
    return PlaneFilter.anyWithin(chunk, from, to, query, Math.min(planes, filterPlanes), bound);
  }

  /** Returns whether the visitor wants no more hits. */
  boolean ended() {
    return bound < 0;
  }

  /**
   * Visits the hits of a range of one chunk, in ascending order.
   *
   * @param chunk planes of codes
   * @param from first code of the range in the chunk
   * @param to code behind the last one
   * @param firstOrdinal ordinal of the first code of the chunk
   */
  void scan(int[] chunk, int from, int to, int firstOrdinal) {
    if (!lastChunkHit && !anyWithin(chunk, from, to)) {
      return;
    }
    lastChunkHit = false;
    for (int start = from; start < to && bound >= 0; start += BLOCK_CODES) {
      int end = Math.min(start + BLOCK_CODES, to);
      if (lastBlockHit || anyWithin(chunk, start, end)) {
        PlaneDistances.fill(chunk, start, end, query, filterPlanes, distances);
        lastBlockHit = visitHits(chunk, start, end, firstOrdinal);
        lastChunkHit |= lastBlockHit;
      }
    }
  }

  private boolean anyWithin(int[] chunk, int from, int to) {
    return PlaneFilter.anyWithin(chunk, from, to, query, filterPlanes, bound);
  }

  private boolean visitHits(int[] chunk, int from, int to, int firstOrdinal) {
    // In locals: the compiler would reload fields for every code.
    int[] found = distances;
    int within = bound;
    boolean hit = false;
    for (int i = from; i < to; i++) {
      if (found[i] <= within) {
        int hamming = found[i] + (lastMask == 0 ? 0 : cutPlaneDistance(chunk, i));
        if (hamming <= within) {
          hit = true;
          within = Math.min(within, visitor.visit(firstOrdinal + i, hamming));
        }
      }
    }
    bound = within;
    return hit;
  }

  /** Returns the distance of code {@code i} in the plane the query covers in part. */
  private int cutPlaneDistance(int[] chunk, int i) {
    int stored = chunk[filterPlanes * PlaneFilter.CHUNK_CODES + i];
    return Integer.bitCount((stored ^ query[filterPlanes]) & lastMask);
  }
}
