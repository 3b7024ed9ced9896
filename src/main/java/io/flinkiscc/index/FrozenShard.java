package io.flinkiscc.index;

import java.io.DataOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.roaringbitmap.RoaringBitmap;

/**
 * A sealed shard as a part of a {@link FrozenIndex}: its file, which stays where it is until the
 * frozen index is released, and the entries that were dead. Any thread.
 */
public final class FrozenShard {

  private final ShardFile file;
  private final Tombstones tombstones;
  private final long version;

  FrozenShard(ShardFile file, Tombstones tombstones, long version) {
    this.file = file.lease();
    this.tombstones = tombstones;
    this.version = version;
  }

  /** The name of the shard: no two shards with other contents have the same. */
  public String name() {
    return file.name();
  }

  /** Bytes of its file. */
  public long bytes() {
    return file.bytes();
  }

  /** CRC32C of its file. */
  public int checksum() {
    return file.checksum();
  }

  /** Where its file is; not to be changed, and gone after the release. */
  public Path path() {
    return file.path();
  }

  /** Writes its file; does not close the stream. */
  public void writeTo(OutputStream out) throws IOException {
    Files.copy(file.path(), out);
  }

  /** Writes its line of the table in {@link FrozenIndex}. */
  void writeLine(DataOutput out) throws IOException {
    RoaringBitmap dead = tombstones.bitmap(version);
    dead.runOptimize();
    out.writeUTF(name());
    out.writeLong(bytes());
    out.writeInt(checksum());
    out.writeInt(dead.serializedSizeInBytes());
    dead.serialize(out);
  }

  void release() {
    file.release();
  }
}
