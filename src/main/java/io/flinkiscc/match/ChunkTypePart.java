package io.flinkiscc.match;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What one index task knows about the queried simprints of one type. Not to be changed after it was
 * made: nothing is copied.
 *
 * @param assets number of its live assets with simprints of the type
 * @param frequencies for every queried simprint the number of assets with a near one
 * @param evidence for every asset kept (by key) its nearest simprints, at most one per queried one,
 *     ascending by {@link ChunkEvidence#query}
 * @param complete whether every asset with a near simprint was kept
 */
public record ChunkTypePart(
    long assets, int[] frequencies, Map<Long, List<ChunkEvidence>> evidence, boolean complete) {

  /**
   * Checks that the parts fit together.
   *
   * @throws IllegalArgumentException if a number is negative, or evidence is empty, out of order or
   *     about a simprint without a frequency
   */
  public ChunkTypePart {
    if (assets < 0) {
      throw new IllegalArgumentException("assets is " + assets + ", allowed are numbers from 0 on");
    }
    for (int frequency : frequencies) {
      if (frequency < 0) {
        throw new IllegalArgumentException(
            "a frequency is " + frequency + ", allowed are numbers from 0 on");
      }
    }
    for (List<ChunkEvidence> chunks : evidence.values()) {
      requireAscending(chunks, frequencies.length);
    }
  }

  private static void requireAscending(List<ChunkEvidence> chunks, int queried) {
    if (chunks.isEmpty()) {
      throw new IllegalArgumentException("an asset has no evidence, kept are only those with some");
    }
    int last = -1;
    for (ChunkEvidence chunk : chunks) {
      if (chunk.query() <= last || chunk.query() >= queried) {
        throw new IllegalArgumentException(
            "evidence is about simprint %d behind %d, allowed are ascending places below %d"
                .formatted(chunk.query(), last, queried));
      }
      last = chunk.query();
    }
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof ChunkTypePart other
        && assets == other.assets
        && complete == other.complete
        && Arrays.equals(frequencies, other.frequencies)
        && evidence.equals(other.evidence);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(assets) * 31 + Arrays.hashCode(frequencies);
  }
}
