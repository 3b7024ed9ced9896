package io.flinkiscc.index;

import io.flinkiscc.graph.GraphOptions;
import io.flinkiscc.iscc.UnitType;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/** How a sealed shard is written. Immutable. */
final class SealedOptions {

  private final Set<UnitType> unitTypes;
  private final int blockBytes;
  private final boolean compress;
  private final long maxBytes;
  private final GraphOptions graph;
  private final int graphThreshold;
  private final boolean everyGraph;
  private final int graphMinBits;
  private final double graphSlack;
  private final int threads;

  private SealedOptions(Builder builder) {
    this.unitTypes = builder.unitTypes;
    this.blockBytes = builder.blockBytes;
    this.compress = builder.compress;
    this.maxBytes = builder.maxBytes;
    this.graph = builder.graph;
    this.graphThreshold = builder.graphThreshold;
    this.everyGraph = builder.everyGraph;
    this.graphMinBits = builder.graphMinBits;
    this.graphSlack = builder.graphSlack;
    this.threads = builder.threads;
  }

  static SealedOptions defaults() {
    return builder().build();
  }

  static Builder builder() {
    return new Builder();
  }

  /** Types that get columns. */
  Set<UnitType> unitTypes() {
    return unitTypes;
  }

  int blockBytes() {
    return blockBytes;
  }

  boolean compress() {
    return compress;
  }

  long maxBytes() {
    return maxBytes;
  }

  GraphOptions graph() {
    return graph;
  }

  int graphThreshold() {
    return graphThreshold;
  }

  boolean everyGraph() {
    return everyGraph;
  }

  int graphMinBits() {
    return graphMinBits;
  }

  double graphSlack() {
    return graphSlack;
  }

  int threads() {
    return threads;
  }

  /** Collects options. For one thread. */
  static final class Builder {
    private static final int MAX_BLOCK_BYTES = 1 << 20;

    private Set<UnitType> unitTypes = EnumSet.allOf(UnitType.class);
    private int blockBytes = 24 << 10;
    private boolean compress = true;
    private long maxBytes = Long.MAX_VALUE;

    private GraphOptions graph = GraphOptions.defaults();
    private int graphThreshold = SearchPlanner.FEW_CODES;
    private boolean everyGraph;
    private int graphMinBits = 64;
    private double graphSlack = .25;
    private int threads = 1;

    private Builder() {}

    /** Types that get columns of their units and simprints; default all. */
    Builder unitTypes(Set<UnitType> unitTypes) {
      EnumSet<UnitType> copy = EnumSet.noneOf(UnitType.class);
      copy.addAll(unitTypes);
      this.unitTypes = Collections.unmodifiableSet(copy);
      return this;
    }

    /** A payload block is closed when it holds this many bytes; 1 to 1 MiB, default 24 KiB. */
    Builder blockBytes(int blockBytes) {
      this.blockBytes = blockBytes;
      return this;
    }

    /** Whether payload blocks are compressed; default true. */
    Builder compress(boolean compress) {
      this.compress = compress;
      return this;
    }

    /** Largest file; writing fails when it would get larger. Default: any size. */
    Builder maxBytes(long maxBytes) {
      this.maxBytes = maxBytes;
      return this;
    }

    /** How graphs are built. */
    Builder graph(GraphOptions graph) {
      this.graph = Objects.requireNonNull(graph, "graph");
      return this;
    }

    /**
     * Distinct codes of one column and length from which on they get a graph, if it is quicker than
     * a scan at the wanted recall; from 1 on, default 4096. {@link Integer#MAX_VALUE} for none.
     */
    Builder graphThreshold(int graphThreshold) {
      this.graphThreshold = graphThreshold;
      return this;
    }

    /**
     * Whether codes from the threshold on get a graph though a scan is quicker at the wanted
     * recall; default false.
     */
    Builder everyGraph(boolean everyGraph) {
      this.everyGraph = everyGraph;
      return this;
    }

    /** Shortest codes that get a graph, 8 to 256 bits; default 64. */
    Builder graphMinBits(int graphMinBits) {
      this.graphMinBits = graphMinBits;
      return this;
    }

    /**
     * How many nodes without a live entry a given graph may have for each that has one; 0 to 1,
     * default .25, which is a fifth of the nodes.
     */
    Builder graphSlack(double graphSlack) {
      this.graphSlack = graphSlack;
      return this;
    }

    /** Threads that build a graph, 1 to 256; default 1, which makes the file reproducible. */
    Builder threads(int threads) {
      this.threads = threads;
      return this;
    }

    /**
     * Makes the options.
     *
     * @throws IllegalArgumentException if one is out of range; the message names it
     */
    SealedOptions build() {
      require("blockBytes", blockBytes, 1, MAX_BLOCK_BYTES);
      require("maxBytes", maxBytes, 1, Long.MAX_VALUE);
      require("graphThreshold", graphThreshold, 1, Integer.MAX_VALUE);
      require("graphMinBits", graphMinBits, 8, 256);
      require("threads", threads, 1, 256);
      if (!(graphSlack >= 0 && graphSlack <= 1)) {
        throw new IllegalArgumentException("graphSlack is " + graphSlack + ", allowed are 0 to 1");
      }
      return new SealedOptions(this);
    }

    private static void require(String name, long value, long min, long max) {
      if (value < min || value > max) {
        throw new IllegalArgumentException(
            name + " is " + value + ", allowed are " + min + " to " + max);
      }
    }
  }
}
