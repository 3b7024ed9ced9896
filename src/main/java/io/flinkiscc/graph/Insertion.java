package io.flinkiscc.graph;

import io.flinkiscc.nphd.Code;
import java.util.ArrayList;
import java.util.List;

/**
 * A code on its way into a graph: the highest layer it goes to, and what was found for it there.
 */
final class Insertion {

  private final int capacity;
  private final List<Candidates> layers = new ArrayList<>();
  private Code code;
  private int top;

  Insertion(int capacity) {
    this.capacity = capacity;
  }

  /** Starts with another code. */
  void start(Code newCode, int topLayer) {
    code = newCode;
    top = topLayer;
    layers.forEach(Candidates::clear);
  }

  Code code() {
    return code;
  }

  int top() {
    return top;
  }

  Candidates layer(int i) {
    while (layers.size() <= i) {
      layers.add(new Candidates(capacity));
    }
    return layers.get(i);
  }
}
