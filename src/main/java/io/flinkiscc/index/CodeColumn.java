package io.flinkiscc.index;

import io.flinkiscc.nphd.Code;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/** The codes of one field of the growing shard, by length. One thread adds, others search. */
final class CodeColumn {

  private static final VarHandle ROWS = MethodHandles.arrayElementVarHandle(CodeRows[].class);
  private static final int MAX_CODE_BYTES = 32;

  private final CodeRows[] byLength = new CodeRows[MAX_CODE_BYTES + 1];
  private final GraphBuilding building;

  /**
   * @param building makes the graphs; null for a column that never gets one
   */
  CodeColumn(GraphBuilding building) {
    this.building = building;
  }

  /** Adds a code; {@code owner} comes back with its hits. */
  void add(Code code, int owner) {
    int bytes = code.bits() / 8;
    CodeRows rows = byLength[bytes];
    if (rows == null) {
      rows = new CodeRows(code.bits(), building);
      rows.add(code, owner);
      ROWS.setRelease(byLength, bytes, rows);
    } else {
      rows.add(code, owner);
    }
  }

  /**
   * Visits the codes near the query by comparing all.
   *
   * @param bound gives, for a common length in bits, the largest distance of interest; asked again
   *     after every hit
   */
  void scan(Code query, IntUnaryOperator bound, OwnerVisitor visitor) {
    forEachLength(rows -> rows.scan(query, bound, visitor));
  }

  /** Like {@link #scan}, only over the codes of one length. */
  void scanLength(int bytes, Code query, IntUnaryOperator bound, OwnerVisitor visitor) {
    CodeRows rows = rows(bytes);
    if (rows != null) {
      rows.scan(query, bound, visitor);
    }
  }

  /** Visits codes among which the {@code k} nearest with a wanted owner are, or most of them. */
  void nearest(
      Code query,
      int k,
      IntUnaryOperator bound,
      IntPredicate wanted,
      SearchRun run,
      OwnerVisitor visitor) {
    forEachLength(rows -> rows.nearest(query, k, bound, wanted, run, visitor));
  }

  /** Visits the codes within a bound that does not change, or most of them. */
  void within(
      Code query,
      IntUnaryOperator bound,
      IntPredicate wanted,
      SearchRun run,
      OwnerVisitor visitor) {
    forEachLength(rows -> rows.within(query, bound, wanted, run, visitor));
  }

  void forEachLength(Consumer<CodeRows> consumer) {
    // The longest first: they are most, and what they bring narrows the bound for the rest.
    for (int bytes = MAX_CODE_BYTES; bytes > 0; bytes--) {
      CodeRows rows = rows(bytes);
      if (rows != null) {
        consumer.accept(rows);
      }
    }
  }

  /** The codes of one length, null if there are none. */
  CodeRows rows(int bytes) {
    return (CodeRows) ROWS.getAcquire(byLength, bytes);
  }

  long memoryBytes() {
    long bytes = 0;
    for (CodeRows rows : byLength) {
      bytes += rows == null ? 0 : rows.memoryBytes();
    }
    return bytes;
  }

  /** Takes a code within the bound. */
  @FunctionalInterface
  interface OwnerVisitor {
    void visit(int owner, int hamming, int bits);
  }
}
