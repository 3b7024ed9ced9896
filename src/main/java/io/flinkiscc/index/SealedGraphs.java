package io.flinkiscc.index;

import io.flinkiscc.graph.CodeGraph;
import io.flinkiscc.iscc.UnitType;

/** Graphs that are there already when a shard is written, so that they need not be built again. */
@FunctionalInterface
interface SealedGraphs {

  /** There are none. */
  SealedGraphs NONE = (role, type, bits) -> null;

  /**
   * Returns a graph over the codes of one column and length. It is used if it holds every live code
   * and few others, must not be added to until the shard is written, and is not changed.
   *
   * @return the graph, null if there is none
   */
  CodeGraph find(SealedSection.Role role, UnitType type, int bits);
}
