package io.flinkiscc.query;

import io.flinkiscc.index.UnitHit;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.ChunkMatch;
import io.flinkiscc.kafka.ChunkTypeMatch;
import io.flinkiscc.kafka.Completeness;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.GlobalMatch;
import io.flinkiscc.kafka.KeyGroupSpan;
import io.flinkiscc.kafka.MatchedChunk;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.kafka.Status;
import io.flinkiscc.kafka.UnitMatch;
import io.flinkiscc.kafka.UnitScore;
import io.flinkiscc.match.AssetMatch;
import io.flinkiscc.match.ChunkEvidence;
import io.flinkiscc.match.MatchQuery;
import io.flinkiscc.match.MergedAnswer;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Distance;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes result records of merged answers. Immutable; any thread. */
public final class EnrichedRecords {

  private final int realm;
  private final Set<UnitType> indexed;

  /**
   * Makes records of the answers of an index.
   *
   * @param realm realm of the ISCC-IDs in the results
   * @param indexed the unit types that the index searches
   */
  public EnrichedRecords(int realm, Collection<UnitType> indexed) {
    this.realm = realm;
    this.indexed = Collections.unmodifiableSet(EnumSet.copyOf(indexed));
  }

  /** The result of a query about an asset that is not there. */
  public EnrichedRecord notFound(QueryRecord query, long tookMicros) {
    return EnrichedRecord.answer(query, Status.NOT_FOUND)
        .completeness(Completeness.EXACT)
        .tookMicros(tookMicros)
        .build();
  }

  /**
   * The result of a query by nothing that the index searches.
   *
   * @param asked the unit types it asked about
   */
  public EnrichedRecord notIndexed(QueryRecord query, Set<UnitType> asked, long tookMicros) {
    return unsupported(
        query,
        "none of the unit types asked about, "
            + asked
            + ", is indexed; ask by "
            + indexed
            + ", or start the job with others in index.unit-types",
        tookMicros);
  }

  /**
   * The result of a query that this index cannot answer.
   *
   * @param why what is wrong and what to do
   */
  public EnrichedRecord unsupported(QueryRecord query, String why, long tookMicros) {
    return EnrichedRecord.answer(query, Status.INVALID)
        .error("unsupported: " + why)
        .tookMicros(tookMicros)
        .build();
  }

  /**
   * The result of a query that was asked.
   *
   * @param record the query
   * @param query what the parts of the index were asked
   * @param found what they answered
   * @param whyMissing why parts did not, as the end of a sentence that begins with their key groups
   */
  public EnrichedRecord answered(
      QueryRecord record, MatchQuery query, FoundParts found, String whyMissing, long tookMicros) {
    MergedAnswer merged = found.merged();
    EnrichedRecord.Builder result =
        EnrichedRecord.answer(record, status(found))
            .units(UnitCodes.texts(query.units()))
            .globalMatches(merged.matches().stream().map(this::globalMatch).toList())
            .chunkMatches(merged.chunkMatches().stream().map(m -> chunkMatch(m, query)).toList())
            .completeness(merged.exact() ? Completeness.EXACT : Completeness.APPROXIMATE)
            .tookMicros(tookMicros);
    merged
        .unitMatches()
        .forEach(
            (type, hits) -> result.unitMatches(type, hits.stream().map(this::unitMatch).toList()));
    if (found.indexTimeMicros() > 0) {
      result.indexTimeMicros(found.indexTimeMicros());
    }
    if (!found.missing().isEmpty()) {
      result
          .completeness(Completeness.PARTIAL)
          .missingKeyGroups(
              found.missing().stream().map(r -> new KeyGroupSpan(r[0], r[1])).toList())
          .reason(
              found.missing().stream()
                  .map(r -> r[0] + ".." + r[1])
                  .collect(Collectors.joining(", ", "key groups ", " " + whyMissing)));
    }
    return result.build();
  }

  private static Status status(FoundParts found) {
    if (found.missing().isEmpty()) {
      return Status.OK;
    }
    return found.parts() == 0 ? Status.TIMEOUT : Status.PARTIAL;
  }

  private GlobalMatch globalMatch(AssetMatch match) {
    EnumMap<UnitType, UnitScore> types = new EnumMap<>(UnitType.class);
    for (Map.Entry<UnitType, Distance> e : match.distances().entrySet()) {
      Distance d = e.getValue();
      types.put(e.getKey(), new UnitScore(d.score(), d.hamming(), d.bits()));
    }
    return new GlobalMatch(
        IsccId.of(realm, match.key()),
        match.score(),
        types,
        match.relation().label(),
        match.metadata());
  }

  private UnitMatch unitMatch(UnitHit hit) {
    return new UnitMatch(IsccId.of(realm, hit.key()), hit.hamming(), hit.bits());
  }

  private ChunkMatch chunkMatch(io.flinkiscc.match.ChunkMatch match, MatchQuery query) {
    EnumMap<UnitType, ChunkTypeMatch> types = new EnumMap<>(UnitType.class);
    match
        .types()
        .forEach(
            (type, m) -> {
              List<Code> queried = query.simprints().get(type);
              List<MatchedChunk> chunks = new ArrayList<>();
              for (int i = 0; i < m.chunks().size(); i++) {
                ChunkEvidence e = m.chunks().get(i);
                chunks.add(
                    new MatchedChunk(
                        queried.get(e.query()),
                        e.chunk().code(),
                        e.score(),
                        m.frequencies().get(i),
                        e.chunk().offset(),
                        e.chunk().size()));
              }
              types.put(type, new ChunkTypeMatch(m.score(), chunks.size(), m.queried(), chunks));
            });
    return new ChunkMatch(IsccId.of(realm, match.key()), match.score(), types, match.metadata());
  }
}
