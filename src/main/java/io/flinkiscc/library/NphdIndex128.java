package io.flinkiscc.library;

import java.io.IOException;
import java.nio.file.Path;

/**
 * An index of codes of mixed lengths in memory or one file, by NPHD, with 128-bit keys.
 *
 * <pre>{@code
 * NphdIndex128 index = NphdIndex128.builder().build();
 * index.add(Key128.of(UUID.randomUUID()), code);
 * index.search(query, 10).forEach(match -> System.out.println(match.key()));
 * index.save(Path.of("index.usearch"));
 * }</pre>
 */
public final class NphdIndex128 extends FileIndex<Key128> {

  private NphdIndex128(FileIndexStore store) {
    super(store, KeyKind.U128);
  }

  /** Starts to make, load or view an index. */
  public static FileIndexBuilder<NphdIndex128> builder() {
    IndexOptions options = new IndexOptions("NphdIndex128", Metric.NPHD, KeyKind.U128);
    return new FileIndexBuilder<>(options, NphdIndex128::new);
  }

  /** Loads a file into memory, with the options it was saved with; see {@link FileIndexBuilder}. */
  public static NphdIndex128 load(Path file) throws IOException {
    return builder().load(file);
  }

  /** Maps a file to be read; see {@link FileIndexBuilder}. */
  public static NphdIndex128 view(Path file) throws IOException {
    return builder().view(file);
  }

  /**
   * Opens a file with the options it was saved with.
   *
   * @param view whether to map it and only read, instead of loading it to be changed
   */
  public static NphdIndex128 restore(Path file, boolean view) throws IOException {
    return view ? view(file) : load(file);
  }

  /** Makes an index of its own with the same entries, in memory. */
  public NphdIndex128 copy() {
    return new NphdIndex128(store().copy());
  }
}
