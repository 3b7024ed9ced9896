package io.flinkiscc.match;

import io.flinkiscc.iscc.UnitType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Ranks assets by simprints over all parts of an answer, with the formula of iscc-search: every
 * queried simprint weighs idf = ln(1 + N / (1 + freq)), an asset scores sum(idf * similarity) /
 * sum(idf) over all queried simprints of a type, and the mean of that over the types that match.
 *
 * <p>{@code N} is the number of live assets with simprints of the type, {@code freq} the number of
 * assets with a simprint within the threshold of the queried one; iscc-search counts those with
 * exactly the simprint that was found. An asset that two parts tell of is taken from the later one.
 */
final class ChunkRanking {

  private static final double SCORE_UNITS = 1e9;
  private static final byte[] NO_METADATA = {};

  private final MatchQuery query;
  private final Map<UnitType, double[]> idf = new EnumMap<>(UnitType.class);
  private final Map<UnitType, int[]> frequencies = new EnumMap<>(UnitType.class);
  private final Map<Long, MatchPart> tellers = new HashMap<>();

  ChunkRanking(MatchQuery query, List<MatchPart> parts) {
    this.query = query;
    query.simprints().forEach((type, codes) -> weigh(type, codes.size(), parts));
    for (MatchPart part : parts) {
      for (UnitType type : query.simprints().keySet()) {
        if (part.chunks().containsKey(type)) {
          part.chunks().get(type).evidence().keySet().forEach(key -> tellers.put(key, part));
        }
      }
    }
  }

  private void weigh(UnitType type, int queried, List<MatchPart> parts) {
    long assets = 0;
    int[] frequency = new int[queried];
    for (MatchPart part : parts) {
      ChunkTypePart p = part.chunks().get(type);
      if (p != null) {
        requireSameNumber(type, queried, p.frequencies().length);
        assets += p.assets();
        for (int q = 0; q < queried; q++) {
          frequency[q] += p.frequencies()[q];
        }
      }
    }
    double[] weights = new double[queried];
    for (int q = 0; q < queried; q++) {
      weights[q] = Math.log(1 + (double) assets / (1 + frequency[q]));
    }
    idf.put(type, weights);
    frequencies.put(type, frequency);
  }

  private static void requireSameNumber(UnitType type, int queried, int answered) {
    if (answered != queried) {
      throw new IllegalArgumentException(
          "a part tells of %d simprints of type %s, the query has %d: give parts of this query"
              .formatted(answered, type, queried));
    }
  }

  /** The best matches, best first. */
  List<ChunkMatch> best() {
    List<ChunkMatch> matches = new ArrayList<>(tellers.size());
    tellers.forEach((key, part) -> matches.add(match(key, part)));
    matches.sort(
        Comparator.comparingLong((ChunkMatch m) -> Math.round(m.score() * SCORE_UNITS))
            .reversed()
            .thenComparing(ChunkMatch::key, Long::compareUnsigned));
    return List.copyOf(matches.subList(0, Math.min(query.limit(), matches.size())));
  }

  private ChunkMatch match(long key, MatchPart part) {
    EnumMap<UnitType, ChunkMatch.TypeMatch> matched = new EnumMap<>(UnitType.class);
    double sum = 0;
    for (UnitType type : query.simprints().keySet()) {
      ChunkTypePart p = part.chunks().get(type);
      if (p != null && p.evidence().containsKey(key)) {
        ChunkMatch.TypeMatch match = typeMatch(type, p.evidence().get(key));
        matched.put(type, match);
        sum += match.score();
      }
    }
    byte[] json = part.chunkMetadata().getOrDefault(key, NO_METADATA);
    return new ChunkMatch(key, sum / matched.size(), matched, json);
  }

  private ChunkMatch.TypeMatch typeMatch(UnitType type, List<ChunkEvidence> chunks) {
    double[] weights = idf.get(type);
    double all = 0;
    for (double weight : weights) {
      all += weight;
    }
    double reached = 0;
    List<Integer> frequency = new ArrayList<>(chunks.size());
    for (ChunkEvidence chunk : chunks) {
      reached += weights[chunk.query()] * chunk.score();
      frequency.add(frequencies.get(type)[chunk.query()]);
    }
    double score = all == 0 ? 0 : reached / all;
    return new ChunkMatch.TypeMatch(score, weights.length, chunks, frequency);
  }
}
