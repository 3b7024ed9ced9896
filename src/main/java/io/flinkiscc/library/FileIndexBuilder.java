package io.flinkiscc.library;

import io.flinkiscc.metadata.MetadataSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * Makes indexes in memory and opens those in a file. Options that are not given are those the file
 * was saved with. For one thread.
 *
 * @param <I> the index
 */
public final class FileIndexBuilder<I> {

  private final IndexOptions options;
  private final Function<FileIndexStore, I> maker;
  private FileSteps steps = new FileSteps();

  FileIndexBuilder(IndexOptions options, Function<FileIndexStore, I> maker) {
    this.options = options;
    this.maker = maker;
  }

  /**
   * Sets the length of the longest code.
   *
   * @param bits 8 to 256 in steps of 8; 256 by default
   */
  public FileIndexBuilder<I> maxDim(int bits) {
    options.maxBits = bits;
    return this;
  }

  /**
   * Sets the links per node of the graph (M). A file that exists has its own; no other is taken.
   *
   * @param links 2 to 128; 16 by default
   */
  public FileIndexBuilder<I> connectivity(int links) {
    options.connectivity = links;
    return this;
  }

  /**
   * Sets the candidates looked at while adding.
   *
   * @param candidates 1 to 65536; 128 by default
   */
  public FileIndexBuilder<I> expansionAdd(int candidates) {
    options.expansionAdd = candidates;
    return this;
  }

  /**
   * Sets the candidates looked at per shard while searching.
   *
   * @param candidates 1 to 65536, or 0, the default, for as many as measured to find what there is
   */
  public FileIndexBuilder<I> expansionSearch(int candidates) {
    options.expansionSearch = candidates;
    return this;
  }

  /** Declares the metadata of entries, for new indexes; further fields can be declared later. */
  public FileIndexBuilder<I> metadata(MetadataSchema fields) {
    options.schema = fields;
    return this;
  }

  /** Notes who made the index. */
  public FileIndexBuilder<I> createdBy(String name) {
    options.createdBy = name;
    return this;
  }

  /** Notes what the index is for. */
  public FileIndexBuilder<I> description(String text) {
    options.description = text;
    return this;
  }

  /**
   * Takes over what another program has changed since the last save of this library, without
   * comparing checksums. Not for indexes with metadata.
   */
  public FileIndexBuilder<I> adoptForeignChanges(boolean adopt) {
    options.adopt = adopt;
    return this;
  }

  /** For tests that let files fail. */
  FileIndexBuilder<I> steps(FileSteps fileSteps) {
    this.steps = fileSteps;
    return this;
  }

  /**
   * Makes an empty index.
   *
   * @throws IllegalArgumentException naming the option at fault
   */
  public I build() {
    return maker.apply(FileIndexStore.create(options, steps));
  }

  /**
   * Loads a file into memory, to be searched and changed.
   *
   * @throws io.flinkiscc.index.CorruptDataException if the file does not fit its manifest
   * @throws NewerFormatException if a newer release wrote it
   * @throws IOException if it can not be read, or is no such file
   * @throws IllegalArgumentException if an option contradicts the file
   */
  public I load(Path file) throws IOException {
    return maker.apply(FileIndexStore.open(file, options, steps, false));
  }

  /** Maps a file, to be searched where it lies; throws as {@link #load}. */
  public I view(Path file) throws IOException {
    return maker.apply(FileIndexStore.open(file, options, steps, true));
  }
}
