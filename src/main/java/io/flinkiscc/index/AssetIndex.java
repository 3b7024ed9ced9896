package io.flinkiscc.index;

import io.flinkiscc.iscc.UnitType;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The similarity index of one task: takes the changes of a log and answers searches on snapshots.
 *
 * <p>One thread writes ({@link #apply}, {@link #maintain}, {@link #freeze}, {@link #restoring},
 * {@link #close}); any thread may take a {@link #snapshot()} and search it. A change is in every
 * snapshot taken after {@link #apply} returned.
 *
 * <p>Changes go to a growing shard in memory. When it is full it is sealed: background threads
 * write it to a file in the local directory, which is then searched in place, and merge such files
 * as they become many or their entries die. None of that keeps a search waiting. A write waits, a
 * few milliseconds at a time, only when the background threads have fallen behind by what {@link
 * EngineOptions} allows.
 *
 * <p>A background thread that fails for another reason than a failed write to the disk makes every
 * later call of the writer fail with an {@link IllegalStateException}. A failed write is tried
 * again while the shard stays in memory.
 */
public final class AssetIndex implements AutoCloseable {

  /** Beside a write: takes less than most writes do. */
  private static final int EXPIRED_PER_WRITE = 20;

  /** Takes some milliseconds. */
  private static final int EXPIRED_AT_ONCE = 2000;

  private final long deleteRetentionMillis;
  private final InstantSource clock;
  private final RememberedDeletes deletes;
  private final Shards shards;
  private final Brake brake;
  private final LiveUnits liveUnits;
  private final Expiry expiry;

  private IndexRestore restore;
  private boolean closed;

  private AssetIndex(Builder builder) {
    this.deleteRetentionMillis = builder.deleteRetention.toMillis();
    this.clock = builder.clock;
    this.shards = new Shards(builder.options, builder.directory);
    this.liveUnits = new LiveUnits(builder.options.unitTypes());
    this.deletes = new RememberedDeletes(shards.directory()::newName);
    this.brake = new Brake(shards, builder.options);
    this.expiry = new Expiry(shards, builder.retention, this::remember);
  }

  /** Starts an empty index. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Offers a change to the index.
   *
   * @param op the change
   * @param keyGroup key group of its key, 0..32767: what the index is split by when it is rescaled;
   *     a key always has the same
   * @return what became of it
   * @throws IllegalArgumentException if the key group is out of range
   * @throws IllegalStateException if the index is closed, its background threads failed, or the
   *     thread was interrupted while it waited for them
   * @see WriteRules
   */
  public WriteOutcome apply(AssetOp op, int keyGroup) {
    if (keyGroup < 0 || keyGroup > LogRecord.MAX_KEY_GROUP) {
      throw new IllegalArgumentException(
          "key group is " + keyGroup + ", allowed are 0.." + LogRecord.MAX_KEY_GROUP);
    }
    requireOpen();
    shards.maintainQuickly();
    brake.waitIfBehind();
    if (expiry.behind()) {
      expiry.sweep(EXPIRED_PER_WRITE);
    }
    shards.sawEventTime(op.eventTimeMicros());
    WriteOutcome outcome = write(op, keyGroup);
    shards.publishEventTime();
    return outcome;
  }

  private WriteOutcome write(AssetOp op, int keyGroup) {
    long now = clock.millis();
    deletes.expire(now);
    LiveEntry entry = shards.find(op.key(), keyGroup);
    if (entry != null && expiry.removeIfExpired(op.key(), keyGroup, entry)) {
      entry = null;
    }
    return switch (WriteRules.decide(op, stateOf(op.key(), entry, now))) {
      case PUT ->
          expiry.expired(op.eventTimeMicros())
              ? tooOld(op, keyGroup, entry)
              : put(op, keyGroup, entry);
      case DELETE -> {
        shards.delete(op.key(), keyGroup, op.seq(), entry);
        remember(op.key(), keyGroup, op.seq());
        yield WriteOutcome.DELETED;
      }
      case REMEMBER_DELETE -> {
        remember(op.key(), keyGroup, op.seq());
        yield WriteOutcome.REMEMBERED;
      }
      case IGNORE_STALE -> WriteOutcome.IGNORED_STALE;
      case IGNORE_PRESENT -> WriteOutcome.IGNORED_PRESENT;
      case IGNORE_UNKNOWN -> WriteOutcome.IGNORED_UNKNOWN;
    };
  }

  private WriteRules.KeyState stateOf(long key, LiveEntry entry, long now) {
    if (entry != null) {
      return WriteRules.KeyState.live(entry.seq());
    }
    RememberedDeletes.Delete delete = deletes.get(key, now);
    return delete == null ? WriteRules.KeyState.UNKNOWN : WriteRules.KeyState.deleted(delete.seq());
  }

  private WriteOutcome put(AssetOp op, int keyGroup, LiveEntry entry) {
    byte[] form = AssetCodec.encode(op.asset());
    // Equal assets have equal forms, so that the stored one need not be read into an asset.
    if (entry != null && entry.hasForm(form)) {
      if (expiry.on() && entry.eventTimeMicros() != op.eventTimeMicros()) {
        shards.put(op.asset(), form, keyGroup, op.seq(), op.eventTimeMicros(), entry);
      } else if (entry.seq() != op.seq()) {
        shards.renumber(op.asset(), form, keyGroup, op.seq(), entry);
      }
      return WriteOutcome.UNCHANGED;
    }
    shards.put(op.asset(), form, keyGroup, op.seq(), op.eventTimeMicros(), entry);
    deletes.forget(op.key());
    return entry == null ? WriteOutcome.ADDED : WriteOutcome.REPLACED;
  }

  /** The newest record of a key says what it is, also if that has expired. */
  private WriteOutcome tooOld(AssetOp op, int keyGroup, LiveEntry entry) {
    if (entry != null) {
      shards.delete(op.key(), keyGroup, op.seq(), entry);
    }
    remember(op.key(), keyGroup, op.seq());
    return WriteOutcome.EXPIRED;
  }

  private void remember(long key, int keyGroup, long seq) {
    if (seq != AssetOp.NO_SEQ) {
      long until = clock.millis() + deleteRetentionMillis;
      deletes.put(key, new RememberedDeletes.Delete(keyGroup, seq, until));
    }
  }

  /**
   * Takes over what background threads have finished, and starts what is due. Every other call of
   * the writer does that too; on its own it serves an index that nothing is written to.
   *
   * @throws IllegalStateException if the index is closed or its background threads failed
   */
  public void maintain() {
    requireOpen();
    shards.maintain();
    expiry.sweep(EXPIRED_AT_ONCE);
  }

  /**
   * Tells how far the time of events has come: assets that are older than the retention allows are
   * removed, by this and later calls of the writer. Does nothing if there is no retention.
   *
   * @param micros a watermark in microseconds since 1970 UTC
   * @throws IllegalStateException if the index is closed or its background threads failed
   */
  public void advanceTo(long micros) {
    requireOpen();
    expiry.advance(micros);
    maintain();
  }

  /**
   * Lets no compaction of sealed shards begin for a while, because what is written anew has to go
   * into the next checkpoint again. Writer only.
   *
   * @param time how long from now on; zero to let them begin
   */
  public void holdCompaction(Duration time) {
    shards.holdCompaction(time.toNanos());
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the index is closed");
    }
  }

  /**
   * Whether nothing is being sealed or compacted, as of the last call of {@link #maintain}. Writer
   * only.
   */
  public boolean settled() {
    return shards.settled();
  }

  /**
   * Lets the graphs of the growing shard take all that is in it, in the calling thread, which also
   * measures how good they are. Takes as long as there is much left. Writer only.
   */
  public void finishGraphs() {
    maintain();
    shards.published().shards().active().finishGraphs();
  }

  /** Seals the growing shard before it is full; the work is done in the background. */
  public void rotate() {
    maintain();
    shards.rotateNow();
  }

  /**
   * The index as it is now: all of every change whose {@link #apply} has returned, and all or
   * nothing of the one that is going on. Any thread at any time, also while the writer writes;
   * nobody waits. After {@link #close} it is the index as it was last.
   */
  public IndexSnapshot snapshot() {
    return new IndexSnapshot(shards.published());
  }

  /**
   * Hands out, for each live asset, the change that put it, with its seq and event time: what makes
   * another index equal to this one, but for deletes that are remembered. Any thread.
   *
   * @throws java.io.UncheckedIOException if a file is damaged
   */
  public void forEachChange(Consumer<AssetOp> changes) {
    new LiveChanges(shards.published()).forEach(changes);
  }

  /** Number of live assets. */
  public long liveAssets() {
    return shards.published().live();
  }

  /**
   * Number of live units of a type, 0 if it is not indexed. Any thread; as of a moment ago while
   * there are writes.
   */
  public long liveUnits(UnitType type) {
    return liveUnits.count(shards.published().shards(), type);
  }

  /** Number of numbered deletes that are remembered. Any thread. */
  public int rememberedDeletes() {
    return deletes.size();
  }

  /**
   * Heap bytes of the index, without those of single small objects; what is being sealed or
   * compacted takes is estimated. Writer only, see {@link IndexStats#memoryBytes}.
   */
  public long memoryBytes() {
    return shards.memoryBytes() + deletes.memoryBytes();
  }

  /**
   * Bytes of the files of sealed shards, all of them mapped; how much of them is in memory is up to
   * the operating system.
   */
  public long mappedBytes() {
    return stats().sealedBytes();
  }

  /** How the index is doing. Any thread; single figures may be of a moment ago. */
  public IndexStats stats() {
    return IndexStats.of(shards);
  }

  /**
   * The index as it is now, for writing it out: takes references only, whatever its size. It must
   * be closed when it was written or is not needed; until then the files of its sealed shards stay.
   */
  public FrozenIndex freeze() {
    requireOpen();
    shards.maintain();
    Published now = shards.published();
    List<FrozenShard> sealed = new ArrayList<>();
    for (SealedPart part : now.shards().sealed()) {
      sealed.add(new FrozenShard(part, now.version()));
    }
    List<FrozenLog> logs = new ArrayList<>();
    for (int i = now.shards().waiting().size() - 1; i >= 0; i--) {
      logs.add(new FrozenLog(now.shards().waiting().get(i).shard().log.freeze(), false));
    }
    logs.add(new FrozenLog(now.shards().active().log.freeze(), false));
    deletes.freeze().forEach(log -> logs.add(new FrozenLog(log, true)));
    return new FrozenIndex(sealed, logs, now.maxEventTimeMicros());
  }

  /**
   * Begins to fill the index with what frozen ones were; before anything else is done with it.
   *
   * @throws IllegalStateException if the index is closed
   */
  public IndexRestore restoring() {
    requireOpen();
    restore = new IndexRestore(this, shards, deletes, new LogReplay(shards, deletes, clock));
    return restore;
  }

  Brake brake() {
    return brake;
  }

  void sawEventTime(long micros) {
    shards.sawEventTime(micros);
    shards.publishEventTime();
  }

  /**
   * Ends the background threads and removes the local files; those of a {@link FrozenIndex} stay
   * until it is closed. Snapshots that were taken before go on to work.
   */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      if (restore != null) {
        restore.discard();
      }
      shards.close();
    }
  }

  /** Options of an index. */
  public static final class Builder {
    private static final Duration LONGEST_RETENTION = Duration.ofDays(365_000);

    private Duration deleteRetention = Duration.ofHours(24);
    private Duration retention = Duration.ZERO;
    private InstantSource clock = InstantSource.system();
    private EngineOptions options = EngineOptions.defaults();
    private Path directory;

    private Builder() {}

    /** How long a numbered delete is remembered; default 24 hours, zero for not at all. */
    public Builder deleteRetention(Duration deleteRetention) {
      this.deleteRetention = Objects.requireNonNull(deleteRetention, "deleteRetention");
      return this;
    }

    /**
     * How long an asset lives after its event time, by what {@link #advanceTo} tells; up to a
     * thousandth and a second longer. One with a seq is remembered as a delete is. Default zero:
     * for ever.
     */
    public Builder retention(Duration retention) {
      this.retention = Objects.requireNonNull(retention, "retention");
      return this;
    }

    /** The clock that {@link #deleteRetention} runs by; default the system's. */
    public Builder clock(InstantSource clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /** How shards are sealed, compacted and given graphs. */
    public Builder options(EngineOptions options) {
      this.options = Objects.requireNonNull(options, "options");
      return this;
    }

    /**
     * Where the local directory of the index is made, when its first shard is sealed; removed when
     * the index is closed. Default: among the temporary files of the system.
     */
    public Builder directory(Path parent) {
      this.directory = Objects.requireNonNull(parent, "parent");
      return this;
    }

    /**
     * Makes the index.
     *
     * @throws IllegalArgumentException if an option is out of range
     */
    public AssetIndex build() {
      if (deleteRetention.isNegative()) {
        throw new IllegalArgumentException(
            "deleteRetention is " + deleteRetention + ", allowed are durations from zero on");
      }
      if (retention.isNegative() || retention.compareTo(LONGEST_RETENTION) > 0) {
        throw new IllegalArgumentException(
            "retention is "
                + retention
                + ", allowed are durations from zero (for ever) to "
                + LONGEST_RETENTION);
      }
      return new AssetIndex(this);
    }
  }
}
