package io.flinkiscc.index;

import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.ScanVisitor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * The scans that several searches want of the codes of one length, done together: a pass over
 * memory serves up to {@value #PER_PASS} of them. For one thread.
 */
final class ScanBatch {

  /** More gain little, and the more there are, the rarer all of them can skip a part. */
  private static final int PER_PASS = 8;

  private final int storedBits;
  private final List<Scan> scans = new ArrayList<>(PER_PASS);

  private record Scan(Code query, int bound, ScanVisitor visitor, SearchRun run) {}

  /**
   * @param storedBits length of the codes
   */
  ScanBatch(int storedBits) {
    this.storedBits = storedBits;
  }

  /** Adds a scan, unless its bound excludes every code. */
  void add(EntrySearch search, RowVisitor visitor) {
    int bits = Math.min(search.query().bits(), storedBits);
    IntUnaryOperator bound = search.bound();
    int start = bound.applyAsInt(bits);
    if (start < 0) {
      return;
    }
    ScanVisitor scan =
        (row, hamming) -> {
          visitor.visit(row, hamming);
          return bound.applyAsInt(bits);
        };
    scans.add(new Scan(search.query(), start, scan, search.run()));
  }

  /** Does the scans. */
  void run(Scanned codes, int from, int to) {
    for (int first = 0; first < scans.size(); first += PER_PASS) {
      List<Scan> pass = scans.subList(first, Math.min(first + PER_PASS, scans.size()));
      codes.scan(
          pass.stream().map(Scan::query).toArray(Code[]::new),
          from,
          to,
          pass.stream().mapToInt(Scan::bound).toArray(),
          pass.stream().map(Scan::visitor).toArray(ScanVisitor[]::new),
          pass.get(0).run()::throwIfStopped);
    }
  }

  /** Codes that can be scanned for several queries at once. */
  @FunctionalInterface
  interface Scanned {
    void scan(
        Code[] queries, int from, int to, int[] maxHamming, ScanVisitor[] visitors, Runnable pause);
  }

  /** Takes a row within the bound. */
  @FunctionalInterface
  interface RowVisitor {
    void visit(int row, int hamming);
  }
}
