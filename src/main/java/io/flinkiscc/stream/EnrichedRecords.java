package io.flinkiscc.stream;

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
import io.flinkiscc.kafka.Status;
import io.flinkiscc.kafka.UnitMatch;
import io.flinkiscc.kafka.UnitScore;
import io.flinkiscc.match.AssetMatch;
import io.flinkiscc.match.ChunkEvidence;
import io.flinkiscc.match.MatchQuery;
import io.flinkiscc.match.MergedAnswer;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Distance;
import io.flinkiscc.state.IndexAnswer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes result records of merged answers. */
final class EnrichedRecords {

  private final int realm;
  private final Set<UnitType> indexed;

  /**
   * @param realm realm of the ISCC-IDs in the results
   * @param indexed the unit types that the index searches
   */
  EnrichedRecords(int realm, Set<UnitType> indexed) {
    this.realm = realm;
    this.indexed = indexed;
  }

  /** The result of a query that no index task was asked. */
  EnrichedRecord unasked(Ask ask) {
    return switch (ask.prepared().state()) {
      case BY_ID_SWITCHED_OFF ->
          refused(
              ask,
              "queries by ISCC-ID are switched off in this job; ask by iscc_code or units, or start"
                  + " the job with queries.by-id: true");
      case NOT_INDEXED ->
          refused(
              ask,
              "none of the unit types asked about, "
                  + ask.prepared().askedTypes()
                  + ", is indexed; ask by "
                  + indexed
                  + ", or start the job with others in index.unit-types");
      default ->
          EnrichedRecord.answer(ask.prepared().record(), Status.NOT_FOUND)
              .completeness(Completeness.EXACT)
              .tookMicros(tookMicros(ask))
              .build();
    };
  }

  private static EnrichedRecord refused(Ask ask, String why) {
    return EnrichedRecord.answer(ask.prepared().record(), Status.INVALID)
        .error("unsupported: " + why)
        .tookMicros(tookMicros(ask))
        .build();
  }

  /**
   * The result of a query.
   *
   * @param ask the asking
   * @param answers the answers that were merged
   * @param merged what they say together
   * @param missing the key groups nobody answered for
   */
  EnrichedRecord answered(
      Ask ask, List<IndexAnswer> answers, MergedAnswer merged, List<int[]> missing) {
    Status status = answers.isEmpty() ? Status.TIMEOUT : Status.PARTIAL;
    EnrichedRecord.Builder record =
        EnrichedRecord.answer(ask.prepared().record(), missing.isEmpty() ? Status.OK : status)
            .units(UnitCodes.texts(ask.query().units()))
            .globalMatches(merged.matches().stream().map(this::globalMatch).toList())
            .chunkMatches(
                merged.chunkMatches().stream().map(m -> chunkMatch(m, ask.query())).toList())
            .completeness(merged.exact() ? Completeness.EXACT : Completeness.APPROXIMATE)
            .tookMicros(tookMicros(ask));
    merged
        .unitMatches()
        .forEach(
            (type, hits) -> record.unitMatches(type, hits.stream().map(this::unitMatch).toList()));
    answers.stream()
        .mapToLong(IndexAnswer::indexTimeMicros)
        .filter(time -> time > 0)
        .max()
        .ifPresent(record::indexTimeMicros);
    if (!missing.isEmpty()) {
      record
          .completeness(Completeness.PARTIAL)
          .missingKeyGroups(missing.stream().map(r -> new KeyGroupSpan(r[0], r[1])).toList())
          .reason(
              "key groups "
                  + missing.stream().map(r -> r[0] + ".." + r[1]).collect(Collectors.joining(", "))
                  + " did not answer within "
                  + ask.timeoutMillis()
                  + " ms");
    }
    return record.build();
  }

  private static long tookMicros(Ask ask) {
    long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    // Clocks of two machines may differ.
    return Math.max(0, now - ask.askedAtMicros());
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
