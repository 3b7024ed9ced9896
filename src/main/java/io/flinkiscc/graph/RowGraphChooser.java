package io.flinkiscc.graph;

/**
 * Chooses the links of a row among candidates: the near ones that lead into different directions. A
 * candidate is left out if a chosen one is nearer to it than the row is (algorithm 4 of Malkov and
 * Yashunin, 2016). For the writer.
 */
final class RowGraphChooser {

  private static final int KEPT = RowGraphChunk.KEPT;

  private final RowGraphStore store;

  RowGraphChooser(RowGraphStore store) {
    this.store = store;
  }

  /** Computes the ranks of the distances of links to a row and sorts them, nearest first. */
  void sort(int slot, int[] links, int[] ranks, int count) {
    UsearchQuery query = store.query(slot);
    for (int i = 0; i < count; i++) {
      int link = links[i];
      int rank = store.rank(query, link & ~KEPT);
      int place = i;
      for (; place > 0 && ranks[place - 1] > rank; place--) {
        links[place] = links[place - 1];
        ranks[place] = ranks[place - 1];
      }
      links[place] = link;
      ranks[place] = rank;
    }
  }

  /**
   * Chooses links. Those marked to be kept always are.
   *
   * @param links candidates, nearest first
   * @param ranks their ranks
   * @param count number of candidates
   * @param most the number of links wanted at most
   * @param target takes the links, nearest first
   * @return number of links chosen
   */
  int choose(int[] links, int[] ranks, int count, int most, int[] target) {
    int room = most;
    for (int i = 0; i < count; i++) {
      room -= links[i] >>> Integer.SIZE - 1;
    }
    // Short codes have many neighbours at distance 0, which lead nowhere.
    int alike = most / 2;
    int chosen = 0;
    for (int i = 0; i < count; i++) {
      if (links[i] < 0) {
        target[chosen++] = links[i];
      } else if (room > 0 && (ranks[i] > 0 || alike > 0)) {
        if (count < most || leadsElsewhere(links[i], ranks[i], target, chosen)) {
          target[chosen++] = links[i];
          room--;
          alike -= ranks[i] == 0 ? 1 : 0;
        }
      }
    }
    return chosen;
  }

  private boolean leadsElsewhere(int link, int rank, int[] target, int chosen) {
    UsearchQuery query = store.query(link);
    for (int i = 0; i < chosen; i++) {
      if (store.rank(query, target[i] & ~KEPT) < rank) {
        return false;
      }
    }
    return true;
  }
}
