package io.flinkiscc.index;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The file of a sealed shard in the local directory of an index. It is deleted when the index has
 * dropped the shard and nobody holds a lease on the path any more. Who still searches the shard is
 * not disturbed by that: its mapping lives until it is collected. Any thread.
 */
final class ShardFile {

  private final String name;
  private final Path path;
  private final long bytes;
  private final int checksum;
  private final SealedShard shard;
  private final long storedBytes;
  private final ShardDirectory directory;
  private int holders = 1;

  private ShardFile(
      String name,
      Path path,
      long bytes,
      int checksum,
      SealedShard shard,
      long storedBytes,
      ShardDirectory directory) {
    this.storedBytes = storedBytes;
    this.directory = directory;
    this.name = name;
    this.path = path;
    this.bytes = bytes;
    this.checksum = checksum;
    this.shard = shard;
  }

  /**
   * Opens a file, which the index then holds.
   *
   * @param name name of the shard, unique among all shards ever made
   * @param directory where the file lies
   * @throws IOException if it cannot be read or is no sealed shard
   */
  static ShardFile open(String name, Path path, ShardDirectory directory) throws IOException {
    return open(name, path, FileChecksum.of(path), directory);
  }

  /** Like {@link #open(String, Path, ShardDirectory)} of a file that was read through before. */
  static ShardFile open(String name, Path path, FileChecksum content, ShardDirectory directory)
      throws IOException {
    SealedShard shard = SealedShard.open(path);
    directory.added(content.bytes());
    return new ShardFile(
        name, path, content.bytes(), content.checksum(), shard, content.bytes(), directory);
  }

  /**
   * Opens a file that {@link PartFetch} made.
   *
   * @param whole length and checksum of the whole file
   * @param storedBytes bytes of it that are there
   * @param wanted the key groups it was fetched for
   */
  static ShardFile openPart(
      String name,
      Path path,
      FileChecksum whole,
      long storedBytes,
      KeyGroups wanted,
      ShardDirectory directory)
      throws IOException {
    SealedShard shard = SealedShard.openPart(path, wanted);
    directory.added(storedBytes);
    return new ShardFile(
        name, path, whole.bytes(), whole.checksum(), shard, storedBytes, directory);
  }

  /** Whether the file lacks what its index does not need. */
  boolean part() {
    return storedBytes < bytes;
  }

  /** Bytes of the file that are there. */
  long storedBytes() {
    return storedBytes;
  }

  String name() {
    return name;
  }

  Path path() {
    return path;
  }

  /** Bytes of the file. */
  long bytes() {
    return bytes;
  }

  /** CRC32C of the file. */
  int checksum() {
    return checksum;
  }

  SealedShard shard() {
    return shard;
  }

  /** Takes a lease: the path stays until {@link #release}. */
  synchronized ShardFile lease() {
    if (holders == 0) {
      throw new IllegalStateException("sealed shard " + name + " is deleted already");
    }
    holders++;
    return this;
  }

  /** Gives back a lease, or the hold the index has. */
  synchronized void release() {
    holders--;
    if (holders == 0) {
      directory.delete(path, storedBytes);
    }
  }
}
