package io.flinkiscc.library;

import java.nio.file.Path;

/**
 * An index of codes of mixed lengths in a directory of shards, by NPHD, with 128-bit keys.
 *
 * <pre>{@code
 * try (ShardedNphdIndex128 index = ShardedNphdIndex128.builder(Path.of("index")).open()) {
 *   index.add(Key128.of(UUID.randomUUID()), code);
 *   index.search(query, 10).forEach(match -> System.out.println(match.key()));
 *   index.save();
 * }
 * }</pre>
 */
public final class ShardedNphdIndex128 extends DirectoryIndex<Key128> {

  private ShardedNphdIndex128(DirectoryStore store) {
    super(store, KeyKind.U128);
  }

  /**
   * Starts to open or make an index.
   *
   * @param directory of this library or of iscc-usearch; made if it does not exist
   */
  public static DirectoryIndexBuilder<ShardedNphdIndex128> builder(Path directory) {
    IndexOptions options = new IndexOptions("ShardedNphdIndex128", Metric.NPHD, KeyKind.U128);
    return new DirectoryIndexBuilder<>(directory, options, ShardedNphdIndex128::new);
  }
}
