package io.flinkiscc.index;

import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.util.List;

/**
 * The simprints of one type in the active shard: many rows per entry. One thread adds, others
 * search.
 */
final class ChunkColumn {

  private final CodeColumn codes = new CodeColumn();
  private final IntColumn entryOfRow = new IntColumn();
  private final IntColumn placeOfRow = new IntColumn();

  /** The entries that have rows, ascending, each once. */
  private final IntColumn entries = new IntColumn();

  private volatile int entryCount;

  void add(List<Chunk> chunks, int entry) {
    for (int place = 0; place < chunks.size(); place++) {
      int row = entryOfRow.size();
      entryOfRow.append(entry);
      placeOfRow.append(place);
      codes.add(chunks.get(place).code(), row);
    }
    entries.append(entry);
    entryCount = entries.size();
  }

  /** Visits the chunks within the radius. */
  void scan(Code query, Radius radius, ChunkVisitor visitor) {
    codes.scan(
        query,
        radius::maxHamming,
        (row, hamming, bits) ->
            visitor.visit(entryOfRow.get(row), placeOfRow.get(row), hamming, bits));
  }

  /** Number of entries with chunks that pass the test. */
  int countEntries(java.util.function.IntPredicate test) {
    int n = 0;
    for (int i = 0, size = entryCount; i < size; i++) {
      n += test.test(entries.get(i)) ? 1 : 0;
    }
    return n;
  }

  long memoryBytes() {
    return codes.memoryBytes()
        + entryOfRow.memoryBytes()
        + placeOfRow.memoryBytes()
        + entries.memoryBytes();
  }

  /** Takes a chunk: its entry and its place in the entry's list. */
  @FunctionalInterface
  interface ChunkVisitor {
    void visit(int entry, int place, int hamming, int bits);
  }
}
