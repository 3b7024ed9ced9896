package io.flinkiscc.graph;

import java.util.List;

/**
 * The answer to a search.
 *
 * @param hits nearest first; immutable
 * @param exact whether no row was left out of consideration: the hits are the true nearest ones
 * @param visited number of rows whose distance was computed
 */
public record UsearchHits(List<UsearchHit> hits, boolean exact, long visited) {

  /** Copies the hits. */
  public UsearchHits {
    hits = List.copyOf(hits);
  }
}
