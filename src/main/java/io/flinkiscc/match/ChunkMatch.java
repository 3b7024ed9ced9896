package io.flinkiscc.match;

import io.flinkiscc.iscc.UnitType;
import java.util.List;
import java.util.Map;

/**
 * An asset that matches a query by parts of its content.
 *
 * @param key body of its ISCC-ID, unsigned 64 bit
 * @param score mean of the scores of the queried simprint types, 0..1
 * @param types what matched, by simprint type
 * @param metadata JSON text in UTF-8 of the stored record; empty if there is none or it was not
 *     asked for
 */
public record ChunkMatch(long key, double score, Map<UnitType, TypeMatch> types, byte[] metadata) {

  /**
   * What matched of one simprint type.
   *
   * @param score sum(idf * similarity) / sum(idf of all queried simprints)
   * @param queried number of queried simprints of the type
   * @param chunks the nearest simprint of the asset for every queried one that has a near one
   * @param frequencies for every chunk the number of assets with a simprint near the queried one
   */
  public record TypeMatch(
      double score, int queried, List<ChunkEvidence> chunks, List<Integer> frequencies) {}
}
