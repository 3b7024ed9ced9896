package io.flinkiscc.index;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.IntPredicate;
import org.roaringbitmap.RoaringBitmap;

/** Brings the sealed shards of a frozen index into another one. For one thread. */
final class ShardRestore {

  private final Shards shards;
  private final ShardSource files;
  private final IntPredicate keyGroups;

  ShardRestore(Shards shards, ShardSource files, IntPredicate keyGroups) {
    this.shards = shards;
    this.files = files;
    this.keyGroups = keyGroups;
  }

  void add(List<ShardLine> lines) throws IOException {
    for (ShardLine line : lines) {
      add(line);
    }
  }

  private void add(ShardLine line) throws IOException {
    Path path = shards.directory().newPath();
    ShardFile file = null;
    boolean added = false;
    try {
      try (OutputStream out =
          new BufferedOutputStream(Files.newOutputStream(path, StandardOpenOption.CREATE_NEW))) {
        files.copy(line.name(), out);
      }
      file = ShardFile.open(line.name(), path, shards.directory());
      check(line, file);
      shards.add(file, dead(line, file.shard()));
      added = true;
    } finally {
      if (!added) {
        Files.deleteIfExists(path);
      }
    }
  }

  private static void check(ShardLine line, ShardFile file) throws CorruptDataException {
    if (file.bytes() != line.bytes() || file.checksum() != line.checksum()) {
      throw new CorruptDataException(
          "sealed shard %s has %d bytes with checksum 0x%08x, expected are %d with 0x%08x"
              .formatted(
                  line.name(), file.bytes(), file.checksum(), line.bytes(), line.checksum()));
    }
    if (!line.dead().isEmpty() && (line.dead().last() & 0xFFFFFFFFL) >= file.shard().size()) {
      throw new CorruptDataException(
          "sealed shard %s has %d entries, but entry %d is said to be dead"
              .formatted(line.name(), file.shard().size(), line.dead().last() & 0xFFFFFFFFL));
    }
  }

  /** The dead entries, with those of foreign key groups. */
  private RoaringBitmap dead(ShardLine line, SealedShard shard) {
    RoaringBitmap dead = line.dead();
    SealedEntries entries = shard.entries();
    for (int from = 0; from < shard.size(); ) {
      int keyGroup = entries.keyGroup(from);
      int to = entries.firstEntry(keyGroup + 1);
      if (!keyGroups.test(keyGroup)) {
        dead.add((long) from, to);
      }
      from = to;
    }
    dead.runOptimize();
    return dead;
  }
}
