package io.flinkiscc.index;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The simprints of one type in the active shard: many rows per entry. One thread adds, others
 * search.
 */
final class ChunkColumn {

  private final CodeColumn codes;
  private final IntColumn entryOfRow = new IntColumn();
  private final IntColumn placeOfRow = new IntColumn();

  /** The entries that have rows, ascending, each once. Read by the writer only. */
  private final IntColumn entries = new IntColumn();

  /**
   * @param building makes the graphs; null for a column that never gets one
   */
  ChunkColumn(GraphBuilding building) {
    codes = new CodeColumn(building);
  }

  void add(List<Chunk> chunks, int entry) {
    for (int place = 0; place < chunks.size(); place++) {
      int row = entryOfRow.size();
      entryOfRow.append(entry);
      placeOfRow.append(place);
      codes.add(chunks.get(place).code(), row);
    }
    entries.append(entry);
  }

  /** Hands out the visible chunks within the radii of searches, or most of them. */
  void within(List<ChunkSearch> searches, IntPredicate visible, ChunkVisitor visitor) {
    List<EntrySearch> byRow = new ArrayList<>(searches.size());
    for (ChunkSearch search : searches) {
      EntrySearch all =
          EntrySearch.within(
              search.query(),
              search.radius(),
              search.run(),
              (row, hamming, bits) ->
                  visitor.visit(search, entryOfRow.get(row), placeOfRow.get(row), hamming, bits));
      byRow.add(all.among(row -> visible.test(entryOfRow.get(row))));
    }
    codes.search(byRow);
  }

  /** Whether the entry has chunks. Writer only. */
  boolean has(int entry) {
    int low = 0;
    int high = entries.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int found = entries.get(middle);
      if (found == entry) {
        return true;
      }
      if (found < entry) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return false;
  }

  CodeColumn codes() {
    return codes;
  }

  long memoryBytes() {
    return codes.memoryBytes()
        + entryOfRow.memoryBytes()
        + placeOfRow.memoryBytes()
        + entries.memoryBytes();
  }

  /** Takes a chunk that a search found: its entry and its place in the entry's list. */
  @FunctionalInterface
  interface ChunkVisitor {
    void visit(ChunkSearch search, int entry, int place, int hamming, int bits);
  }
}
