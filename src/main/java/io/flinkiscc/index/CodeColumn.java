package io.flinkiscc.index;

import io.flinkiscc.nphd.Code;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.function.Consumer;

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

  /** Answers searches by comparing all codes. */
  void scan(List<EntrySearch> searches) {
    forEachLength(rows -> rows.scan(searches));
  }

  /** Like {@link #scan}, only over the codes of one length. */
  void scanLength(int bytes, List<EntrySearch> searches) {
    CodeRows rows = rows(bytes);
    if (rows != null) {
      rows.scan(searches);
    }
  }

  /** Answers searches, by graphs where that pays; hands out owners where entries are meant. */
  void search(List<EntrySearch> searches) {
    forEachLength(rows -> rows.search(searches));
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
}
