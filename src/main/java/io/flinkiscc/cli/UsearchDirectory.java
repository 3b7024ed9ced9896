package io.flinkiscc.cli;

import io.flinkiscc.library.CodeIndex;
import io.flinkiscc.library.DirectoryIndexBuilder;
import io.flinkiscc.library.ShardedIndex;
import io.flinkiscc.library.ShardedIndex128;
import io.flinkiscc.library.ShardedNphdIndex;
import io.flinkiscc.library.ShardedNphdIndex128;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Directories of iscc-usearch, and exports, which are directories of such directories. */
final class UsearchDirectory {

  private static final int DEPTH = 3;

  private UsearchDirectory() {}

  /** Whether a directory is one index. */
  static boolean isIndex(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return false;
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .anyMatch(name -> name.matches("shard_\\d{3,9}\\.usearch") || name.equals("bloom.isbf"));
    }
  }

  /** The indexes in a directory, or the directory itself if it is one; by name. */
  static List<Path> indexes(Path directory) throws IOException {
    List<Path> indexes = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (Stream<Path> all = Files.walk(directory, DEPTH)) {
        for (Path path : all.filter(Files::isDirectory).sorted().toList()) {
          if (isIndex(path)) {
            indexes.add(path);
          }
        }
      }
    }
    return indexes;
  }

  /**
   * Opens an index of any kind, to be read only.
   *
   * @param skipDamaged whether to open what is intact of one that is damaged
   * @throws IOException if it is damaged, or no index
   */
  static CodeIndex<?> open(Path directory, boolean skipDamaged) throws IOException {
    IllegalArgumentException otherKind = null;
    for (DirectoryIndexBuilder<? extends CodeIndex<?>> kind :
        List.of(
            ShardedNphdIndex.builder(directory),
            ShardedNphdIndex128.builder(directory),
            ShardedIndex.builder(directory),
            ShardedIndex128.builder(directory))) {
      try {
        return kind.readOnly(true).skipDamagedShards(skipDamaged).open();
      } catch (IllegalArgumentException e) {
        otherKind = e;
      }
    }
    throw new IOException(directory + " is an index of an unknown kind", otherKind);
  }
}
