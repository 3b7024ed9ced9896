package io.flinkiscc.graph;

import java.util.function.IntPredicate;

/**
 * Links new rows into a graph, as HNSW does (Malkov and Yashunin, 2016), with three differences:
 *
 * <ul>
 *   <li>A row and the nearest neighbour that was there before it keep their links to each other
 *       whatever comes later. These links make a tree over all rows, so that on level 0 every row
 *       is reachable from every other one.
 *   <li>Rows of one code are linked as {@link RowGraphTwins} says.
 *   <li>At most half of the links a row chooses are at distance 0: short codes have many such
 *       neighbours, which lead nowhere.
 * </ul>
 *
 * <p>For the writer.
 */
final class RowGraphLinker {

  private static final int KEPT = RowGraphChunk.KEPT;

  private final RowGraphStore store;
  private final RowGraphTwins twins;
  private final UsearchBeam beam = new UsearchBeam();
  private final IntPredicate noTwin;
  private final int expansion;
  private final int[] found;
  private final int[] foundRanks;
  private final int[] list;
  private final int[] listRanks;
  private final int[] chosen;
  private final int[] own;
  private final RowGraphChooser chooser;
  private final RowGraphLevels levels;

  RowGraphLinker(RowGraphStore store) {
    this.store = store;
    this.twins = new RowGraphTwins(store);
    this.noTwin = slot -> !store.twin(slot);
    this.expansion = Math.max(store.options().expansionAdd(), store.options().connectivity());
    int room = Math.max(store.maxLinks(0), store.maxLinks(1)) + 1;
    this.found = new int[Math.max(expansion, room)];
    this.foundRanks = new int[found.length];
    this.list = new int[room];
    this.listRanks = new int[room];
    this.chosen = new int[room];
    this.own = new int[room];
    this.levels = new RowGraphLevels(store.options().seed(), store.options().connectivity());
    this.chooser = new RowGraphChooser(store);
  }

  RowGraphTwins twins() {
    return twins;
  }

  /**
   * Adds and publishes a row.
   *
   * @param length of the code in bytes as it was given
   * @return its slot
   */
  int add(UsearchKey key, UsearchQuery code, int length) {
    int slot = store.size();
    int first = twins.find(code);
    int level = first >= 0 ? 0 : levels.of(slot);
    store.append(key, code, length, level);
    if (first >= 0) {
      linkTwin(slot, first);
    } else {
      twins.add(slot);
      if (slot > 0) {
        linkRow(slot, level);
      }
    }
    store.publish(slot, level);
    return slot;
  }

  private void linkTwin(int slot, int first) {
    store.markTwin(slot);
    int count = store.links(first, 0, list);
    int place = 0;
    while (place < count && !store.twin(list[place] & ~KEPT)) {
      place++;
    }
    chosen[0] = first | KEPT;
    if (place < count) {
      chosen[1] = list[place];
      store.setLinks(slot, 0, chosen, 2);
    } else {
      store.setLinks(slot, 0, chosen, 1);
      place = count < store.maxLinks(0) ? count : farthestToDrop(first, count);
    }
    store.setLink(first, 0, place, slot | KEPT);
  }

  private int farthestToDrop(int slot, int count) {
    UsearchQuery query = store.query(slot);
    int farthest = 0;
    int rank = -1;
    for (int i = 0; i < count; i++) {
      int r = store.rank(query, list[i] & ~KEPT);
      if (list[i] >= 0 && r > rank) {
        farthest = i;
        rank = r;
      }
    }
    return farthest;
  }

  private void linkRow(int slot, int level) {
    RowGraphRows rows = store.rows();
    UsearchQuery query = store.query(slot);
    int start = beam.descend(rows, query, Math.min(level, rows.topLevel()));
    for (int l = Math.min(level, rows.topLevel()); l >= 0; l--) {
      beam.walk(rows, query, start, l, expansion, l == 0 ? noTwin : null, null, Long.MAX_VALUE);
      int count = beam.best().drain(expansion, found, foundRanks);
      start = found[0];
      // One place is left for the parent.
      int most = Math.min(store.options().connectivity(), store.maxLinks(l) - (l == 0 ? 1 : 0));
      int links = chooser.choose(found, foundRanks, count, most, own);
      if (l == 0) {
        links = keep(parent(count), links);
      }
      store.setLinks(slot, l, own, links);
      for (int i = 0; i < links; i++) {
        linkBack(own[i], slot, l);
      }
    }
  }

  /** Returns the nearest row that can keep one more link. */
  private int parent(int count) {
    int most = store.maxLinks(0) * 3 / 4;
    for (int i = 0; i < count; i++) {
      int links = store.links(found[i], 0, list);
      int kept = 0;
      for (int j = 0; j < links; j++) {
        kept += list[j] >>> Integer.SIZE - 1;
      }
      if (kept < most) {
        return found[i];
      }
    }
    return found[0];
  }

  /** Marks the link to the parent among the chosen ones; adds it if it is not there. */
  private int keep(int parent, int links) {
    for (int i = 0; i < links; i++) {
      if (own[i] == parent) {
        own[i] |= KEPT;
        return links;
      }
    }
    own[links] = parent | KEPT;
    return links + 1;
  }

  /**
   * Links a row to a new one.
   *
   * @param marked slot of the row, marked if the link must be kept
   */
  private void linkBack(int marked, int newSlot, int level) {
    int slot = marked & ~KEPT;
    int link = newSlot | marked & KEPT;
    int count = store.links(slot, level, list);
    int most = store.maxLinks(level);
    if (count < most) {
      store.setLink(slot, level, count, link);
      return;
    }
    list[count++] = link;
    chooser.sort(slot, list, listRanks, count);
    store.setLinks(slot, level, chosen, chooser.choose(list, listRanks, count, most, chosen));
  }
}
