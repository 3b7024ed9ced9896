package io.flinkiscc.index;

import java.nio.ByteBuffer;
import java.time.InstantSource;

/**
 * Does again what the records of a log say. No rule is asked, because only accepted changes are
 * logged. For one thread.
 */
final class LogReplay {

  private final Shards shards;
  private final RememberedDeletes deletes;
  private final InstantSource clock;

  LogReplay(Shards shards, RememberedDeletes deletes, InstantSource clock) {
    this.shards = shards;
    this.deletes = deletes;
    this.clock = clock;
  }

  /**
   * Does again what a record says.
   *
   * @throws CorruptDataException if it holds no asset where it should
   */
  void replay(LogRecord record) throws CorruptDataException {
    switch (record.kind) {
      case LogRecord.PUT -> {
        Asset asset = AssetCodec.decode(record.asset);
        byte[] form = AssetCodec.encode(asset);
        LiveEntry entry = shards.find(record.key, record.keyGroup);
        shards.put(asset, form, record.keyGroup, record.seq, record.time, entry);
        deletes.forget(record.key);
      }
      case LogRecord.RENUMBER -> {
        LiveEntry entry = shards.find(record.key, record.keyGroup);
        if (entry != null) {
          renumber(entry, record);
        }
      }
      case LogRecord.DELETE -> {
        LiveEntry entry = shards.find(record.key, record.keyGroup);
        if (entry != null) {
          shards.delete(record.key, record.keyGroup, record.seq, entry);
        }
        rememberAgain(record);
      }
      case LogRecord.FORGET -> deletes.forget(record.key);
      default -> rememberAgain(record);
    }
  }

  /** The entry may be in another shard than it was when the record was written. */
  private void renumber(LiveEntry entry, LogRecord record) throws CorruptDataException {
    byte[] form = entry.shard().form(entry.entry());
    Asset asset = AssetCodec.decode(ByteBuffer.wrap(form));
    shards.renumber(asset, form, record.keyGroup, record.seq, entry);
  }

  private void rememberAgain(LogRecord record) {
    if (record.time > clock.millis()) {
      deletes.put(
          record.key, new RememberedDeletes.Delete(record.keyGroup, record.seq, record.time));
    }
  }
}
