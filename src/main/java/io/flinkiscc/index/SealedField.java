package io.flinkiscc.index;

import io.flinkiscc.nphd.Code;
import java.util.List;

/** The units of one type in a sealed shard: codes by length, and the code of each entry. */
final class SealedField {

  private final List<SealedCodes> lengths;
  private final SealedNodeColumn nodes;

  SealedField(List<SealedCodes> lengths, SealedNodeColumn nodes) {
    this.lengths = List.copyOf(lengths);
    this.nodes = nodes;
  }

  /** The codes by length, ascending. Their rows are entries. */
  List<SealedCodes> lengths() {
    return lengths;
  }

  /** Number of distinct codes of all lengths. */
  int nodes() {
    return lengths.stream().mapToInt(SealedCodes::nodes).sum();
  }

  /** The entries that have a unit of this type. */
  SealedEntrySet present() {
    return nodes.present();
  }

  /** The code of an entry, null if it has no unit of this type. */
  Code code(int entry) {
    int node = nodes.node(entry);
    if (node == SealedNodeColumn.NONE) {
      return null;
    }
    for (SealedCodes codes : lengths) {
      if (node < codes.nodes()) {
        return codes.code(node);
      }
      node -= codes.nodes();
    }
    throw new IllegalStateException("node " + node + " behind the last length");
  }
}
