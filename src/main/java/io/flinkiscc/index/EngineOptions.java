package io.flinkiscc.index;

import io.flinkiscc.graph.GraphOptions;
import io.flinkiscc.iscc.UnitType;
import java.io.Serializable;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * How an {@link AssetIndex} keeps its assets: when a shard is sealed, how graphs are built, how
 * much may wait, and which unit types are searched. Nothing else here changes what is found
 * exactly, only how fast and in how much memory. Immutable; serializable as a part of a job's
 * configuration.
 */
public final class EngineOptions implements Serializable {

  private static final long serialVersionUID = 1L;

  /** When new codes get into the graph. */
  public enum Indexing {
    /**
     * Before {@link AssetIndex#apply} returns: slow writes, nothing left to scan. Whenever a graph
     * has doubled, the write also waits until its recall was measured.
     */
    SYNC,
    /** In the background: new codes are scanned until the graph has them. */
    ASYNC,
    /** Never: the growing shard is scanned, sealed shards still get graphs. */
    OFF
  }

  private final EnumSet<UnitType> unitTypes;
  private final int shardMaxAssets;
  private final long shardMaxBytes;
  private final int mergedMaxAssets;
  private final long mergedMaxBytes;
  private final int mergeFanIn;
  private final double deadShare;
  private final Indexing indexing;
  private final int connectivity;
  private final int expansionAdd;
  private final int expansionSearch;
  private final int graphTail;
  private final int graphThreads;
  private final int graphFrom;
  private final int waitingShards;
  private final long memoryMaxBytes;
  private final long diskMaxBytes;
  private final boolean everyGraph;
  private final long fileMaxBytes;

  private EngineOptions(Builder b) {
    this.unitTypes = EnumSet.copyOf(b.unitTypes);
    this.shardMaxAssets = b.shardMaxAssets;
    this.shardMaxBytes = b.shardMaxBytes;
    this.mergedMaxAssets = b.mergedMaxAssets;
    this.mergedMaxBytes = b.mergedMaxBytes;
    this.fileMaxBytes = b.fileMaxBytes;
    this.mergeFanIn = b.mergeFanIn;
    this.deadShare = b.deadShare;
    this.indexing = b.indexing;
    this.connectivity = b.connectivity;
    this.expansionAdd = b.expansionAdd;
    this.expansionSearch = b.expansionSearch;
    this.graphTail = b.graphTail;
    this.graphThreads = b.graphThreads;
    this.graphFrom = b.graphFrom;
    this.waitingShards = b.waitingShards;
    this.memoryMaxBytes = b.memoryMaxBytes;
    this.diskMaxBytes = b.diskMaxBytes;
    this.everyGraph = b.everyGraph;
  }

  /** The defaults. */
  public static EngineOptions defaults() {
    return builder().build();
  }

  /** Starts from the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The unit types that are searched, of units and simprints. Assets keep what they have of others,
   * so that a type that is added later finds them too.
   */
  public Set<UnitType> unitTypes() {
    return Collections.unmodifiableSet(unitTypes);
  }

  /** Entries at which the growing shard is sealed. */
  public int shardMaxAssets() {
    return shardMaxAssets;
  }

  /** Bytes of log at which the growing shard is sealed. */
  public long shardMaxBytes() {
    return shardMaxBytes;
  }

  /** Most live assets of a shard that compaction makes. */
  public int mergedMaxAssets() {
    return mergedMaxAssets;
  }

  /** Most bytes of a file that compaction makes, and of the heap that making it takes. */
  public long mergedMaxBytes() {
    return mergedMaxBytes;
  }

  /** Number of shards of like size that are merged into one. */
  public int mergeFanIn() {
    return mergeFanIn;
  }

  /** Share of dead entries above which a sealed shard is written anew. */
  public double deadShare() {
    return deadShare;
  }

  /** When new codes get into the graph. */
  public Indexing indexing() {
    return indexing;
  }

  /** Links per node of a graph above its lowest level, which has twice as many. */
  public int connectivity() {
    return connectivity;
  }

  /** Candidates kept while a code is linked. */
  public int expansionAdd() {
    return expansionAdd;
  }

  /** Candidates kept while a graph is searched, at least. */
  public int expansionSearch() {
    return expansionSearch;
  }

  /** Codes of one field that may wait for the graph before writes are slowed down. */
  public int graphTail() {
    return graphTail;
  }

  /** Threads that build the graphs of the growing shard, and each graph of a sealed one. */
  public int graphThreads() {
    return graphThreads;
  }

  /** Codes of one field and length from which on a graph is built. */
  public int graphFrom() {
    return graphFrom;
  }

  /** Full shards that may wait to be sealed before writes are slowed down. */
  public int waitingShards() {
    return waitingShards;
  }

  /** Heap that the shards of an index may take; {@link Long#MAX_VALUE} for no bound. */
  public long memoryMaxBytes() {
    return memoryMaxBytes;
  }

  /** Bytes that its local files may take; {@link Long#MAX_VALUE} for no bound. */
  public long diskMaxBytes() {
    return diskMaxBytes;
  }

  /**
   * Heap at which the growing shard is sealed, so that as many as may be in memory at once, and a
   * compaction, fit into the budget.
   */
  long shardMemoryBytes() {
    return memoryMaxBytes == Long.MAX_VALUE
        ? Long.MAX_VALUE
        : (memoryMaxBytes - mergedMaxBytes) / shardsInMemory(waitingShards);
  }

  /** Twice those that may wait, where writes slow down much, one that is one more, and the new. */
  private static int shardsInMemory(int waitingShards) {
    return 2 * waitingShards + 2;
  }

  /** Whether sealed shards keep graphs that are no quicker than a scan. */
  boolean everyGraph() {
    return everyGraph;
  }

  /** The options of every graph. */
  GraphOptions graph() {
    return GraphOptions.builder()
        .connectivity(connectivity)
        .expansionAdd(expansionAdd)
        .expansionSearch(expansionSearch)
        .build();
  }

  /** Largest file that may be written. */
  long fileMaxBytes() {
    return fileMaxBytes;
  }

  /**
   * How sealed shards are written.
   *
   * @param bytesLeft most bytes the file may have, apart from what the options say
   */
  SealedOptions sealed(long bytesLeft) {
    return SealedOptions.builder()
        .unitTypes(unitTypes)
        .graph(graph())
        .graphThreshold(graphFrom)
        .everyGraph(everyGraph)
        .threads(graphThreads)
        .maxBytes(Math.min(fileMaxBytes, bytesLeft))
        .build();
  }

  /** Collects options; checked by {@link #build}. */
  public static final class Builder {

    /** Measured with four 256-bit units, their graphs and some metadata. */
    private static final long HEAP_PER_ASSET = 1200;

    /** The log is a quarter of that or more. */
    private static final long HEAP_PER_LOG_BYTE = 4;

    private EnumSet<UnitType> unitTypes = EnumSet.allOf(UnitType.class);

    // 100 000 assets of four 256-bit units and some metadata are about 110 MB as a file, and about
    // as much heap while they grow.
    private int shardMaxAssets = 100_000;
    private long shardMaxBytes = 64L << 20;
    private int mergedMaxAssets = 400_000;
    private long mergedMaxBytes = 256L << 20;
    private int mergeFanIn = 4;
    private double deadShare = .25;
    private Indexing indexing = Indexing.ASYNC;
    private int connectivity = 16;
    private int expansionAdd = 128;
    private int expansionSearch = 64;
    private int graphTail = 50_000;
    private int graphThreads = 1;
    private int graphFrom = SearchPlanner.FEW_CODES;
    private int waitingShards = 2;
    private long memoryMaxBytes = Long.MAX_VALUE;
    private long diskMaxBytes = Long.MAX_VALUE;
    private boolean everyGraph;
    private long fileMaxBytes = Long.MAX_VALUE;

    private Builder() {}

    /**
     * Sets the unit types that are searched, at least one; default all. One that is left out takes
     * no memory for searching, but stays in the assets. It may be added later, for assets there are
     * as well: shards that were sealed without it are written anew.
     */
    public Builder unitTypes(Collection<UnitType> types) {
      EnumSet<UnitType> copy = EnumSet.noneOf(UnitType.class);
      copy.addAll(types);
      this.unitTypes = copy;
      return this;
    }

    /** Sets the entries at which the growing shard is sealed, from 1 on; default 100 000. */
    public Builder shardMaxAssets(int assets) {
      this.shardMaxAssets = assets;
      return this;
    }

    /** Sets the bytes of log at which the growing shard is sealed, from 1 on; default 64 MiB. */
    public Builder shardMaxBytes(long bytes) {
      this.shardMaxBytes = bytes;
      return this;
    }

    /** Sets the most live assets of a merged shard, from 1 on; default 400 000. */
    public Builder mergedMaxAssets(int assets) {
      this.mergedMaxAssets = assets;
      return this;
    }

    /**
     * Sets the most bytes of a merged file, and of heap while it is made, 1 to 1 GiB; default 256
     * MiB. A single shard with many dead entries may take more.
     */
    public Builder mergedMaxBytes(long bytes) {
      this.mergedMaxBytes = bytes;
      return this;
    }

    /** Sets how many shards of like size are merged into one, 2..64; default 4. */
    public Builder mergeFanIn(int shards) {
      this.mergeFanIn = shards;
      return this;
    }

    /** Sets the share of dead entries above which a shard is rewritten, 0..1; default .25. */
    public Builder deadShare(double share) {
      this.deadShare = share;
      return this;
    }

    /** Sets when new codes get into the graph; default {@link Indexing#ASYNC}. */
    public Builder indexing(Indexing indexing) {
      this.indexing = Objects.requireNonNull(indexing, "indexing");
      return this;
    }

    /** Sets the links per node, 2..64; default 16. */
    public Builder connectivity(int links) {
      this.connectivity = links;
      return this;
    }

    /** Sets the candidates kept while a code is linked, 1..4096; default 128. */
    public Builder expansionAdd(int candidates) {
      this.expansionAdd = candidates;
      return this;
    }

    /** Sets the candidates kept while a graph is searched, 1..4096; default 64. */
    public Builder expansionSearch(int candidates) {
      this.expansionSearch = candidates;
      return this;
    }

    /** Sets the codes of one field that may wait for the graph, from 1 on; default 50 000. */
    public Builder graphTail(int codes) {
      this.graphTail = codes;
      return this;
    }

    /** Sets the threads that build the graphs of the growing shard, 1..64; default 1. */
    public Builder graphThreads(int threads) {
      this.graphThreads = threads;
      return this;
    }

    /**
     * Sets the codes of one field and length from which on a graph is built, from 1 on; default
     * 4096: below, a scan is quicker.
     */
    public Builder graphFrom(int codes) {
      this.graphFrom = codes;
      return this;
    }

    /**
     * Sets whether sealed shards keep a graph though it finds less than a scan in the same time;
     * default false. For measurements and tests of graphs.
     */
    Builder everyGraph(boolean everyGraph) {
      this.everyGraph = everyGraph;
      return this;
    }

    /**
     * Sets the heap that the shards may take, from 1 on; default no bound. It must hold what the
     * other options let be in memory at once: a compaction and {@code 2 * waitingShards + 2} shards
     * of {@code shardMaxAssets} or {@code shardMaxBytes}. A shard whose assets take more than is
     * usual is sealed earlier; writes are slowed down when the budget is used up.
     */
    public Builder memoryMaxBytes(long bytes) {
      this.memoryMaxBytes = bytes;
      return this;
    }

    /**
     * Sets the bytes that the local files may take, from 1 on; default no bound. Beyond it shards
     * are not written but stay in memory, and writes are slowed down, as on a full disk. A file
     * that is being sealed while another is compacted may exceed it.
     */
    public Builder diskMaxBytes(long bytes) {
      this.diskMaxBytes = bytes;
      return this;
    }

    /** Sets the largest file that may be written; default any size. For tests. */
    Builder fileMaxBytes(long bytes) {
      this.fileMaxBytes = bytes;
      return this;
    }

    /** Sets the full shards that may wait to be sealed, 1..64; default 2. */
    public Builder waitingShards(int shards) {
      this.waitingShards = shards;
      return this;
    }

    /**
     * Makes the options.
     *
     * @throws IllegalArgumentException naming the option that is out of range
     */
    public EngineOptions build() {
      if (unitTypes.isEmpty()) {
        throw new IllegalArgumentException(
            "unitTypes is empty, allowed are one or more of " + List.of(UnitType.values()));
      }
      atLeastOne("shardMaxAssets", shardMaxAssets);
      atLeastOne("shardMaxBytes", shardMaxBytes);
      atLeastOne("mergedMaxAssets", mergedMaxAssets);
      within("mergedMaxBytes", mergedMaxBytes, 1, SealedFormat.MAX_SECTION_BYTES);
      within("mergeFanIn", mergeFanIn, 2, 64);
      within("connectivity", connectivity, 2, 64);
      within("expansionAdd", expansionAdd, 1, 4096);
      within("expansionSearch", expansionSearch, 1, 4096);
      atLeastOne("graphTail", graphTail);
      within("graphThreads", graphThreads, 1, 64);
      atLeastOne("graphFrom", graphFrom);
      within("waitingShards", waitingShards, 1, 64);
      if (!(deadShare >= 0 && deadShare <= 1)) {
        throw new IllegalArgumentException(
            "deadShare is " + deadShare + ", allowed are numbers from 0 to 1");
      }
      atLeastOne("memoryMaxBytes", memoryMaxBytes);
      atLeastOne("diskMaxBytes", diskMaxBytes);
      requireMemory();
      return new EngineOptions(this);
    }

    private void requireMemory() {
      long shard = Math.min(HEAP_PER_ASSET * shardMaxAssets, HEAP_PER_LOG_BYTE * shardMaxBytes);
      int shards = shardsInMemory(waitingShards);
      long needed = mergedMaxBytes + shards * shard;
      if (memoryMaxBytes < needed) {
        throw new IllegalArgumentException(
            "memoryMaxBytes (index.memory.size) is "
                + memoryMaxBytes
                + ", needed are "
                + needed
                + ": "
                + mergedMaxBytes
                + " for a compaction by mergedMaxBytes (index.merge.max-bytes), and "
                + shard
                + " for each of "
                + shards
                + " shards in memory by waitingShards (index.shard.waiting), shardMaxAssets"
                + " (index.shard.max-assets) and shardMaxBytes (index.shard.max-bytes); give it"
                + " more, or lower one of these");
      }
    }

    private static void atLeastOne(String name, long value) {
      if (value < 1) {
        throw new IllegalArgumentException(
            name + " is " + value + ", allowed are numbers from 1 on");
      }
    }

    private static void within(String name, long value, long min, long max) {
      if (value < min || value > max) {
        throw new IllegalArgumentException(
            name + " is " + value + ", allowed are " + min + ".." + max);
      }
    }
  }
}
