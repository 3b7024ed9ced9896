package io.flinkiscc.index;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;

/**
 * The similarity index of one task: takes the changes of a log and answers searches on snapshots.
 *
 * <p>One thread writes ({@link #apply}, {@link #freeze}, {@link #replay}); any thread may take a
 * {@link #snapshot()} and search it. A change is in every snapshot taken after {@link #apply}
 * returned.
 *
 * <p>The active shard keeps dead entries until the dead records of its log outnumber the live ones;
 * then it is written anew, so that memory follows what is live. Searches that began before keep the
 * old one.
 */
public final class AssetIndex {

  /** Below this many dead log records a rewrite frees too little to be worth its time. */
  private static final int SMALLEST_REWRITE = 4096;

  private final long deleteRetentionMillis;
  private final InstantSource clock;
  private final RememberedDeletes deletes = new RememberedDeletes();

  private volatile ActiveShard active = new ActiveShard();
  private volatile long maxEventTimeMicros;

  private AssetIndex(Builder builder) {
    this.deleteRetentionMillis = builder.deleteRetention.toMillis();
    this.clock = builder.clock;
  }

  /** Starts an empty index. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Offers a change to the index.
   *
   * @param op the change
   * @param keyGroup key group of its key, 0..32767: what the index is split by when it is rescaled
   * @return what became of it
   * @throws IllegalArgumentException if the key group is out of range
   * @see WriteRules
   */
  public WriteOutcome apply(AssetOp op, int keyGroup) {
    maxEventTimeMicros = Math.max(maxEventTimeMicros, op.eventTimeMicros());
    long now = clock.millis();
    deletes.expire(now);
    int entry = active.find(op.key());
    WriteOutcome outcome =
        switch (WriteRules.decide(op, stateOf(op.key(), entry, now))) {
          case PUT -> put(op, keyGroup, entry);
          case DELETE -> delete(op, keyGroup, entry, now, WriteOutcome.DELETED);
          case REMEMBER_DELETE -> delete(op, keyGroup, entry, now, WriteOutcome.REMEMBERED);
          case IGNORE_STALE -> WriteOutcome.IGNORED_STALE;
          case IGNORE_PRESENT -> WriteOutcome.IGNORED_PRESENT;
          case IGNORE_UNKNOWN -> WriteOutcome.IGNORED_UNKNOWN;
        };
    rewriteIfWorthwhile(now);
    return outcome;
  }

  private WriteRules.KeyState stateOf(long key, int entry, long now) {
    if (entry != HashChains.NONE) {
      return WriteRules.KeyState.live(active.seqs.get(entry));
    }
    RememberedDeletes.Delete delete = deletes.get(key, now);
    return delete == null ? WriteRules.KeyState.UNKNOWN : WriteRules.KeyState.deleted(delete.seq());
  }

  private WriteOutcome put(AssetOp op, int keyGroup, int entry) {
    boolean isNew = entry == HashChains.NONE;
    byte[] form = AssetCodec.encode(op.asset());
    // Equal assets have equal forms, so that the stored one need not be read into an asset.
    if (!isNew && active.form(entry).equals(ByteBuffer.wrap(form))) {
      if (active.seqs.get(entry) != op.seq()) {
        active.renumber(entry, op.seq());
      }
      return WriteOutcome.UNCHANGED;
    }
    active.put(op.asset(), form, keyGroup, op.seq(), op.eventTimeMicros(), entry);
    deletes.forget(op.key());
    return isNew ? WriteOutcome.ADDED : WriteOutcome.REPLACED;
  }

  private WriteOutcome delete(AssetOp op, int keyGroup, int entry, long now, WriteOutcome outcome) {
    boolean numbered = op.seq() != AssetOp.NO_SEQ;
    long until = numbered ? now + deleteRetentionMillis : 0;
    active.delete(op.key(), keyGroup, op.seq(), until, entry);
    if (numbered) {
      deletes.put(op.key(), new RememberedDeletes.Delete(keyGroup, op.seq(), until));
    }
    return outcome;
  }

  /** The index as it is now. Any thread. */
  public IndexSnapshot snapshot() {
    return new IndexSnapshot(List.of(active.view()), maxEventTimeMicros);
  }

  /** Number of live assets. Writer only. */
  public long liveAssets() {
    return active.live();
  }

  /** Number of entries that were replaced or deleted and still take memory. Writer only. */
  public long deadEntries() {
    return active.dead();
  }

  /** Number of numbered deletes that are remembered. Writer only. */
  public int rememberedDeletes() {
    return deletes.size();
  }

  /** Heap bytes of the index, without object headers. Writer only. */
  public long memoryBytes() {
    // A remembered delete: two map and queue nodes, two boxed keys, two records.
    return active.memoryBytes() + deletes.size() * 160L;
  }

  /** The index as it is now, for writing it out: takes references only, whatever its size. */
  public FrozenIndex freeze() {
    return new FrozenIndex(active.log.freeze(), maxEventTimeMicros);
  }

  /**
   * Adds what a {@link FrozenIndex} wrote, as far as its key groups are wanted. Several frozen
   * indexes may be added one after the other if no key group comes from two of them. After an
   * exception the index holds a part of them and must be thrown away.
   *
   * @param frozen bytes of {@link FrozenIndex#writeTo}
   * @param keyGroups tells for a key group whether it is wanted
   * @throws CorruptDataException if the bytes are damaged or of a newer format
   */
  public void replay(java.io.InputStream frozen, IntPredicate keyGroups)
      throws java.io.IOException {
    LogReader reader = new LogReader(frozen);
    long now = clock.millis();
    for (LogRecord record = reader.next(); record != null; record = reader.next()) {
      if (keyGroups.test(record.keyGroup)) {
        replay(record, now);
      }
    }
    maxEventTimeMicros = Math.max(maxEventTimeMicros, reader.maxEventTimeMicros());
    rewriteIfWorthwhile(now);
  }

  private void replay(LogRecord record, long now) throws CorruptDataException {
    int entry = active.find(record.key);
    switch (record.kind) {
      case LogRecord.PUT -> {
        Asset asset = AssetCodec.decode(record.asset);
        active.put(
            asset, AssetCodec.encode(asset), record.keyGroup, record.seq, record.time, entry);
        deletes.forget(record.key);
      }
      case LogRecord.RENUMBER -> {
        if (entry != HashChains.NONE) {
          active.renumber(entry, record.seq);
        }
      }
      default -> {
        active.delete(record.key, record.keyGroup, record.seq, record.time, entry);
        if (record.time > now) {
          deletes.put(
              record.key, new RememberedDeletes.Delete(record.keyGroup, record.seq, record.time));
        }
      }
    }
  }

  private void rewriteIfWorthwhile(long now) {
    long garbage = active.logRecords() - active.live() - deletes.size();
    if (garbage >= SMALLEST_REWRITE && garbage > active.live()) {
      rewrite(now);
    }
  }

  private void rewrite(long now) {
    ActiveShard old = active;
    ActiveShard fresh = new ActiveShard();
    old.view()
        .forEachEntry(
            e ->
                fresh.put(
                    old.readAsset(e),
                    old.formBytes(e),
                    old.keyGroups.get(e),
                    old.seqs.get(e),
                    old.eventTimes.get(e),
                    HashChains.NONE));
    deletes.expire(now);
    deletes
        .all()
        .forEach(
            (key, d) -> fresh.delete(key, d.keyGroup(), d.seq(), d.untilMillis(), HashChains.NONE));
    active = fresh;
  }

  /** Options of an index. */
  public static final class Builder {
    private Duration deleteRetention = Duration.ofHours(24);
    private InstantSource clock = InstantSource.system();

    private Builder() {}

    /** How long a numbered delete is remembered; default 24 hours, zero for not at all. */
    public Builder deleteRetention(Duration deleteRetention) {
      this.deleteRetention = Objects.requireNonNull(deleteRetention, "deleteRetention");
      return this;
    }

    /** The clock that {@link #deleteRetention} runs by; default the system's. */
    public Builder clock(InstantSource clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
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
      return new AssetIndex(this);
    }
  }
}
