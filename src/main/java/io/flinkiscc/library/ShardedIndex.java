package io.flinkiscc.library;

import java.nio.file.Path;

/**
 * An index of codes of one length in a directory of shards, by Hamming distance, with unsigned
 * 64-bit keys.
 *
 * <pre>{@code
 * try (ShardedIndex index = ShardedIndex.builder(Path.of("index")).maxDim(256).open()) {
 *   index.add(42L, code);
 *   index.search(query, 10).forEach(match -> System.out.println(match.key()));
 *   index.save();
 * }
 * }</pre>
 */
public final class ShardedIndex extends DirectoryIndex<Long> {

  private ShardedIndex(DirectoryStore store) {
    super(store, KeyKind.U64);
  }

  /**
   * Starts to open or make an index.
   *
   * @param directory of this library or of iscc-usearch; made if it does not exist
   */
  public static DirectoryIndexBuilder<ShardedIndex> builder(Path directory) {
    IndexOptions options = new IndexOptions("ShardedIndex", Metric.HAMMING, KeyKind.U64);
    return new DirectoryIndexBuilder<>(directory, options, ShardedIndex::new);
  }
}
