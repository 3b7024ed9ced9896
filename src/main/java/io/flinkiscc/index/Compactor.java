package io.flinkiscc.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.roaringbitmap.RoaringBitmap;

/**
 * Writes sealed shards anew as one, in the background and one group at a time. The writer starts it
 * and takes over its result; what dies meanwhile in the old shards is dead in the new one too.
 */
final class Compactor implements AutoCloseable {

  private static final long PAUSE_AFTER_FAILURE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Rounds in which the background thread looks up what died meanwhile, before the writer does. */
  private static final int ROUNDS = 3;

  private final Shards shards;
  private final BackgroundThreads threads;
  private final ShardFileWriter writer;
  private final EngineCounters counters;
  private final CompactionPlan plan;

  /** Files in work; empty if none. Writer only. */
  private List<ShardFile> inputs = List.of();

  /** Heap the work in hand may take. Writer only. */
  private long workingBytes;

  private final AtomicReference<Result> result = new AtomicReference<>();
  private volatile boolean failed;
  private volatile boolean tooLarge;
  private long notBefore = System.nanoTime();

  Compactor(
      Shards shards,
      EngineOptions options,
      BackgroundThreads threads,
      ShardFileWriter writer,
      EngineCounters counters) {
    this.shards = shards;
    this.threads = threads;
    this.writer = writer;
    this.counters = counters;
    this.plan = new CompactionPlan(options);
  }

  /**
   * A finished compaction.
   *
   * @param inputs the old shards
   * @param known their dead entries as far as they are accounted for, by input
   * @param file the new shard; null if nothing was live
   * @param dead its dead entries as far as known
   */
  record Result(
      List<ShardFile> inputs, List<RoaringBitmap> known, ShardFile file, RoaringBitmap dead) {

    /** Looks up in the new shard what has died in the old ones since. */
    void lookUp(ShardList list, long version) {
      for (int i = 0; i < inputs.size(); i++) {
        RoaringBitmap now = list.part(inputs.get(i)).tombstones().bitmap(version);
        RoaringBitmap late = RoaringBitmap.andNot(now, known.get(i));
        known.set(i, now);
        SealedEntries old = inputs.get(i).shard().entries();
        late.forEach(
            (int entry) -> {
              int place = file.shard().entries().find(old.key(entry), old.keyGroup(entry));
              if (place != SealedShard.NONE) {
                dead.add(place);
              }
            });
      }
    }

    /** The dead entries of the new shard. Writer only. */
    Tombstones tombstones(ShardList list) {
      lookUp(list, Long.MAX_VALUE);
      dead.runOptimize();
      return new Tombstones(dead);
    }
  }

  /** Whether a file is in work. Writer only. */
  boolean uses(ShardFile file) {
    return inputs.contains(file);
  }

  /** Whether nothing is in work. Writer only. */
  boolean idle() {
    return inputs.isEmpty();
  }

  /** Heap that work in hand may take, 0 if there is none. Writer only. */
  long workingBytes() {
    return inputs.isEmpty() ? 0 : workingBytes;
  }

  /** Starts work if none is going on and some is due. Writer only. */
  void startIfDue(List<SealedPart> sealed) {
    if (failed) {
      failed = false;
      if (tooLarge) {
        tooLarge = false;
        plan.chooseLess();
      }
      inputs = List.of();
      notBefore = System.nanoTime() + PAUSE_AFTER_FAILURE_NANOS;
    }
    if (!inputs.isEmpty() || sealed.isEmpty() || System.nanoTime() - notBefore < 0) {
      return;
    }
    List<SealedPart> chosen = plan.choose(sealed);
    if (!chosen.isEmpty()) {
      inputs = chosen.stream().map(SealedPart::file).toList();
      workingBytes = chosen.stream().mapToLong(plan::workingBytes).sum();
      List<ShardFile> files = inputs;
      threads.compact(() -> compact(files));
    }
  }

  /** The finished work, once; null if there is none. Writer only. */
  Result takeResult() {
    Result finished = result.getAndSet(null);
    if (finished != null) {
      inputs = List.of();
    }
    return finished;
  }

  private void compact(List<ShardFile> files) {
    try {
      result.set(merge(files));
      if (threads.closing()) {
        close();
      }
    } catch (IOException e) {
      if (threads.closing()) {
        return;
      }
      tooLarge = e instanceof ShardTooLargeException;
      if (e instanceof CorruptDataException || tooLarge && files.size() == 1) {
        // No use to try again.
        throw new UncheckedIOException("sealed shards cannot be compacted: " + e.getMessage(), e);
      }
      counters.failed(e);
      failed = true;
    }
  }

  private Result merge(List<ShardFile> files) throws IOException {
    Published start = shards.published();
    List<RoaringBitmap> known = new ArrayList<>();
    List<SealedSource> sources = new ArrayList<>();
    long live = 0;
    for (ShardFile file : files) {
      RoaringBitmap dead = start.shards().part(file).tombstones().bitmap(start.version());
      known.add(dead);
      SealedShard shard = file.shard();
      sources.add(shard.source(0, shard.size(), DeadEntries.of(dead)));
      live += shard.size() - dead.getLongCardinality();
    }
    if (live == 0) {
      return new Result(files, known, null, new RoaringBitmap());
    }
    long freed = files.stream().mapToLong(ShardFile::storedBytes).sum();
    ShardFile file = writer.write(new SealedMerge(sources), SealedGraphs.NONE, freed);
    counters.compactionBytes.add(file.bytes());
    Result merged = new Result(files, known, file, new RoaringBitmap());
    for (int round = 0; round < ROUNDS; round++) {
      Published now = shards.published();
      merged.lookUp(now.shards(), now.version());
    }
    return merged;
  }

  /** Lets go of a result nobody took. Any thread, once the writer takes none any more. */
  @Override
  public void close() {
    Result left = result.getAndSet(null);
    if (left != null && left.file() != null) {
      left.file().release();
    }
  }
}
