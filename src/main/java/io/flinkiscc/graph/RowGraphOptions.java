package io.flinkiscc.graph;

/** What a {@link RowGraph} holds and how it is built and searched. Immutable. */
public final class RowGraphOptions {

  private final UsearchMetric metric;
  private final UsearchKeyKind keyKind;
  private final int maxBits;
  private final int connectivity;
  private final int expansionAdd;
  private final int expansionSearch;
  private final long seed;

  private RowGraphOptions(Builder builder) {
    this.metric = builder.metric;
    this.keyKind = builder.keyKind;
    this.maxBits = builder.maxBits;
    this.connectivity = builder.connectivity;
    this.expansionAdd = builder.expansionAdd;
    this.expansionSearch = builder.expansionSearch;
    this.seed = builder.seed;
  }

  /** Returns the defaults: NPHD, 64-bit keys, codes of up to 256 bits, M 16, expansions 128, 64. */
  public static RowGraphOptions defaults() {
    return builder().build();
  }

  /** Starts from the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder that starts from these options. */
  public Builder toBuilder() {
    return new Builder()
        .metric(metric)
        .keyKind(keyKind)
        .maxBits(maxBits)
        .connectivity(connectivity)
        .expansionAdd(expansionAdd)
        .expansionSearch(expansionSearch)
        .seed(seed);
  }

  /** Returns how distances are measured. */
  public UsearchMetric metric() {
    return metric;
  }

  /** Returns the kind of the keys. */
  public UsearchKeyKind keyKind() {
    return keyKind;
  }

  /** Returns the length of the longest code with NPHD and of every code with Hamming distance. */
  public int maxBits() {
    return maxBits;
  }

  /** Returns the links a new row gets per level (M); rows take up to 2 M links on level 0. */
  public int connectivity() {
    return connectivity;
  }

  /** Returns the width of the beam that looks for the neighbours of a new row. */
  public int expansionAdd() {
    return expansionAdd;
  }

  /** Returns the width of the beam of searches that name none. */
  public int expansionSearch() {
    return expansionSearch;
  }

  /** Returns the seed of the levels: the same rows in the same order make the same graph. */
  public long seed() {
    return seed;
  }

  /** Builds options. For one thread. */
  public static final class Builder {

    private UsearchMetric metric = UsearchMetric.NPHD;
    private UsearchKeyKind keyKind = UsearchKeyKind.U64;
    private int maxBits = UsearchRanks.MAX_BYTES * Byte.SIZE;
    private int connectivity = 16;
    private int expansionAdd = 128;
    private int expansionSearch = UsearchFile.DEFAULT_EXPANSION;
    private long seed = 1;

    private Builder() {}

    /** Sets how distances are measured. */
    public Builder metric(UsearchMetric value) {
      this.metric = value;
      return this;
    }

    /** Sets the kind of the keys. */
    public Builder keyKind(UsearchKeyKind value) {
      this.keyKind = value;
      return this;
    }

    /** Sets the length of the longest code: 8 to 256 bits in steps of 8. */
    public Builder maxBits(int value) {
      this.maxBits = value;
      return this;
    }

    /** Sets the links per level of a new row (M): 2 to 128. */
    public Builder connectivity(int value) {
      this.connectivity = value;
      return this;
    }

    /** Sets the width of the beam of additions: 1 to 65536. */
    public Builder expansionAdd(int value) {
      this.expansionAdd = value;
      return this;
    }

    /** Sets the width of the beam of searches: 1 to 65536. */
    public Builder expansionSearch(int value) {
      this.expansionSearch = value;
      return this;
    }

    /** Sets the seed of the levels. */
    public Builder seed(long value) {
      this.seed = value;
      return this;
    }

    /**
     * Makes the options.
     *
     * @throws IllegalArgumentException if an option is out of range; the message names it
     */
    public RowGraphOptions build() {
      if (metric == null) {
        throw new IllegalArgumentException("metric is null; give NPHD or HAMMING");
      }
      if (keyKind == null) {
        throw new IllegalArgumentException("keyKind is null; give U64 or UUID");
      }
      if (maxBits % Byte.SIZE != 0) {
        throw new IllegalArgumentException("maxBits is " + maxBits + "; give a multiple of 8");
      }
      check("maxBits", maxBits, Byte.SIZE, UsearchRanks.MAX_BYTES * Byte.SIZE);
      check("connectivity", connectivity, 2, 128);
      check("expansionAdd", expansionAdd, 1, 1 << 16);
      check("expansionSearch", expansionSearch, 1, 1 << 16);
      return new RowGraphOptions(this);
    }

    private static void check(String option, int value, int min, int max) {
      if (value < min || value > max) {
        throw new IllegalArgumentException(
            option + " is " + value + "; give " + min + " to " + max);
      }
    }
  }
}
