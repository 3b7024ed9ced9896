package io.flinkiscc.library;

import io.flinkiscc.metadata.MetadataSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * Opens indexes in directories. Options that are not given are those the index was saved with. For
 * one thread.
 *
 * @param <I> the index
 */
public final class DirectoryIndexBuilder<I> {

  private final Path directory;
  private final IndexOptions options;
  private final Function<DirectoryStore, I> maker;
  private boolean readOnly;
  private JournalMode journal = JournalMode.BUFFERED;
  private boolean background;
  private FileSteps steps = new FileSteps();

  DirectoryIndexBuilder(Path directory, IndexOptions options, Function<DirectoryStore, I> maker) {
    this.directory = directory;
    this.options = options;
    this.maker = maker;
  }

  /**
   * Sets the length of the longest code; of Hamming indexes that of every code, which a new one
   * needs to be told.
   *
   * @param bits 8 to 256 in steps of 8; 256 by default for NPHD
   */
  public DirectoryIndexBuilder<I> maxDim(int bits) {
    options.maxBits = bits;
    return this;
  }

  /**
   * Sets the links per node of the graphs (M) of shards made from now on.
   *
   * @param links 2 to 128; 16 by default
   */
  public DirectoryIndexBuilder<I> connectivity(int links) {
    options.connectivity = links;
    return this;
  }

  /**
   * Sets the candidates looked at while adding.
   *
   * @param candidates 1 to 65536; 128 by default
   */
  public DirectoryIndexBuilder<I> expansionAdd(int candidates) {
    options.expansionAdd = candidates;
    return this;
  }

  /**
   * Sets the candidates looked at per shard while searching.
   *
   * @param candidates 1 to 65536, or 0, the default, for as many as measured to find what there is
   */
  public DirectoryIndexBuilder<I> expansionSearch(int candidates) {
    options.expansionSearch = candidates;
    return this;
  }

  /** Declares the metadata of entries, for new indexes; further fields can be declared later. */
  public DirectoryIndexBuilder<I> metadata(MetadataSchema fields) {
    options.schema = fields;
    return this;
  }

  /** Notes who made the index. */
  public DirectoryIndexBuilder<I> createdBy(String name) {
    options.createdBy = name;
    return this;
  }

  /** Notes what the index is for. */
  public DirectoryIndexBuilder<I> description(String text) {
    options.description = text;
    return this;
  }

  /**
   * Takes over what another program has changed since the last save of this library, without
   * comparing checksums. Not for indexes with metadata.
   */
  public DirectoryIndexBuilder<I> adoptForeignChanges(boolean adopt) {
    options.adopt = adopt;
    return this;
  }

  /**
   * Sets the file size that a shard does not exceed.
   *
   * @param bytes 1 KiB to 32 GiB; 1 GiB by default
   */
  public DirectoryIndexBuilder<I> shardSize(long bytes) {
    options.shardBytes = bytes;
    return this;
  }

  /** Sets whether a bloom filter of the keys is kept; it is by default. */
  public DirectoryIndexBuilder<I> bloomFilter(boolean keep) {
    options.bloom = keep;
    return this;
  }

  /**
   * Opens what is intact of a damaged index, to be read only: reads every shard wholly, and leaves
   * out those that are damaged or missing. {@code info()} and {@code verify()} tell which. By
   * default such an index is refused. Entries of a skipped shard are missing; without a manifest,
   * older forms of them in other shards may be seen again.
   */
  public DirectoryIndexBuilder<I> skipDamagedShards(boolean skip) {
    options.skipDamaged = skip;
    return this;
  }

  /** Opens the index to be read only: takes no lock, makes and changes no file. */
  public DirectoryIndexBuilder<I> readOnly(boolean only) {
    this.readOnly = only;
    return this;
  }

  /**
   * Sets when changes outlive the program without a save; {@link JournalMode#BUFFERED} by default.
   */
  public DirectoryIndexBuilder<I> journal(JournalMode mode) {
    this.journal = mode;
    return this;
  }

  /**
   * Lets a background thread write full shards, so that writers do not wait unless they fill the
   * next one meanwhile. Without it the call that fills a shard also measures and writes it, which
   * takes time in proportion to {@link #shardSize}.
   */
  public DirectoryIndexBuilder<I> backgroundRotation(boolean inBackground) {
    this.background = inBackground;
    return this;
  }

  /** For tests that let files fail. */
  DirectoryIndexBuilder<I> steps(FileSteps fileSteps) {
    this.steps = fileSteps;
    return this;
  }

  /**
   * Opens the index, or makes it if the directory has none.
   *
   * @throws IndexLockedException if somebody has it open to write
   * @throws io.flinkiscc.index.CorruptDataException if files are missing, damaged, or changed by
   *     another program since the last save
   * @throws NewerFormatException if a newer release wrote it
   * @throws java.nio.file.NoSuchFileException if it is to be read only and does not exist
   * @throws IOException if files can not be read
   * @throws IllegalArgumentException if an option is out of bounds or contradicts the index
   */
  public I open() throws IOException {
    if (directory == null || journal == null) {
      throw new IllegalArgumentException(
          (directory == null ? "directory" : "journal") + " is null; give one");
    }
    return maker.apply(
        new DirectoryOpening(
                directory, options, steps, readOnly || options.skipDamaged, journal, background)
            .open());
  }
}
