package io.flinkiscc.library;

import java.nio.file.Path;

/**
 * An index of codes of one length in a directory of shards, by Hamming distance, with 128-bit keys.
 *
 * <pre>{@code
 * try (ShardedIndex128 index = ShardedIndex128.builder(Path.of("index")).maxDim(256).open()) {
 *   index.add(Key128.of(UUID.randomUUID()), code);
 *   index.search(query, 10).forEach(match -> System.out.println(match.key()));
 *   index.save();
 * }
 * }</pre>
 */
public final class ShardedIndex128 extends DirectoryIndex<Key128> {

  private ShardedIndex128(DirectoryStore store) {
    super(store, KeyKind.U128);
  }

  /**
   * Starts to open or make an index.
   *
   * @param directory of this library or of iscc-usearch; made if it does not exist
   */
  public static DirectoryIndexBuilder<ShardedIndex128> builder(Path directory) {
    IndexOptions options = new IndexOptions("ShardedIndex128", Metric.HAMMING, KeyKind.U128);
    return new DirectoryIndexBuilder<>(directory, options, ShardedIndex128::new);
  }
}
