package io.flinkiscc.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a scenario runs with and what happens to it. Immutable. */
final class Scenario {

  /** Number of key groups: few, so that many keys share each. */
  static final int KEY_GROUPS = 16;

  /** Number of tasks of the sources. */
  static final int SOURCES = 2;

  /** What the keyed state of the other operators is kept in. */
  enum Backend {
    HASHMAP,
    ROCKSDB
  }

  final long seed;
  final int changes;
  final int keys;
  final int parallelism;
  final int shardMaxAssets;
  final int mergeFanIn;
  final Backend backend;
  final boolean incremental;
  final boolean changelog;
  final boolean fileMerging;
  final boolean unaligned;
  final int concurrentCheckpoints;
  final Duration interval;
  final Duration timeout;
  final int inlineBytes;
  final int tolerableFailures;
  final boolean localRecovery;
  final boolean adaptive;
  final long diskMaxBytes;
  final List<Fault> faults;

  private Scenario(Builder b) {
    seed = b.seed;
    changes = b.changes;
    keys = b.keys;
    parallelism = b.parallelism;
    shardMaxAssets = b.shardMaxAssets;
    mergeFanIn = b.mergeFanIn;
    backend = b.backend;
    incremental = b.incremental;
    changelog = b.changelog;
    fileMerging = b.fileMerging;
    unaligned = b.unaligned;
    concurrentCheckpoints = b.concurrentCheckpoints;
    interval = b.interval;
    timeout = b.timeout;
    inlineBytes = b.inlineBytes;
    tolerableFailures = b.tolerableFailures;
    localRecovery = b.localRecovery;
    adaptive = b.adaptive;
    diskMaxBytes = b.diskMaxBytes;
    faults = List.copyOf(b.faults);
  }

  static Builder builder(long seed) {
    return new Builder(seed);
  }

  /** Whether a fault of this kind leaves another number of index tasks than there were. */
  boolean changesParallelism(Class<? extends Fault> kind) {
    int before = parallelism;
    boolean changes = false;
    for (Fault fault : faults) {
      int after = fault.tasks(before);
      changes |= after != before && kind.isInstance(fault);
      before = after;
    }
    return changes;
  }

  @Override
  public String toString() {
    List<String> words = new ArrayList<>();
    words.add("seed " + seed);
    words.add(changes + " changes of " + keys + " keys");
    words.add("parallelism " + parallelism);
    words.add("shards of " + shardMaxAssets + " merged by " + mergeFanIn);
    words.add(backend.name().toLowerCase() + (incremental ? " incremental" : ""));
    words.add((unaligned ? "unaligned" : "aligned") + " every " + interval.toMillis() + " ms");
    add(words, changelog, "changelog");
    add(words, fileMerging, "file merging");
    add(words, concurrentCheckpoints > 1, "concurrent");
    add(words, tolerableFailures == 0, "no failed checkpoint tolerated");
    add(words, localRecovery, "local recovery");
    add(words, adaptive, "adaptive");
    add(words, diskMaxBytes < Long.MAX_VALUE, "disk of " + diskMaxBytes);
    add(words, inlineBytes > 0, "inlines " + inlineBytes);
    return String.join(", ", words) + ": " + faults;
  }

  private static void add(List<String> words, boolean holds, String word) {
    if (holds) {
      words.add(word);
    }
  }

  /** Options of a scenario. */
  static final class Builder {
    private final long seed;
    private int changes = 1200;
    private int keys = 300;
    private int parallelism = 2;
    private int shardMaxAssets = 60;
    private int mergeFanIn = 3;
    private Backend backend = Backend.HASHMAP;
    private boolean incremental;
    private boolean changelog;
    private boolean fileMerging;
    private boolean unaligned;
    private int concurrentCheckpoints = 1;
    private Duration interval = Duration.ofMillis(40);
    private Duration timeout = Duration.ofSeconds(30);
    private int inlineBytes;
    private int tolerableFailures = Integer.MAX_VALUE;
    private boolean localRecovery;
    private boolean adaptive;
    private long diskMaxBytes = Long.MAX_VALUE;
    private List<Fault> faults = List.of();

    private Builder(long seed) {
      this.seed = seed;
    }

    Builder changes(int number, int ofKeys) {
      changes = number;
      keys = ofKeys;
      return this;
    }

    Builder parallelism(int tasks) {
      parallelism = tasks;
      return this;
    }

    Builder shards(int maxAssets, int fanIn) {
      shardMaxAssets = maxAssets;
      mergeFanIn = fanIn;
      return this;
    }

    Builder backend(Backend of, boolean incrementally) {
      backend = of;
      incremental = incrementally;
      return this;
    }

    Builder changelog(boolean on) {
      changelog = on;
      return this;
    }

    Builder fileMerging(boolean on) {
      fileMerging = on;
      return this;
    }

    Builder unaligned(boolean on) {
      unaligned = on;
      return this;
    }

    Builder concurrentCheckpoints(int most) {
      concurrentCheckpoints = most;
      return this;
    }

    /** Sets how often a checkpoint begins and when it expires. */
    Builder checkpoints(Duration every, Duration expires) {
      interval = every;
      timeout = expires;
      return this;
    }

    /** Sets up to which size a part of a checkpoint is written into its metadata. */
    Builder inlineBytes(int bytes) {
      inlineBytes = bytes;
      return this;
    }

    /** Sets how many checkpoints may fail in a row before the job is restarted. */
    Builder tolerableFailures(int most) {
      tolerableFailures = most;
      return this;
    }

    Builder localRecovery(boolean on) {
      localRecovery = on;
      return this;
    }

    Builder adaptive(boolean on) {
      adaptive = on;
      return this;
    }

    /** Sets the bytes that the local files of one index task may take. */
    Builder diskMaxBytes(long bytes) {
      diskMaxBytes = bytes;
      return this;
    }

    Builder faults(List<Fault> inThisOrder) {
      faults = inThisOrder;
      return this;
    }

    Builder faults(Fault... inThisOrder) {
      return faults(List.of(inThisOrder));
    }

    Scenario build() {
      return new Scenario(this);
    }
  }
}
