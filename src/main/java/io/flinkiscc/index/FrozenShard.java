package io.flinkiscc.index;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.roaringbitmap.RoaringBitmap;

/**
 * A sealed shard as a part of a {@link FrozenIndex}: its file, which stays where it is until the
 * frozen index is released, and the entries that were dead. Any thread.
 */
public final class FrozenShard {

  private final ShardFile file;
  private final Tombstones dead;
  private final KeyGroups clip;
  private final String tombstones;
  private final long version;

  FrozenShard(SealedPart part, long version) {
    this.file = part.file().lease();
    this.dead = part.tombstones();
    this.clip = part.clip();
    this.tombstones = part.saved().name();
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

  /**
   * Whether the local file lacks bytes that its index does not need, since only a part of it was
   * fetched when it was restored: then it must be taken from where it was restored from.
   */
  public boolean part() {
    return file.part();
  }

  /** Where its file is; not to be changed, and gone after the release. */
  public Path path() {
    return file.path();
  }

  /**
   * Writes its file; does not close the stream.
   *
   * @throws IOException if it cannot be read, or is only a {@link #part}
   */
  public void writeTo(OutputStream out) throws IOException {
    if (part()) {
      throw new IOException(
          "of sealed shard " + name() + " only a part is here, it cannot be written as a whole");
    }
    Files.copy(file.path(), out);
  }

  /** The key groups whose entries the index uses; all others are dead. */
  public KeyGroups clip() {
    return clip;
  }

  /**
   * Name of the dead entries that must be kept with the file, because the logs do not tell them:
   * what was once kept under it is enough as long as the name is the same. Null if none must.
   */
  public String tombstones() {
    return tombstones;
  }

  /** The dead entries: portable form of a RoaringBitmap over the ordinals of entries. */
  public byte[] tombstoneBytes() {
    RoaringBitmap bitmap = dead.bitmap(version);
    bitmap.runOptimize();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(bitmap.serializedSizeInBytes());
    try {
      bitmap.serialize(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  void release() {
    file.release();
  }
}
