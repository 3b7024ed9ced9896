package io.flinkiscc.index;

import io.flinkiscc.iscc.UnitType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.roaringbitmap.RoaringBitmap;

/**
 * All shards of one index, as their one writer sees and changes them; what readers see is published
 * as a whole behind every change.
 *
 * <p>A full shard is sealed, and sealed shards are compacted, by background threads. What they have
 * made is taken over by the writer at its next call ({@link #maintain}), which costs it
 * microseconds; readers never wait for that.
 */
final class Shards implements AutoCloseable {

  /** Below this many dead log records a rewrite frees too little to be worth its time. */
  private static final int SMALLEST_REWRITE = 4096;

  /** A rewrite copies at most this many entries, which takes some milliseconds. */
  private static final int LARGEST_REWRITE = 4096;

  /** Writes after which memory is looked at. */
  private static final int WRITES_BETWEEN_MEASURES = 256;

  /** Bytes of log after which it is looked at: few assets may have many simprints. */
  private static final long LOG_BETWEEN_MEASURES = 1 << 18;

  /** Deaths in sealed shards after which it is looked for compactions that are due. */
  private static final int DEATHS_BETWEEN_PLANS = 256;

  private final EngineOptions options;
  private final BackgroundThreads threads;
  private final GraphBuilding building;
  private final ShardDirectory directory;
  private final ShardSealer sealer;
  private final Compactor compactor;
  private final EngineCounters counters = new EngineCounters();

  private volatile Published published;
  private ShardList list;

  /** Number of logs of shards there were so far. */
  private long logs;

  private boolean restoring;
  private long compactionFrom = System.nanoTime();
  private long version;
  private int sealedDeaths;
  private volatile long memorySeen;
  private long activeMemorySeen;
  private long memorySeenAt;
  private long logAtMemorySeen;
  private long live;
  private long maxEventTimeMicros;
  private long[] withSimprints = new long[UnitType.values().length];

  /**
   * @param parent where the local directory is made; null for the temporary files of the system
   */
  Shards(EngineOptions options, Path parent) {
    this.options = options;
    this.threads = new BackgroundThreads(options.graphThreads());
    this.building = new GraphBuilding(options, threads);
    this.directory = new ShardDirectory(parent);
    this.list = new ShardList(newActive(), List.of(), List.of());
    ShardFileWriter writer = new ShardFileWriter(options, threads, directory);
    this.sealer = new ShardSealer(this, options, threads, writer, counters);
    this.compactor = new Compactor(this, options, threads, writer, counters);
    publish();
  }

  private ActiveShard newActive() {
    return new ActiveShard(building, options.unitTypes(), directory.newName(), logs++);
  }

  /** What readers see. Any thread. */
  Published published() {
    return published;
  }

  ShardDirectory directory() {
    return directory;
  }

  EngineCounters counters() {
    return counters;
  }

  BackgroundThreads threads() {
    return threads;
  }

  GraphBuilding building() {
    return building;
  }

  /** Whether no background work on the shards is going on. Writer only. */
  boolean settled() {
    return list.waiting().isEmpty() && compactor.idle();
  }

  /** Number of full shards in memory. Writer only. */
  int waiting() {
    return list.waiting().size();
  }

  /** Notes an event time, which is published with the next change or {@link #publishEventTime}. */
  void sawEventTime(long micros) {
    maxEventTimeMicros = Math.max(maxEventTimeMicros, micros);
  }

  /** Publishes the highest event time if no change did. */
  void publishEventTime() {
    if (published.maxEventTimeMicros() != maxEventTimeMicros) {
      publish();
    }
  }

  private void publish() {
    published =
        new Published(
            list,
            list.active().entries(),
            version,
            live,
            options.unitTypes(),
            withSimprints,
            maxEventTimeMicros);
  }

  /** The live asset of a key, or null. A key lives in one shard at most. */
  LiveEntry find(long key, int keyGroup) {
    LiveEntry found = findIn(list.active(), key, keyGroup);
    for (int i = 0; found == null && i < list.waiting().size(); i++) {
      found = findIn(list.waiting().get(i), key, keyGroup);
    }
    for (int i = 0; found == null && i < list.sealed().size(); i++) {
      found = findIn(list.sealed().get(i), key, keyGroup);
    }
    return found;
  }

  private static LiveEntry findIn(ShardEntries shard, long key, int keyGroup) {
    int entry = shard.find(key, keyGroup);
    return entry == ShardEntries.NONE ? null : new LiveEntry(shard, entry);
  }

  /**
   * Puts an asset.
   *
   * @param replaced the live asset of its key, or null
   */
  void put(
      Asset asset, byte[] form, int keyGroup, long seq, long eventTimeMicros, LiveEntry replaced) {
    list.active().put(asset, form, keyGroup, seq, eventTimeMicros);
    live++;
    if (!asset.simprints().isEmpty()) {
      withSimprints = withSimprints.clone();
      for (UnitType type : asset.simprints().keySet()) {
        withSimprints[type.ordinal()] += options.unitTypes().contains(type) ? 1 : 0;
      }
    }
    version++;
    if (replaced != null) {
      kill(replaced);
    }
    publish();
    makeRoom();
  }

  /** Removes a live asset. */
  void delete(long key, int keyGroup, long seq, LiveEntry entry) {
    list.active().logDelete(key, keyGroup, seq);
    version++;
    kill(entry);
    publish();
    makeRoom();
  }

  /** Gives a live asset another seq; one that is not in the growing shard moves there. */
  void renumber(Asset asset, byte[] form, int keyGroup, long seq, LiveEntry entry) {
    if (entry.shard() == list.active()) {
      list.active().renumber(entry.entry(), seq);
    } else {
      put(asset, form, keyGroup, seq, entry.eventTimeMicros(), entry);
    }
  }

  private void kill(LiveEntry dead) {
    live--;
    countSimprints(dead.shard(), dead.entry());
    ShardEntries shard = dead.shard();
    if (shard instanceof SealedPart part && part.tombstones().full()) {
      SealedPart merged = part.merged();
      list = list.with(part, merged);
      shard = merged;
    }
    if (shard instanceof SealedPart part) {
      sealedDeaths++;
      part.saved().died(list.active().logNumber);
    }
    shard.kill(dead.entry(), version);
  }

  private void countSimprints(ShardEntries shard, int entry) {
    long[] counts = null;
    for (UnitType type : UnitType.values()) {
      if (withSimprints[type.ordinal()] > 0 && shard.hasSimprints(entry, type)) {
        counts = counts == null ? withSimprints.clone() : counts;
        counts[type.ordinal()]--;
      }
    }
    withSimprints = counts == null ? withSimprints : counts;
  }

  private void makeRoom() {
    ActiveShard active = list.active();
    if (version - memorySeenAt >= WRITES_BETWEEN_MEASURES
        || Math.abs(active.log.length() - logAtMemorySeen) >= LOG_BETWEEN_MEASURES) {
      measureMemory();
    }
    long garbage = active.logRecords() - active.live();
    // With a shard waiting the deletes in this log may be about that one's entries: keep them.
    if (garbage >= SMALLEST_REWRITE
        && garbage > active.live()
        && active.live() <= LARGEST_REWRITE
        && list.waiting().isEmpty()
        && !restoring) {
      rewrite(active);
    } else if (active.entries() >= options.shardMaxAssets()
        || active.log.length() >= options.shardMaxBytes()
        || activeMemorySeen >= options.shardMemoryBytes()) {
      rotate();
    }
  }

  private void measureMemory() {
    memorySeenAt = version;
    logAtMemorySeen = list.active().log.length();
    activeMemorySeen = list.active().memoryBytes();
    memorySeen = memoryBytes();
  }

  /** Drops what is dead in a growing shard of which little lives. */
  private void rewrite(ActiveShard old) {
    ActiveShard fresh = newActive();
    new ActiveShardView(old, old.entries(), version)
        .forEachEntry(
            e ->
                fresh.put(
                    old.readAsset(e),
                    old.form(e),
                    old.keyGroups.get(e),
                    old.seqs.get(e),
                    old.eventTimes.get(e)));
    list = new ShardList(fresh, list.waiting(), list.sealed());
    old.abandonGraphs();
    dropLogs(old.logNumber);
    publish();
    measureMemory();
  }

  /** No later checkpoint has the logs up to this one: what died by them must be saved. */
  private void dropLogs(long log) {
    list.sealed().forEach(part -> part.saved().dropped(log, directory::newName));
  }

  private void rotate() {
    list = list.rotated(newActive());
    publish();
    measureMemory();
    counters.rotations.increment();
    sealer.wake();
  }

  /** Ends the growing shard before it is full, unless it is empty. */
  void rotateNow() {
    if (list.active().entries() > 0) {
      rotate();
    }
  }

  /** Takes over what background threads have finished, and starts what is due. */
  void maintain() {
    takeOver();
    sealedDeaths = 0;
    compact();
    measureMemory();
  }

  /** Lets no compaction begin for so long. */
  void holdCompaction(long nanos) {
    compactionFrom = System.nanoTime() + nanos;
  }

  private void compact() {
    if (!restoring && System.nanoTime() - compactionFrom >= 0) {
      compactor.startIfDue(list.sealed());
    }
  }

  /** Like {@link #maintain}, for every write: looks for what is due only now and then. */
  void maintainQuickly() {
    if (takeOver() || sealedDeaths >= DEATHS_BETWEEN_PLANS) {
      sealedDeaths = 0;
      compact();
    }
  }

  /** Whether shards and logs are being restored: nothing is compacted and rewritten meanwhile. */
  void restoring(boolean restoring) {
    this.restoring = restoring;
  }

  private boolean takeOver() {
    threads.throwIfFailed();
    boolean changed = false;
    for (WaitingShard full = list.oldestWaiting();
        full != null && full.result() != null;
        full = list.oldestWaiting()) {
      list = list.sealedOldest(sealed(full));
      dropLogs(full.shard().logNumber);
      counters.sealings.increment();
      changed = true;
    }
    Compactor.Result compacted = compactor.takeResult();
    if (compacted != null) {
      install(compacted);
      changed = true;
    }
    changed |= dropDead();
    if (changed) {
      publish();
    }
    building.forgetFinished();
    return changed;
  }

  /** What has become of a full shard; null if nothing of it was left. */
  private SealedPart sealed(WaitingShard full) {
    ShardFile file = full.result().file();
    if (file == null) {
      return null;
    }
    Tombstones dead = full.lateDeaths();
    TombstoneVersion saved =
        dead.count() == 0
            ? TombstoneVersion.saved(null)
            : TombstoneVersion.unsaved(full.shard().logNumber + 1, list.active().logNumber);
    return new SealedPart(file, dead, KeyGroups.all(), saved);
  }

  private SealedPart merged(Compactor.Result compacted) {
    if (compacted.file() == null) {
      return null;
    }
    Tombstones dead = compacted.tombstones(list);
    String name = dead.count() == 0 ? null : directory.newName();
    return new SealedPart(compacted.file(), dead, KeyGroups.all(), TombstoneVersion.saved(name));
  }

  private void install(Compactor.Result compacted) {
    SealedPart part = merged(compacted);
    list = list.replaced(compacted.inputs(), part);
    compacted.inputs().forEach(ShardFile::release);
    counters.compactions.increment();
  }

  private boolean dropDead() {
    boolean dropped = false;
    for (SealedPart part : list.sealed()) {
      if (part.live() == 0 && !compactor.uses(part.file())) {
        list = list.replaced(List.of(part.file()), null);
        part.file().release();
        dropped = true;
      }
    }
    return dropped;
  }

  /**
   * Adds a sealed shard that was restored. One that is there already counts once, with what is live
   * in either.
   *
   * @param dead its dead entries, those of key groups outside of the clip included
   * @param clip the key groups whose entries may be used
   * @param saved name under which all of the dead that are in the clip are saved, null if none are
   * @return whether the file is in use from now on that was not before
   */
  boolean add(ShardFile file, RoaringBitmap dead, KeyGroups clip, String saved) {
    if (dead.getLongCardinality() == file.shard().size()) {
      return false;
    }
    for (SealedPart part : list.sealed()) {
      if (part.file().name().equals(file.name())) {
        requireSame(part.file(), file);
        count(part, -1);
        SealedPart merged = bothOf(part, dead, clip, saved);
        count(merged, 1);
        list = list.with(part, merged);
        publish();
        return false;
      }
    }
    SealedPart part =
        new SealedPart(file, new Tombstones(dead), clip, TombstoneVersion.saved(saved));
    count(part, 1);
    List<SealedPart> more = new ArrayList<>(list.sealed());
    more.add(part);
    list = new ShardList(list.active(), list.waiting(), more);
    publish();
    return true;
  }

  private static void requireSame(ShardFile there, ShardFile file) {
    if (there != file && (there.part() || file.part())) {
      throw new IllegalArgumentException(
          "sealed shard "
              + file.name()
              + " was fetched in parts twice; fetch once what all frozen indexes want of it");
    }
  }

  private SealedPart bothOf(SealedPart part, RoaringBitmap dead, KeyGroups clip, String saved) {
    String other = part.saved().name();
    String name = Objects.equals(saved, other) ? saved : directory.newName();
    RoaringBitmap both = RoaringBitmap.and(dead, part.tombstones().bitmap(Long.MAX_VALUE));
    return new SealedPart(
        part.file(), new Tombstones(both), part.clip().or(clip), TombstoneVersion.saved(name));
  }

  private void count(SealedPart part, int sign) {
    live += (long) sign * part.live();
    withSimprints = withSimprints.clone();
    for (UnitType type : options.unitTypes()) {
      SealedEntrySet with = part.shard().entriesWith(SealedSection.Role.SIMPRINT, type);
      if (with != null) {
        DeadEntries dead = DeadEntries.of(part.tombstones().bitmap(Long.MAX_VALUE));
        withSimprints[type.ordinal()] += (long) sign * with.count(0, part.shard().size(), dead);
      }
    }
  }

  /** Heap bytes of all shards as of one of the last writes. Any thread. */
  long memorySeen() {
    return memorySeen;
  }

  /** Heap bytes of all shards, and of what is being sealed and compacted. Writer only. */
  long memoryBytes() {
    ShardList now = list;
    long bytes = now.active().memoryBytes() + compactor.workingBytes();
    for (WaitingShard waiting : now.waiting()) {
      bytes += waiting.memoryBytes();
    }
    // One is sealed at a time.
    bytes += now.waiting().isEmpty() ? 0 : WritingMemory.of(now.oldestWaiting().shard());
    for (SealedPart part : now.sealed()) {
      bytes += part.tombstones().memoryBytes() + part.shard().heapBytes();
    }
    return bytes;
  }

  /** Stops the threads and removes the local files that nobody holds. */
  @Override
  public void close() {
    threads.close();
    compactor.close();
    list.waiting().forEach(WaitingShard::release);
    list.sealed().forEach(part -> part.file().release());
    list = new ShardList(list.active(), List.of(), List.of());
    directory.close();
  }
}
