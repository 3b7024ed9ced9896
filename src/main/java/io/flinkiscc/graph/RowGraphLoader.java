package io.flinkiscc.graph;

import java.io.UncheckedIOException;

/** Copies the rows and links of a `.usearch` file into a graph on the heap. */
final class RowGraphLoader {

  /** Highest level a row on the heap can have; real ones stay below 10. */
  private static final int HIGHEST_LEVEL = Byte.MAX_VALUE;

  /** Most links on level 0: room for them is made for thousands of rows at once. */
  private static final int MOST_LINKS = 512;

  private final UsearchBytes bytes;
  private final UsearchHead head;
  private final UsearchFileRows rows;

  RowGraphLoader(UsearchBytes bytes, UsearchHead head, UsearchFileRows rows) {
    this.bytes = bytes;
    this.head = head;
    this.rows = rows;
  }

  /**
   * Returns options with what the file tells in place of what they say.
   *
   * @throws UsearchFormatException if a graph on the heap can not be like the file
   */
  RowGraphOptions options(RowGraphOptions base) throws UsearchFormatException {
    if (head.topLevel() > HIGHEST_LEVEL) {
      throw wrong(
          "levels up to " + head.topLevel() + "; up to " + HIGHEST_LEVEL + " can be loaded");
    }
    if (head.connectivityBase() < 2 || head.connectivityBase() > MOST_LINKS) {
      throw wrong(
          head.connectivityBase()
              + " links per node on level 0; with 2 to "
              + MOST_LINKS
              + " it can be loaded");
    }
    try {
      return base.toBuilder()
          .metric(head.metric())
          .keyKind(head.keyKind())
          .maxBits(head.codeBytes() * Byte.SIZE)
          .connectivity(head.connectivity())
          .build();
    } catch (IllegalArgumentException e) {
      throw wrong("it can be searched, but not loaded: " + e.getMessage());
    }
  }

  /**
   * Fills an empty store and table. Every link is checked.
   *
   * @throws UsearchFormatException if a link or level is wrong or a key occurs twice
   */
  void load(RowGraphStore store, RowGraphKeys keys) throws UsearchFormatException {
    int[] links = new int[rows.maxLinks()];
    try {
      for (int slot = 0; slot < rows.slots(); slot++) {
        load(slot, store, keys, links);
      }
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof UsearchFormatException wrong) {
        throw wrong;
      }
      throw e;
    }
    if (store.size() - store.removedRows() != head.live()) {
      throw wrong(
          "the head tells of "
              + head.live()
              + " live rows; "
              + (store.size() - store.removedRows())
              + " rows have a key");
    }
    if (store.size() > 0) {
      // Several rows may have the highest level; the entry is the one the file names.
      store.setEntry(head.entry(), head.topLevel());
    }
  }

  private void load(int slot, RowGraphStore store, RowGraphKeys keys, int[] links)
      throws UsearchFormatException {
    boolean removed = rows.removed(slot);
    UsearchKey key = removed ? head.keyKind().free() : rows.key(slot);
    int level = rows.level(slot);
    if (!removed && keys.find(key) >= 0) {
      throw wrong("slots " + keys.find(key) + " and " + slot + " have the same key " + key);
    }
    store.append(key, rows.query(slot), rows.storedLength(slot), level);
    for (int l = 0; l <= level; l++) {
      store.setLinks(slot, l, links, rows.links(slot, l, links));
    }
    store.publish(slot, level);
    if (removed) {
      store.remove(slot);
    } else {
      keys.add(key, slot);
    }
  }

  private UsearchFormatException wrong(String problem) {
    return new UsearchFormatException(bytes.name(), head.headOffset(), problem);
  }
}
