package io.flinkiscc.kafka;

import io.flinkiscc.iscc.UnitType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.apache.flink.api.common.typeinfo.TypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** The answer to one query. Immutable and thread-safe. */
@TypeInfo(EnrichedRecord.InfoFactory.class)
public final class EnrichedRecord {

  private static final String NO_QUERY = "{}";

  private final String queryId;
  private final Status status;
  private final String error;
  private final String queryJson;
  private final List<String> units;
  private final List<GlobalMatch> globalMatches;
  private final List<ChunkMatch> chunkMatches;
  private final Map<UnitType, List<UnitMatch>> unitMatches;
  private final Completeness completeness;
  private final List<KeyGroupSpan> missingKeyGroups;
  private final String reason;
  private final OptionalLong indexTimeMicros;
  private final long tookMicros;
  private final String payloadJson;

  private EnrichedRecord(Builder builder) {
    this.queryId = builder.queryId;
    this.status = builder.status;
    this.error = builder.error;
    this.queryJson = builder.queryJson;
    this.units = builder.units;
    this.globalMatches = builder.globalMatches;
    this.chunkMatches = builder.chunkMatches;
    this.unitMatches = Scores.byType(builder.unitMatches);
    this.completeness = builder.completeness;
    this.missingKeyGroups = builder.missingKeyGroups;
    this.reason = builder.reason;
    this.indexTimeMicros = builder.indexTimeMicros;
    this.tookMicros = builder.tookMicros;
    this.payloadJson = builder.payloadJson;
  }

  /**
   * Starts an answer.
   *
   * @param queryId id of the query, which is the Kafka key of the answer
   * @param status how the query went
   */
  public static Builder builder(String queryId, Status status) {
    return new Builder(queryId, status);
  }

  /** Starts the answer to a query: takes over its id, echo and payload. */
  public static Builder answer(QueryRecord query, Status status) {
    return new Builder(query.queryId(), status)
        .queryJson(query.queryJson())
        .payloadJson(query.payloadJson());
  }

  /** Returns the answer to a query that was refused. */
  public static EnrichedRecord invalid(QueryRejectedException refusal) {
    return new Builder(refusal.queryId(), Status.INVALID)
        .error(refusal.code().id() + ": " + refusal.getMessage())
        .payloadJson(refusal.payloadJson())
        .build();
  }

  /** Returns the id of the query. */
  public String queryId() {
    return queryId;
  }

  /** Returns how the query went. */
  public Status status() {
    return status;
  }

  /** Returns why the query was refused, or null. */
  public String error() {
    return error;
  }

  /** Returns what was asked, as a compact JSON object. */
  public String queryJson() {
    return queryJson;
  }

  /** Returns the canonical units that were searched by, told if the query did not state them. */
  public List<String> units() {
    return units;
  }

  /** Returns the similar assets, best first. */
  public List<GlobalMatch> globalMatches() {
    return globalMatches;
  }

  /** Returns the assets with similar parts, best first. */
  public List<ChunkMatch> chunkMatches() {
    return chunkMatches;
  }

  /** Returns the nearest units by type if they were asked for; else an empty map. */
  public Map<UnitType, List<UnitMatch>> unitMatches() {
    return unitMatches;
  }

  /** Returns how much of the index the answer covers, or null if nothing was searched. */
  public Completeness completeness() {
    return completeness;
  }

  /** Returns the key groups that did not answer. */
  public List<KeyGroupSpan> missingKeyGroups() {
    return missingKeyGroups;
  }

  /** Returns why the answer is not complete, or null. */
  public String reason() {
    return reason;
  }

  /** Returns the latest event time in the index, in microseconds since 1970 UTC, if known. */
  public OptionalLong indexTimeMicros() {
    return indexTimeMicros;
  }

  /** Returns the microseconds from the arrival of the query to its answer. */
  public long tookMicros() {
    return tookMicros;
  }

  /** Returns the payload of the query as compact JSON, or null. */
  public String payloadJson() {
    return payloadJson;
  }

  private List<Object> fields() {
    return Arrays.asList(
        queryId,
        status,
        error,
        queryJson,
        units,
        globalMatches,
        chunkMatches,
        unitMatches,
        completeness,
        missingKeyGroups,
        reason,
        indexTimeMicros,
        tookMicros,
        payloadJson);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EnrichedRecord that && fields().equals(that.fields());
  }

  @Override
  public int hashCode() {
    return queryId.hashCode();
  }

  @Override
  public String toString() {
    return "EnrichedRecord["
        + queryId
        + ", "
        + status
        + ", "
        + globalMatches.size()
        + " global and "
        + chunkMatches.size()
        + " chunk matches, "
        + completeness
        + "]";
  }

  /** Collects the parts of an answer. Not thread-safe. */
  public static final class Builder {
    private final String queryId;
    private final Status status;
    private String error;
    private String queryJson = NO_QUERY;
    private List<String> units = List.of();
    private List<GlobalMatch> globalMatches = List.of();
    private List<ChunkMatch> chunkMatches = List.of();
    private final Map<UnitType, List<UnitMatch>> unitMatches = new EnumMap<>(UnitType.class);
    private Completeness completeness;
    private List<KeyGroupSpan> missingKeyGroups = List.of();
    private String reason;
    private OptionalLong indexTimeMicros = OptionalLong.empty();
    private long tookMicros;
    private String payloadJson;

    private Builder(String queryId, Status status) {
      this.queryId = Objects.requireNonNull(queryId, "queryId");
      this.status = Objects.requireNonNull(status, "status");
    }

    /** Sets why the query was refused; needed with {@link Status#INVALID}. */
    public Builder error(String text) {
      this.error = text;
      return this;
    }

    /** Sets what was asked: a compact JSON object. */
    public Builder queryJson(String json) {
      this.queryJson = Objects.requireNonNull(json, "queryJson");
      return this;
    }

    /** Sets the canonical units that were searched by; written if the query states none. */
    public Builder units(List<String> canonical) {
      this.units = List.copyOf(canonical);
      return this;
    }

    /** Sets the similar assets, best first. */
    public Builder globalMatches(List<GlobalMatch> matches) {
      this.globalMatches = List.copyOf(matches);
      return this;
    }

    /** Sets the assets with similar parts, best first. */
    public Builder chunkMatches(List<ChunkMatch> matches) {
      this.chunkMatches = List.copyOf(matches);
      return this;
    }

    /** Adds the nearest units of a type, nearest first. */
    public Builder unitMatches(UnitType type, List<UnitMatch> matches) {
      unitMatches.put(type, List.copyOf(matches));
      return this;
    }

    /** Sets how much of the index the answer covers. */
    public Builder completeness(Completeness covered) {
      this.completeness = covered;
      return this;
    }

    /** Sets the key groups that did not answer. */
    public Builder missingKeyGroups(List<KeyGroupSpan> spans) {
      this.missingKeyGroups = List.copyOf(spans);
      return this;
    }

    /** Sets why the answer is not complete; needed if it is partial. */
    public Builder reason(String text) {
      this.reason = text;
      return this;
    }

    /** Sets the latest event time in the index, in microseconds since 1970 UTC. */
    public Builder indexTimeMicros(long micros) {
      this.indexTimeMicros = OptionalLong.of(micros);
      return this;
    }

    /** Sets the microseconds from the arrival of the query to its answer. */
    public Builder tookMicros(long micros) {
      this.tookMicros = micros;
      return this;
    }

    /** Sets the payload of the query: compact JSON, or null for none. */
    public Builder payloadJson(String json) {
      this.payloadJson = json;
      return this;
    }

    /**
     * Makes the answer.
     *
     * @throws IllegalArgumentException if a part that the status calls for is missing
     */
    public EnrichedRecord build() {
      require(status != Status.INVALID || error != null, "error is missing; INVALID needs it");
      require(status != Status.OK || completeness != null, "completeness is missing; OK needs it");
      require(
          status != Status.PARTIAL || completeness == Completeness.PARTIAL,
          "completeness is " + completeness + "; the status PARTIAL needs PARTIAL");
      require(
          completeness != Completeness.PARTIAL || reason != null,
          "reason is missing; a partial answer needs it");
      require(tookMicros >= 0, "tookMicros is " + tookMicros + "; allowed are numbers from 0 on");
      return new EnrichedRecord(this);
    }

    private static void require(boolean fine, String message) {
      if (!fine) {
        throw new IllegalArgumentException(message);
      }
    }
  }

  /** Tells Flink the type information of answers. */
  public static final class InfoFactory extends TypeInfoFactory<EnrichedRecord> {
    @Override
    public TypeInformation<EnrichedRecord> createTypeInfo(
        Type type, Map<String, TypeInformation<?>> parameters) {
      return EnrichedRecordSerializer.typeInfo();
    }
  }
}
