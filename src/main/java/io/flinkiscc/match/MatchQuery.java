package io.flinkiscc.match;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.metadata.MetadataFilter;
import io.flinkiscc.nphd.Code;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What is asked of an index: codes to be near to, and how the answer shall look. Immutable. */
public final class MatchQuery {

  /** Most matches an answer may hold. */
  public static final int MAX_LIMIT = 1000;

  private final Map<UnitType, Code> units;
  private final Map<UnitType, List<Code>> simprints;
  private final int limit;
  private final OptionalDouble threshold;
  private final OptionalLong excludedKey;
  private final Optional<MetadataFilter> filter;
  private final boolean includeMetadata;
  private final boolean includeUnitMatches;
  private final boolean exact;

  private MatchQuery(Builder builder) {
    this.units = Collections.unmodifiableMap(new EnumMap<>(builder.units));
    EnumMap<UnitType, List<Code>> codes = new EnumMap<>(UnitType.class);
    builder.simprints.forEach((type, list) -> codes.put(type, List.copyOf(list)));
    this.simprints = Collections.unmodifiableMap(codes);
    this.limit = builder.limit;
    this.threshold = builder.threshold;
    this.excludedKey = builder.excludedKey;
    this.filter = builder.filter;
    this.includeMetadata = builder.includeMetadata;
    this.includeUnitMatches = builder.includeUnitMatches;
    this.exact = builder.exact;
  }

  /** Starts a query for 10 matches with metadata. */
  public static Builder builder() {
    return new Builder();
  }

  /** The codes that whole assets are compared with. */
  public Map<UnitType, Code> units() {
    return units;
  }

  /** The codes that simprints are compared with. */
  public Map<UnitType, List<Code>> simprints() {
    return simprints;
  }

  /** Most matches in the answer, also per unit type among the unit matches. */
  public int limit() {
    return limit;
  }

  /** The minimal unit score asked for in place of the thresholds of the {@link MatchRules}. */
  public OptionalDouble threshold() {
    return threshold;
  }

  /** The asset that is not to be in the answer: the one asked about. */
  public OptionalLong excludedKey() {
    return excludedKey;
  }

  /**
   * Which assets may be in the answer, by the fields of their JSON metadata; all if it is empty.
   * The limit counts those only.
   */
  public Optional<MetadataFilter> filter() {
    return filter;
  }

  /** Whether matches carry the metadata of their assets. */
  public boolean includeMetadata() {
    return includeMetadata;
  }

  /** Whether the answer holds the nearest assets per unit type, whatever their distance. */
  public boolean includeUnitMatches() {
    return includeUnitMatches;
  }

  /** Whether every code shall be compared, so that nothing nearer can be missed. */
  public boolean exact() {
    return exact;
  }

  /** The same query, to be answered by comparing everything. */
  MatchQuery comparingAll() {
    return toBuilder().exact(true).build();
  }

  /** The same query with another asset left out of the answer, or with none if it is empty. */
  public MatchQuery excluding(OptionalLong key) {
    return toBuilder().excludedKey(key).build();
  }

  private Builder toBuilder() {
    Builder builder =
        builder()
            .limit(limit)
            .threshold(threshold)
            .excludedKey(excludedKey)
            .filter(filter)
            .includeMetadata(includeMetadata)
            .includeUnitMatches(includeUnitMatches)
            .exact(exact);
    units.forEach(builder::unit);
    simprints.forEach((type, codes) -> codes.forEach(code -> builder.simprint(type, code)));
    return builder;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof MatchQuery other
        && units.equals(other.units)
        && simprints.equals(other.simprints)
        && limit == other.limit
        && threshold.equals(other.threshold)
        && excludedKey.equals(other.excludedKey)
        && filter.equals(other.filter)
        && includeMetadata == other.includeMetadata
        && includeUnitMatches == other.includeUnitMatches
        && exact == other.exact;
  }

  @Override
  public int hashCode() {
    return Objects.hash(units, simprints, limit, threshold, excludedKey);
  }

  /** Options of a query. */
  public static final class Builder {
    private final EnumMap<UnitType, Code> units = new EnumMap<>(UnitType.class);
    private final EnumMap<UnitType, List<Code>> simprints = new EnumMap<>(UnitType.class);
    private int limit = 10;
    private OptionalDouble threshold = OptionalDouble.empty();
    private OptionalLong excludedKey = OptionalLong.empty();
    private Optional<MetadataFilter> filter = Optional.empty();
    private boolean includeMetadata = true;
    private boolean includeUnitMatches;
    private boolean exact;

    private Builder() {}

    /** Asks for assets near this code; the last code of a type counts. */
    public Builder unit(UnitType type, Code code) {
      units.put(Objects.requireNonNull(type, "type"), Objects.requireNonNull(code, "code"));
      return this;
    }

    /** Asks for simprints near this code. */
    public Builder simprint(UnitType type, Code code) {
      simprints
          .computeIfAbsent(Objects.requireNonNull(type, "type"), t -> new ArrayList<>())
          .add(Objects.requireNonNull(code, "code"));
      return this;
    }

    /** Sets the most matches, 1..{@value MatchQuery#MAX_LIMIT}; default 10. */
    public Builder limit(int limit) {
      this.limit = limit;
      return this;
    }

    /** Sets the minimal unit score 0..1; default: the thresholds of the rules. */
    public Builder threshold(OptionalDouble threshold) {
      this.threshold = Objects.requireNonNull(threshold, "threshold");
      return this;
    }

    /** Leaves one asset (body of its ISCC-ID) out of the answer; default: none. */
    public Builder excludedKey(OptionalLong key) {
      this.excludedKey = Objects.requireNonNull(key, "excludedKey");
      return this;
    }

    /** Leaves assets out of the answer that the filter does not want; default: none. */
    public Builder filter(Optional<MetadataFilter> filter) {
      this.filter = Objects.requireNonNull(filter, "filter");
      return this;
    }

    /** Sets whether matches carry metadata; default true. */
    public Builder includeMetadata(boolean include) {
      this.includeMetadata = include;
      return this;
    }

    /** Sets whether the nearest per unit type are told; default false. */
    public Builder includeUnitMatches(boolean include) {
      this.includeUnitMatches = include;
      return this;
    }

    /** Sets whether every code is compared, however long that takes; default false. */
    public Builder exact(boolean compareAll) {
      this.exact = compareAll;
      return this;
    }

    /**
     * Makes the query.
     *
     * @throws IllegalArgumentException if an option is out of range
     */
    public MatchQuery build() {
      if (limit < 1 || limit > MAX_LIMIT) {
        throw new IllegalArgumentException("limit is " + limit + ", allowed are 1.." + MAX_LIMIT);
      }
      double t = threshold.orElse(0);
      if (!(t >= 0 && t <= 1)) {
        throw new IllegalArgumentException(
            "threshold is " + t + ", allowed are numbers from 0 to 1");
      }
      return new MatchQuery(this);
    }
  }
}
