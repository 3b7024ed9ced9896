package io.flinkiscc.graph;

/**
 * How a graph is built and searched. Immutable.
 *
 * <p>The defaults are those of the engines this one is compared with: 16 links, 128 candidates
 * while adding, 64 while searching.
 */
public final class GraphOptions {

  /** Largest number of links per node and upper layer. */
  static final int MAX_CONNECTIVITY = 64;

  private static final int MAX_EXPANSION = 1 << 16;
  private static final GraphOptions DEFAULTS = builder().build();

  private final int connectivity;
  private final int expansionAdd;
  private final int expansionSearch;
  private final long seed;

  private GraphOptions(Builder builder) {
    connectivity = check("connectivity", builder.connectivity, 2, MAX_CONNECTIVITY);
    expansionAdd = check("expansionAdd", builder.expansionAdd, 1, MAX_EXPANSION);
    expansionSearch = check("expansionSearch", builder.expansionSearch, 1, MAX_EXPANSION);
    seed = builder.seed;
  }

  private static int check(String name, int value, int from, int to) {
    if (value < from || value > to) {
      throw new IllegalArgumentException(
          name + " is " + value + "; it must be " + from + " to " + to);
    }
    return value;
  }

  /** Returns the options nobody changed. */
  public static GraphOptions defaults() {
    return DEFAULTS;
  }

  /** Starts from the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns how many links a new node gets; the lists of the lowest layer hold twice as many. */
  public int connectivity() {
    return connectivity;
  }

  /** Returns how many candidates adding keeps in view. */
  public int expansionAdd() {
    return expansionAdd;
  }

  /** Returns how many nodes a search should keep in view if its caller has no other wish. */
  public int expansionSearch() {
    return expansionSearch;
  }

  /** Returns the seed of the layers' lottery: one thread and one seed give one graph. */
  public long seed() {
    return seed;
  }

  /** Collects options. */
  public static final class Builder {

    private int connectivity = 16;
    private int expansionAdd = 128;
    private int expansionSearch = 64;
    private long seed = 42;

    private Builder() {}

    /** Sets the links of a new node, 2 to 64. */
    public Builder connectivity(int links) {
      connectivity = links;
      return this;
    }

    /** Sets the candidates kept in view while adding, 1 to 65536. */
    public Builder expansionAdd(int candidates) {
      expansionAdd = candidates;
      return this;
    }

    /** Sets the nodes kept in view by a search, 1 to 65536. */
    public Builder expansionSearch(int nodes) {
      expansionSearch = nodes;
      return this;
    }

    /** Sets the seed of the layers' lottery. */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /**
     * Makes the options.
     *
     * @throws IllegalArgumentException if an option is out of its range; the message names it
     */
    public GraphOptions build() {
      return new GraphOptions(this);
    }
  }
}
