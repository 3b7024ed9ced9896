package io.flinkiscc.library;

import io.flinkiscc.metadata.MetadataFilter;
import io.flinkiscc.nphd.Radius;

/**
 * How a search is done. Immutable and reusable.
 *
 * <p>Without options it is the ten nearest entries, by whatever way finds them with a recall of .99
 * at the least cost.
 */
public final class SearchOptions {

  private static final int DEFAULT_K = 10;
  private static final int MAX_EXPANSION = 1_000_000;
  private static final int MAX_THREADS = 1024;

  private final int k;
  private final boolean exact;
  private final Radius radius;
  private final boolean uniformRadius;
  private final int maxHamming;
  private final MetadataFilter filter;
  private final int expansion;
  private final int threads;

  private SearchOptions(Builder builder) {
    this.k = builder.k;
    this.exact = builder.exact;
    this.radius = builder.radius;
    this.uniformRadius = builder.uniformRadius;
    this.maxHamming = builder.maxHamming;
    this.filter = builder.filter;
    this.expansion = builder.expansion;
    this.threads = builder.threads;
  }

  /** Starts with the ten nearest entries. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns the options of a search for the nearest {@code k}. */
  public static SearchOptions nearest(int k) {
    return builder().k(k).build();
  }

  int k() {
    return k;
  }

  boolean exact() {
    return exact;
  }

  /** The radius, or null. */
  Radius radius() {
    return maxHamming < 0 ? radius : Radius.hamming(maxHamming);
  }

  /** Whether what is within the radius is nearer than what is not, by a metric. */
  boolean uniformRadius(Metric metric) {
    return maxHamming < 0 ? uniformRadius : metric == Metric.HAMMING;
  }

  MetadataFilter filter() {
    return filter;
  }

  int expansion() {
    return expansion;
  }

  int threads() {
    return threads;
  }

  /** Builds options. For one thread. */
  public static final class Builder {

    private int k = DEFAULT_K;
    private boolean exact;
    private Radius radius;
    private boolean uniformRadius;
    private int maxHamming = -1;
    private MetadataFilter filter;
    private int expansion;
    private int threads = 1;
    private String fault;

    private Builder() {}

    /**
     * Sets the number of entries wanted.
     *
     * @param count from 1 on; {@link Integer#MAX_VALUE} together with a radius asks for all within
     *     it
     */
    public Builder k(int count) {
      this.k = count;
      return this;
    }

    /** Looks at every entry, so that nothing nearer can be missing. */
    public Builder exact(boolean everyEntry) {
      this.exact = everyEntry;
      return this;
    }

    /** Returns only what is within a radius. */
    public Builder radius(Radius largest) {
      this.radius = largest;
      this.uniformRadius = false;
      return this;
    }

    /**
     * Returns only what is not farther than an NPHD.
     *
     * @param largest 0 to 1
     */
    public Builder radius(double largest) {
      if (largest >= 0 && largest <= 1) {
        this.radius = Radius.nphd(largest);
        this.uniformRadius = true;
      } else {
        fault = "radius is " + largest + "; give an NPHD from 0 to 1";
      }
      return this;
    }

    /**
     * Returns only what differs in at most so many bits of the common prefix, however long that is.
     * In an NPHD index this looks at every entry, as the nearest ones need not differ in the fewest
     * bits.
     *
     * @param bits from 0 on
     */
    public Builder maxHamming(int bits) {
      if (bits < 0) {
        fault = "maxHamming is " + bits + "; give a number of bits from 0 on";
      }
      this.maxHamming = bits;
      return this;
    }

    /**
     * Returns only entries whose metadata matches; looked at while searching, so that k are found
     * if k exist.
     */
    public Builder filter(MetadataFilter condition) {
      this.filter = condition;
      return this;
    }

    /**
     * Sets the number of candidates looked at per shard; more finds more and takes longer.
     *
     * @param candidates from 1 on, or 0 for what the index is configured to
     */
    public Builder expansion(int candidates) {
      this.expansion = candidates;
      return this;
    }

    /**
     * Sets the threads that share the work: the queries of a batch, or the shards of one query and
     * the ranges of those that are scanned.
     *
     * @param count 1 to 1024
     */
    public Builder threads(int count) {
      this.threads = count;
      return this;
    }

    /**
     * Makes the options.
     *
     * @throws IllegalArgumentException naming the option out of its bounds
     */
    public SearchOptions build() {
      if (k < 1) {
        fault = "k is " + k + "; give a number from 1 on";
      }
      if (expansion < 0 || expansion > MAX_EXPANSION) {
        fault = "expansion is " + expansion + "; give 0 to " + MAX_EXPANSION;
      }
      if (threads < 1 || threads > MAX_THREADS) {
        fault = "threads is " + threads + "; give 1 to " + MAX_THREADS;
      }
      if (radius != null && maxHamming >= 0) {
        fault = "radius and maxHamming are both given; give one of them";
      }
      if (fault != null) {
        throw new IllegalArgumentException(fault);
      }
      return new SearchOptions(this);
    }
  }
}
