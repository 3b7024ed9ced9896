package io.flinkiscc.library;

import java.io.IOException;
import java.nio.file.Path;

/**
 * An index of codes of mixed lengths in memory or one file, by NPHD, with unsigned 64-bit keys.
 *
 * <pre>{@code
 * NphdIndex index = NphdIndex.builder().build();
 * index.add(42L, code);
 * index.search(query, 10).forEach(match -> System.out.println(match.key()));
 * index.save(Path.of("index.usearch"));
 * }</pre>
 */
public final class NphdIndex extends FileIndex<Long> {

  private NphdIndex(FileIndexStore store) {
    super(store, KeyKind.U64);
  }

  /** Starts to make, load or view an index. */
  public static FileIndexBuilder<NphdIndex> builder() {
    IndexOptions options = new IndexOptions("NphdIndex", Metric.NPHD, KeyKind.U64);
    return new FileIndexBuilder<>(options, NphdIndex::new);
  }

  /** Loads a file into memory, with the options it was saved with; see {@link FileIndexBuilder}. */
  public static NphdIndex load(Path file) throws IOException {
    return builder().load(file);
  }

  /** Maps a file to be read; see {@link FileIndexBuilder}. */
  public static NphdIndex view(Path file) throws IOException {
    return builder().view(file);
  }

  /**
   * Opens a file with the options it was saved with.
   *
   * @param view whether to map it and only read, instead of loading it to be changed
   */
  public static NphdIndex restore(Path file, boolean view) throws IOException {
    return view ? view(file) : load(file);
  }

  /** Makes an index of its own with the same entries, in memory. */
  public NphdIndex copy() {
    return new NphdIndex(store().copy());
  }
}
