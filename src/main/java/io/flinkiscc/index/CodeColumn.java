package io.flinkiscc.index;

import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.CodeArray;
import io.flinkiscc.nphd.ScanVisitor;
import java.util.function.IntUnaryOperator;

/**
 * The codes of one field of the active shard, one array per code length, each row with a number its
 * owner gave it (an entry or a chunk). One thread adds, others search.
 */
final class CodeColumn {

  private static final int MAX_CODE_BYTES = 32;

  private final Rows[] byLength = new Rows[MAX_CODE_BYTES + 1];

  /** Adds a code; {@code owner} comes back with its hits. */
  void add(Code code, int owner) {
    int bytes = code.bits() / 8;
    Rows rows = (Rows) ROWS.getAcquire(byLength, bytes);
    if (rows == null) {
      rows = new Rows(code.bits());
      rows.add(code, owner);
      ROWS.setRelease(byLength, bytes, rows);
    } else {
      rows.add(code, owner);
    }
  }

  /**
   * Visits the codes near the query.
   *
   * @param bound gives, for a common length in bits, the largest distance of interest; asked again
   *     after every hit
   */
  void scan(Code query, IntUnaryOperator bound, OwnerVisitor visitor) {
    for (int bytes = 1; bytes <= MAX_CODE_BYTES; bytes++) {
      scanLength(bytes, query, bound, visitor);
    }
  }

  /** Like {@link #scan}, only over the codes of one length. */
  void scanLength(int bytes, Code query, IntUnaryOperator bound, OwnerVisitor visitor) {
    Rows rows = (Rows) ROWS.getAcquire(byLength, bytes);
    if (rows == null) {
      return;
    }
    int bits = Math.min(query.bits(), rows.codes.bits());
    int start = bound.applyAsInt(bits);
    if (start < 0) {
      return;
    }
    ScanVisitor scan =
        (row, hamming) -> {
          visitor.visit(rows.owners.get(row), hamming, bits);
          return bound.applyAsInt(bits);
        };
    rows.codes.scan(query, 0, rows.codes.size(), start, scan);
  }

  long memoryBytes() {
    long bytes = 0;
    for (Rows rows : byLength) {
      bytes += rows == null ? 0 : rows.codes.memoryBytes() + rows.owners.memoryBytes();
    }
    return bytes;
  }

  /** Takes a code within the bound. */
  @FunctionalInterface
  interface OwnerVisitor {
    void visit(int owner, int hamming, int bits);
  }

  private static final java.lang.invoke.VarHandle ROWS =
      java.lang.invoke.MethodHandles.arrayElementVarHandle(Rows[].class);

  private static final class Rows {
    final CodeArray codes;
    final IntColumn owners = new IntColumn();

    Rows(int bits) {
      codes = new CodeArray(bits);
    }

    void add(Code code, int owner) {
      // The owner first: the size of the codes is what publishes a row.
      owners.append(owner);
      codes.append(code);
    }
  }
}
