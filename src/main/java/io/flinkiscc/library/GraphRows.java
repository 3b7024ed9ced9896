package io.flinkiscc.library;

import io.flinkiscc.graph.RowGraph;
import io.flinkiscc.graph.RowGraphOptions;
import io.flinkiscc.graph.UsearchHits;
import io.flinkiscc.graph.UsearchKey;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.function.IntPredicate;

/** The rows of a graph on the heap. One thread adds and removes. */
final class GraphRows implements Rows {

  private static final int LEVEL_BYTES = 2;
  private static final int COUNT_BYTES = 4;

  private final RowGraph graph;

  /** Until these rows are written. */
  private volatile boolean misnamed;

  private GraphRows(RowGraph graph, boolean misnamed) {
    this.graph = graph;
    this.misnamed = misnamed;
  }

  static GraphRows create(IndexSettings settings) {
    return new GraphRows(RowGraph.create(options(settings)), false);
  }

  /**
   * Loads a file, whose connectivity wins.
   *
   * @param misnamed whether the file names another metric
   */
  static GraphRows load(Path file, IndexSettings settings, boolean misnamed) throws IOException {
    return new GraphRows(RowGraph.load(file, options(settings)), misnamed);
  }

  private static RowGraphOptions options(IndexSettings settings) {
    return RowGraphOptions.builder()
        .metric(settings.metric().fileMetric())
        .keyKind(settings.keys().fileKind())
        .maxBits(settings.maxBits())
        .connectivity(settings.connectivity())
        .expansionAdd(settings.expansionAdd())
        .build();
  }

  /** Adds a row for a key that no live row has. */
  void add(UsearchKey key, Code code) {
    if (!graph.add(key, code)) {
      throw new IllegalStateException("The key " + key + " has a row already");
    }
  }

  void remove(UsearchKey key) {
    graph.remove(key);
  }

  /** The slot that the next row gets. */
  int nextSlot() {
    return graph.slots();
  }

  void writeTo(OutputStream out) throws IOException {
    graph.write(out);
    misnamed = false;
  }

  /** Bytes that a row takes in the file at least: one of the lowest level. */
  static long leastBytesPerRow(IndexSettings settings) {
    int keyBytes = settings.keys().bytes();
    long slotBytes = settings.keys().fileKind().slotBytes();
    return settings.maxBits() / Byte.SIZE
        + 2 * LEVEL_BYTES
        + keyBytes
        + COUNT_BYTES
        + 2 * slotBytes * settings.connectivity();
  }

  /** Bytes that a row takes in the file, its links included: the average, rounded up. */
  long bytesPerRow() {
    RowGraphOptions options = graph.options();
    int slotBytes = options.keyKind().slotBytes();
    int upper = COUNT_BYTES + slotBytes * options.connectivity();
    return options.maxBits() / Byte.SIZE
        + 1
        + 2 * LEVEL_BYTES
        + options.keyKind().bytes()
        + COUNT_BYTES
        + 2L * slotBytes * options.connectivity()
        + upper / (options.connectivity() - 1)
        + 1;
  }

  /** Links per node of this graph. */
  int connectivity() {
    return graph.options().connectivity();
  }

  /** Counts the live rows that no search along the links can come to. */
  int unreachable() {
    return graph.unreachable();
  }

  @Override
  public int slots() {
    return graph.slots();
  }

  @Override
  public int live() {
    return graph.live();
  }

  @Override
  public boolean removed(int slot) {
    return graph.removed(slot);
  }

  @Override
  public UsearchKey key(int slot) {
    return graph.key(slot);
  }

  @Override
  public Code code(int slot) {
    return graph.code(slot);
  }

  @Override
  public int slot(UsearchKey key) {
    return graph.slot(key);
  }

  @Override
  public UsearchHits search(Code query, int k, int ef, IntPredicate accept) {
    return graph.search(query, k, ef, accept);
  }

  @Override
  public UsearchHits nearest(Code query, int k, IntPredicate accept) {
    return graph.nearest(query, k, accept);
  }

  @Override
  public UsearchHits within(Code query, Radius radius, IntPredicate accept) {
    return graph.within(query, radius, accept);
  }

  @Override
  public boolean isMisnamed() {
    return misnamed;
  }

  @Override
  public UsearchHits nearest(Code query, int k, IntPredicate accept, int from, int to) {
    return graph.nearest(query, k, accept, from, to);
  }

  @Override
  public UsearchHits within(Code query, Radius radius, IntPredicate accept, int from, int to) {
    return graph.within(query, radius, accept, from, to);
  }

  @Override
  public long fileBytes() {
    return graph.fileBytes();
  }

  @Override
  public long heapBytes() {
    return graph.memoryBytes();
  }
}
