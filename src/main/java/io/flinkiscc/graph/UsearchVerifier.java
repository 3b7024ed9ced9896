package io.flinkiscc.graph;

import java.io.UncheckedIOException;

/** Looks at every node of a `.usearch` file whose head and levels are right. */
final class UsearchVerifier {

  private final UsearchBytes bytes;
  private final UsearchHead head;
  private final UsearchFileRows rows;

  UsearchVerifier(UsearchBytes bytes, UsearchHead head, UsearchFileRows rows) {
    this.bytes = bytes;
    this.head = head;
    this.rows = rows;
  }

  /**
   * @throws UsearchFormatException if a node is wrong, a key occurs twice, or the number of live
   *     rows is not the one of the head
   */
  void verify() throws UsearchFormatException {
    try {
      int[] links = new int[rows.maxLinks()];
      for (int slot = 0; slot < rows.slots(); slot++) {
        for (int level = rows.level(slot); level >= 0; level--) {
          verifyLinks(slot, level, links);
        }
      }
      verifyKeys(new UsearchKeyTable(rows));
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof UsearchFormatException wrong) {
        throw wrong;
      }
      throw e;
    }
  }

  private void verifyLinks(int slot, int level, int[] links) throws UsearchFormatException {
    int count = rows.links(slot, level, links);
    for (int i = 0; i < count; i++) {
      if (rows.level(links[i]) < level) {
        throw wrong(
            rows.node(slot),
            "slot "
                + slot
                + " has a link on level "
                + level
                + " to slot "
                + links[i]
                + ", whose highest level is "
                + rows.level(links[i]));
      }
    }
  }

  private void verifyKeys(UsearchKeyTable keys) throws UsearchFormatException {
    if (keys.live() != head.live()) {
      throw wrong(
          head.headOffset() + 17,
          "the head tells of " + head.live() + " live rows; " + keys.live() + " rows have a key");
    }
    if (keys.repeated() >= 0) {
      throw wrong(
          rows.node(keys.repeated()),
          "slot "
              + keys.repeated()
              + " has the key "
              + rows.key(keys.repeated())
              + ", which slot "
              + keys.find(rows.key(keys.repeated()))
              + " has too");
    }
  }

  private UsearchFormatException wrong(long offset, String problem) {
    return new UsearchFormatException(bytes.name(), offset, problem);
  }
}
