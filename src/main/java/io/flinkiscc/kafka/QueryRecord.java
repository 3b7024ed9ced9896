package io.flinkiscc.kafka;

import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.metadata.MetadataFilter;
import io.flinkiscc.nphd.Code;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.TypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * One question to the index: what is asked for and how it is to be answered. Immutable and
 * thread-safe.
 */
@TypeInfo(QueryRecord.InfoFactory.class)
public final class QueryRecord {

  /** Largest number of matches that may be asked for. */
  public static final int MAX_LIMIT = 1000;

  /** Number of matches if the query does not say. */
  public static final int DEFAULT_LIMIT = 10;

  /** Longest time-out that may be asked for, in milliseconds. */
  public static final int MAX_TIMEOUT_MS = 600_000;

  private final String queryId;
  private final IsccId isccId;
  private final List<IsccUnit> units;
  private final Map<UnitType, List<Code>> simprints;
  private final int limit;
  private final OptionalDouble threshold;
  private final Set<UnitType> unitTypes;
  private final Optional<MetadataFilter> filter;
  private final boolean includeMetadata;
  private final boolean includeUnitMatches;
  private final boolean exact;
  private final OptionalLong timeoutMs;
  private final String queryJson;
  private final String payloadJson;

  private QueryRecord(Builder builder) {
    this.queryId = builder.queryId;
    this.isccId = builder.isccId;
    this.units = List.copyOf(builder.units.values());
    this.simprints = Collections.unmodifiableMap(new EnumMap<>(builder.simprints));
    this.limit = builder.limit;
    this.threshold = builder.threshold;
    this.unitTypes = Collections.unmodifiableSet(EnumSet.copyOf(builder.unitTypes));
    this.filter = builder.filter;
    this.includeMetadata = builder.includeMetadata;
    this.includeUnitMatches = builder.includeUnitMatches;
    this.exact = builder.exact;
    this.timeoutMs = builder.timeoutMs;
    this.queryJson =
        builder.queryJson != null
            ? builder.queryJson
            : QueryEcho.json(isccId, null, units, simprints);
    this.payloadJson = builder.payloadJson;
  }

  /**
   * Starts a query.
   *
   * @param queryId key of the answer, not empty
   */
  public static Builder builder(String queryId) {
    return new Builder(queryId);
  }

  /** Returns the key of the answer. */
  public String queryId() {
    return queryId;
  }

  /** Returns the asset whose units are asked for; it wins over units and simprints. */
  public Optional<IsccId> isccId() {
    return Optional.ofNullable(isccId);
  }

  /** Returns the units to search by, one per type, in the order of {@link UnitType}. */
  public List<IsccUnit> units() {
    return units;
  }

  /** Returns the simprints to search by: 64 to 256 bits each, in the order they were given. */
  public Map<UnitType, List<Code>> simprints() {
    return simprints;
  }

  /** Returns the largest number of matches, 1 to {@value #MAX_LIMIT}. */
  public int limit() {
    return limit;
  }

  /** Returns the smallest unit score (1 - NPHD) that counts, 0 to 1; empty: the index decides. */
  public OptionalDouble threshold() {
    return threshold;
  }

  /** Returns the unit types to search, all if it is empty. */
  public Set<UnitType> unitTypes() {
    return unitTypes;
  }

  /** Returns which records may match, by the fields of their JSON metadata; all if it is empty. */
  public Optional<MetadataFilter> filter() {
    return filter;
  }

  /** Returns whether matches carry the metadata of their records. */
  public boolean includeMetadata() {
    return includeMetadata;
  }

  /** Returns whether the nearest units per type are asked for, whatever their distance. */
  public boolean includeUnitMatches() {
    return includeUnitMatches;
  }

  /** Returns whether every code is to be compared instead of searching graphs. */
  public boolean exact() {
    return exact;
  }

  /** Returns the milliseconds after which a partial answer is given; empty: the job decides. */
  public OptionalLong timeoutMs() {
    return timeoutMs;
  }

  /** Returns what was asked, as a compact JSON object for the answer. */
  public String queryJson() {
    return queryJson;
  }

  /** Returns the compact JSON that the answer gives back unchanged, or null. */
  public String payloadJson() {
    return payloadJson;
  }

  private List<Object> fields() {
    return Arrays.asList(
        queryId,
        isccId,
        units,
        simprints,
        limit,
        threshold,
        unitTypes,
        filter,
        includeMetadata,
        includeUnitMatches,
        exact,
        timeoutMs,
        queryJson,
        payloadJson);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof QueryRecord that && fields().equals(that.fields());
  }

  @Override
  public int hashCode() {
    return queryId.hashCode();
  }

  @Override
  public String toString() {
    return "QueryRecord[" + queryId + ", " + queryJson + ", limit=" + limit + "]";
  }

  /** Collects the parts of a query. Not thread-safe. */
  public static final class Builder {
    private final String queryId;
    private IsccId isccId;
    private final EnumMap<UnitType, IsccUnit> units = new EnumMap<>(UnitType.class);
    private final EnumMap<UnitType, List<Code>> simprints = new EnumMap<>(UnitType.class);
    private int limit = DEFAULT_LIMIT;
    private OptionalDouble threshold = OptionalDouble.empty();
    private final EnumSet<UnitType> unitTypes = EnumSet.noneOf(UnitType.class);
    private Optional<MetadataFilter> filter = Optional.empty();
    private boolean includeMetadata = true;
    private boolean includeUnitMatches;
    private boolean exact;
    private OptionalLong timeoutMs = OptionalLong.empty();
    private String queryJson;
    private String payloadJson;

    private Builder(String queryId) {
      this.queryId = Objects.requireNonNull(queryId, "queryId");
    }

    /** Asks for what is similar to an indexed asset; null for none. */
    public Builder isccId(IsccId id) {
      this.isccId = id;
      return this;
    }

    /** Adds units to search by; of several of one type the longest is used. */
    public Builder units(Collection<IsccUnit> added) {
      for (IsccUnit unit : added) {
        units.merge(unit.type(), unit, (a, b) -> a.bits() >= b.bits() ? a : b);
      }
      return this;
    }

    /** Sets the simprints of a type to search by, 64 to 256 bits each. */
    public Builder simprints(UnitType type, List<Code> codes) {
      simprints.put(type, List.copyOf(codes));
      return this;
    }

    /** Sets the largest number of matches, 1 to {@value #MAX_LIMIT}. */
    public Builder limit(int matches) {
      this.limit = matches;
      return this;
    }

    /** Sets the smallest unit score that counts, 0 to 1. */
    public Builder threshold(double unitScore) {
      this.threshold = OptionalDouble.of(unitScore);
      return this;
    }

    /** Restricts the unit types that are searched; none means all. */
    public Builder unitTypes(Collection<UnitType> types) {
      unitTypes.addAll(types);
      return this;
    }

    /** Sets which records may match; null for all. */
    public Builder filter(MetadataFilter wanted) {
      this.filter = Optional.ofNullable(wanted);
      return this;
    }

    /** Sets whether matches carry metadata; default true. */
    public Builder includeMetadata(boolean include) {
      this.includeMetadata = include;
      return this;
    }

    /** Sets whether the nearest units per type are returned; default false. */
    public Builder includeUnitMatches(boolean include) {
      this.includeUnitMatches = include;
      return this;
    }

    /** Sets whether every code is compared; default false. */
    public Builder exact(boolean compareAll) {
      this.exact = compareAll;
      return this;
    }

    /** Sets the time-out, 1 to {@value #MAX_TIMEOUT_MS} milliseconds. */
    public Builder timeoutMs(long millis) {
      this.timeoutMs = OptionalLong.of(millis);
      return this;
    }

    /** Sets what the answer echoes, a compact JSON object; default: made of the query. */
    public Builder queryJson(String json) {
      this.queryJson = json;
      return this;
    }

    /** Sets what the answer gives back: compact JSON, or null for none. */
    public Builder payloadJson(String json) {
      this.payloadJson = json;
      return this;
    }

    /**
     * Makes the query.
     *
     * @throws IllegalArgumentException if there is nothing to search by or a value is out of its
     *     range; the message names it
     */
    public QueryRecord build() {
      require(
          !queryId.isEmpty() && StandardCharsets.UTF_8.newEncoder().canEncode(queryId),
          "query_id is empty or has half a surrogate pair; give at least one whole character");
      require(
          isccId != null || !units.isEmpty() || !simprints.isEmpty(),
          "there is nothing to search by: give an ISCC-ID, units or simprints");
      require(
          limit >= 1 && limit <= MAX_LIMIT, "limit is " + limit + "; allowed are 1.." + MAX_LIMIT);
      double score = threshold.orElse(0);
      require(score >= 0 && score <= 1, "threshold is " + score + "; allowed are 0..1");
      long millis = timeoutMs.orElse(1);
      require(
          millis >= 1 && millis <= MAX_TIMEOUT_MS,
          "timeout_ms is " + millis + "; allowed are 1.." + MAX_TIMEOUT_MS);
      simprints.forEach(
          (type, codes) -> {
            require(!codes.isEmpty(), "simprints of " + type + " are empty; give at least one");
            for (Code code : codes) {
              require(
                  code.bits() >= 64,
                  "a simprint of " + type + " has " + code.bits() + " bits; allowed are 64..256");
            }
          });
      return new QueryRecord(this);
    }

    private static void require(boolean fine, String message) {
      if (!fine) {
        throw new IllegalArgumentException(message);
      }
    }
  }

  /** Tells Flink the type information of queries. */
  public static final class InfoFactory extends TypeInfoFactory<QueryRecord> {
    @Override
    public TypeInformation<QueryRecord> createTypeInfo(
        Type type, Map<String, TypeInformation<?>> parameters) {
      return QueryRecordSerializer.typeInfo();
    }
  }
}
