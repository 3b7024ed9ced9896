package io.flinkiscc.library;

import java.nio.file.Path;

/**
 * An index of codes of mixed lengths in a directory of shards, by NPHD, with unsigned 64-bit keys.
 *
 * <pre>{@code
 * try (ShardedNphdIndex index = ShardedNphdIndex.builder(Path.of("index")).open()) {
 *   index.add(42L, code);
 *   index.search(query, 10).forEach(match -> System.out.println(match.key()));
 *   index.save();
 * }
 * }</pre>
 */
public final class ShardedNphdIndex extends DirectoryIndex<Long> {

  private ShardedNphdIndex(DirectoryStore store) {
    super(store, KeyKind.U64);
  }

  /**
   * Starts to open or make an index.
   *
   * @param directory of this library or of iscc-usearch; made if it does not exist
   */
  public static DirectoryIndexBuilder<ShardedNphdIndex> builder(Path directory) {
    IndexOptions options = new IndexOptions("ShardedNphdIndex", Metric.NPHD, KeyKind.U64);
    return new DirectoryIndexBuilder<>(directory, options, ShardedNphdIndex::new);
  }
}
