package io.flinkiscc.index;

import io.flinkiscc.iscc.UnitType;
import java.nio.ByteBuffer;

/**
 * A sealed shard and its dead entries. A new object takes the place of this one when the dead are
 * merged into one bitmap.
 *
 * @param file the shard
 * @param tombstones its dead entries, with those of key groups outside of the clip
 * @param clip the key groups whose entries the index uses
 * @param saved which of the dead a checkpoint must hold
 */
record SealedPart(ShardFile file, Tombstones tombstones, KeyGroups clip, TombstoneVersion saved)
    implements ShardEntries {

  /** The same with all dead in one bitmap. Writer only. */
  SealedPart merged() {
    return new SealedPart(file, tombstones.merged(), clip, saved);
  }

  SealedShard shard() {
    return file.shard();
  }

  /** Number of live entries. Writer only. */
  int live() {
    return shard().size() - tombstones.count();
  }

  /** Share of dead entries. Writer only. */
  double deadShare() {
    return shard().size() == 0 ? 1 : (double) tombstones.count() / shard().size();
  }

  @Override
  public int find(long key, int keyGroup) {
    int entry = shard().entries().find(key, keyGroup);
    return entry == NONE || tombstones.dead(entry) ? NONE : entry;
  }

  @Override
  public boolean live(int entry) {
    return !tombstones.dead(entry);
  }

  @Override
  public long key(int entry) {
    return shard().entries().key(entry);
  }

  @Override
  public int keyGroup(int entry) {
    return shard().entries().keyGroup(entry);
  }

  @Override
  public long seq(int entry) {
    return shard().entries().seq(entry);
  }

  @Override
  public long eventTimeMicros(int entry) {
    return shard().entries().eventTimeMicros(entry);
  }

  @Override
  public boolean hasForm(int entry, byte[] form) {
    return shard().entries().digest(entry) == SealedDigest.of(form)
        && shard().form(entry).equals(ByteBuffer.wrap(form));
  }

  @Override
  public byte[] form(int entry) {
    ByteBuffer form = shard().form(entry);
    byte[] bytes = new byte[form.remaining()];
    form.get(bytes);
    return bytes;
  }

  @Override
  public boolean hasSimprints(int entry, UnitType type) {
    SealedEntrySet with = shard().entriesWith(SealedSection.Role.SIMPRINT, type);
    return with != null && with.contains(entry);
  }

  @Override
  public void kill(int entry, long version) {
    tombstones.kill(entry, version);
  }
}
