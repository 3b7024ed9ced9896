package io.flinkiscc.graph;

/**
 * Finds again what files do not tell: which rows are twins, and which links must be kept. Files of
 * other writers have neither; there the first mutual link to an older row is kept, which serves as
 * well. For the writer.
 */
final class RowGraphMarks {

  private static final int KEPT = RowGraphChunk.KEPT;

  private final RowGraphStore store;
  private final RowGraphTwins twins;
  private final int[] links;
  private final int[] others;

  private RowGraphMarks(RowGraphStore store, RowGraphTwins twins) {
    this.store = store;
    this.twins = twins;
    this.links = new int[Math.max(store.maxLinks(0), store.maxLinks(1))];
    this.others = new int[links.length];
  }

  /**
   * Marks rows and links.
   *
   * @param twins empty; takes the first row of every code
   */
  static void restore(RowGraphStore store, RowGraphTwins twins) {
    RowGraphMarks marks = new RowGraphMarks(store, twins);
    for (int slot = 0; slot < store.size(); slot++) {
      int first = twins.find(store.query(slot));
      if (first < 0) {
        twins.add(slot);
      } else if (marks.isTwin(slot, first)) {
        store.markTwin(slot);
      }
    }
    for (int slot = 0; slot < store.size(); slot++) {
      marks.keepTree(slot);
    }
  }

  /** Returns whether a row is linked only to rows of its code, and hangs off the first of them. */
  private boolean isTwin(int slot, int first) {
    int count = store.links(slot, 0, links);
    if (store.level(slot) > 0 || count < 1 || count > 2) {
      return false;
    }
    UsearchQuery code = store.query(slot);
    for (int i = 0; i < count; i++) {
      if (!store.query(links[i] & ~KEPT).equals(code)) {
        return false;
      }
    }
    if ((links[0] & ~KEPT) != first) {
      return false;
    }
    int alike = 0;
    int firstCount = store.links(first, 0, others);
    for (int i = 0; i < firstCount; i++) {
      alike += store.query(others[i] & ~KEPT).equals(code) ? 1 : 0;
    }
    return alike == 1;
  }

  /** Marks the links between a row and an older one that links to it. */
  private void keepTree(int slot) {
    int count = store.links(slot, 0, links);
    for (int i = 0; i < count; i++) {
      int older = links[i] & ~KEPT;
      if (older < slot) {
        int place = find(older, slot);
        if (place >= 0) {
          store.setLink(older, 0, place, slot | KEPT);
          store.setLink(slot, 0, i, older | KEPT);
          return;
        }
      }
    }
  }

  private int find(int slot, int link) {
    int count = store.links(slot, 0, others);
    for (int i = 0; i < count; i++) {
      if ((others[i] & ~KEPT) == link) {
        return i;
      }
    }
    return -1;
  }
}
