package io.flinkiscc.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Tells, of each live asset, the change that put it: with its seq and event time. */
final class LiveChanges {

  private final Published published;

  LiveChanges(Published published) {
    this.published = published;
  }

  void forEach(Consumer<AssetOp> changes) {
    try {
      grown(published.shards().active(), published.entries(), changes);
      for (WaitingShard waiting : published.shards().waiting()) {
        grown(waiting.shard(), waiting.shard().entries(), changes);
      }
      for (SealedPart part : published.shards().sealed()) {
        sealed(part, changes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void grown(ActiveShard shard, int entries, Consumer<AssetOp> changes)
      throws CorruptDataException {
    for (int entry = 0; entry < entries; entry++) {
      if (shard.visible(entry, entries, published.version())) {
        changes.accept(
            AssetOp.upsert(
                AssetCodec.decode(ByteBuffer.wrap(shard.form(entry))),
                shard.seq(entry),
                shard.eventTimeMicros(entry)));
      }
    }
  }

  private void sealed(SealedPart part, Consumer<AssetOp> changes) throws IOException {
    DeadEntries dead = part.tombstones().view(published.version());
    SealedSource source = part.shard().source(0, part.shard().size(), dead);
    for (SealedEntry entry = source.next(); entry != null; entry = source.next()) {
      changes.accept(
          AssetOp.upsert(
              AssetCodec.decode(ByteBuffer.wrap(entry.form())),
              entry.seq(),
              entry.eventTimeMicros()));
    }
  }
}
