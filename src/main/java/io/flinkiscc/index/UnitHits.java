package io.flinkiscc.index;

import java.util.List;

/**
 * The nearest assets of one unit type.
 *
 * @param hits the assets, nearest first
 * @param exact whether nothing nearer can have been missed
 */
public record UnitHits(List<UnitHit> hits, boolean exact) {

  /** Copies the list. */
  public UnitHits {
    hits = List.copyOf(hits);
  }
}
