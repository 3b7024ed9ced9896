package io.flinkiscc.index;

import io.flinkiscc.iscc.UnitType;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.roaringbitmap.RoaringBitmap;

/**
 * A full shard on its way to be sealed: searched in memory as before, while a background thread
 * writes its file. What dies meanwhile is noted, to be dead in the sealed shard too.
 */
final class WaitingShard implements ShardEntries {

  private final ActiveShard shard;

  /** Entries that died since the shard was full. Writer only. */
  private int[] deaths = new int[16];

  private int deathCount;
  private volatile Sealing result;
  private final AtomicBoolean released = new AtomicBoolean();

  /**
   * What a sealed shard is put together from.
   *
   * @param file the file; null if nothing was left to write
   * @param ordinals entry of the sealed shard by entry of the full one; -1 if it was dead
   */
  record Sealing(ShardFile file, int[] ordinals) {}

  WaitingShard(ActiveShard shard) {
    this.shard = shard;
  }

  ActiveShard shard() {
    return shard;
  }

  /** What the background thread has made, or null as long as it is at it. */
  Sealing result() {
    return result;
  }

  void result(Sealing sealing) {
    result = sealing;
  }

  /** Lets go of a file nobody took over. Any thread, once the writer takes none any more. */
  void release() {
    Sealing left = result;
    if (left != null && left.file() != null && released.compareAndSet(false, true)) {
      left.file().release();
    }
  }

  /** The dead entries of the sealed shard. Writer only. */
  Tombstones lateDeaths() {
    RoaringBitmap dead = new RoaringBitmap();
    for (int i = 0; i < deathCount; i++) {
      int ordinal = result.ordinals()[deaths[i]];
      if (ordinal >= 0) {
        dead.add(ordinal);
      }
    }
    dead.runOptimize();
    return new Tombstones(dead);
  }

  @Override
  public int find(long key, int keyGroup) {
    return shard.find(key, keyGroup);
  }

  @Override
  public boolean live(int entry) {
    return shard.live(entry);
  }

  @Override
  public long key(int entry) {
    return shard.key(entry);
  }

  @Override
  public int keyGroup(int entry) {
    return shard.keyGroup(entry);
  }

  @Override
  public long seq(int entry) {
    return shard.seq(entry);
  }

  @Override
  public long eventTimeMicros(int entry) {
    return shard.eventTimeMicros(entry);
  }

  @Override
  public boolean hasForm(int entry, byte[] form) {
    return shard.hasForm(entry, form);
  }

  @Override
  public byte[] form(int entry) {
    return shard.form(entry);
  }

  @Override
  public boolean hasSimprints(int entry, UnitType type) {
    return shard.hasSimprints(entry, type);
  }

  @Override
  public void kill(int entry, long version) {
    shard.kill(entry, version);
    if (deathCount == deaths.length) {
      deaths = Arrays.copyOf(deaths, 2 * deathCount);
    }
    deaths[deathCount++] = entry;
  }

  long memoryBytes() {
    return shard.memoryBytes() + deaths.length * 4L;
  }
}
