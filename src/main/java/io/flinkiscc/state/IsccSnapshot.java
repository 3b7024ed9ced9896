package io.flinkiscc.state;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetIndex;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.IndexSnapshot;
import io.flinkiscc.index.IndexStats;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.QueryRecord;
import java.io.IOException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.flink.core.fs.Path;

/**
 * The index of a completed checkpoint or savepoint, read without a running job: the parts of all
 * its tasks put together. Nothing is written to the checkpoint, and its files may be deleted as
 * soon as it is open: what is needed of them is on this machine, linked where that is possible,
 * else copied.
 *
 * <pre>{@code
 * try (IsccSnapshot snapshot = IsccSnapshot.open("s3://bucket/checkpoints/<job id>")) {
 *   snapshot.get(IsccId.parse("ISCC:MAIGIIFJRDGEQQAA")).ifPresent(System.out::println);
 * }
 * }</pre>
 *
 * <p>Any number of threads may use it.
 */
public final class IsccSnapshot implements AutoCloseable {

  private final SavedCheckpoint checkpoint;
  private final SavedIndex saved;
  private final int realm;
  private final AssetIndex index;
  private final IndexSnapshot snapshot;
  private final SnapshotSearch search;
  private final Runnable cleanUp;

  IsccSnapshot(
      SavedCheckpoint checkpoint,
      SavedIndex saved,
      int realm,
      SnapshotOptions options,
      AssetIndex index,
      Runnable cleanUp) {
    this.checkpoint = checkpoint;
    this.saved = saved;
    this.realm = realm;
    this.index = index;
    this.snapshot = index.snapshot();
    this.search =
        new SnapshotSearch(
            snapshot, realm, saved.maxParallelism(), options.engine().unitTypes(), options.rules());
    this.cleanUp = cleanUp;
  }

  /**
   * Opens the only index of a checkpoint or savepoint; see {@link #open(String, SnapshotOptions)}.
   */
  public static IsccSnapshot open(String path) throws IOException, InterruptedException {
    return open(path, SnapshotOptions.defaults());
  }

  /**
   * Opens an index of a checkpoint or savepoint. Takes as long as it takes to link or copy its
   * files, compare them with their checksums and replay its logs.
   *
   * @param path in any file system that Flink knows: its directory, the {@code _metadata} in it, or
   *     a directory that has {@code chk-N} in it, or in the directories of jobs in it: of these the
   *     newest that is complete
   * @throws SnapshotGoneException if it was deleted meanwhile; try again
   * @throws IOException if there is none, it holds no such index, or a file of it is missing,
   *     damaged or of a newer version, which the message names
   * @throws IllegalArgumentException if it holds several indexes and none of them is named
   * @throws InterruptedException if the thread was interrupted
   */
  public static IsccSnapshot open(String path, SnapshotOptions options)
      throws IOException, InterruptedException {
    return new SnapshotOpening(options).open(path);
  }

  /**
   * The newest complete checkpoint among {@code chk-N} in a directory, and in the directories of
   * jobs in it.
   *
   * @param parent in any file system that Flink knows
   * @return its path, as {@link #path()} tells it when it was opened; empty if there is none
   * @throws IOException if the directory cannot be read
   */
  public static Optional<String> newest(String parent) throws IOException {
    return CheckpointPaths.newest(new Path(parent)).map(found -> found.directory().toString());
  }

  /** Where the metadata of the checkpoint is. */
  public String path() {
    return checkpoint.directory().toString();
  }

  /** The id of the checkpoint. */
  public long checkpointId() {
    return checkpoint.id();
  }

  /** The uid of the operator that wrote the index, if the checkpoint tells it. */
  public Optional<String> operatorUid() {
    return saved.uid();
  }

  /** The id of the operator that wrote the index, hexadecimal digits. */
  public String operatorId() {
    return saved.operatorId();
  }

  /** The realm of its ISCC-IDs. */
  public int realm() {
    return realm;
  }

  /** Number of key groups of the job. */
  public int maxParallelism() {
    return saved.maxParallelism();
  }

  /** The unit types that there are live units or simprints of, and that are searched. */
  public Set<UnitType> unitTypes() {
    EnumSet<UnitType> types = EnumSet.noneOf(UnitType.class);
    for (UnitType type : UnitType.values()) {
      if (index.liveUnits(type) > 0 || snapshot.assetsWithSimprints(type) > 0) {
        types.add(type);
      }
    }
    return Collections.unmodifiableSet(types);
  }

  /** Number of live assets. */
  public long liveAssets() {
    return snapshot.liveAssets();
  }

  /** What is in memory and in files. */
  public IndexStats stats() {
    return index.stats();
  }

  /** The index for searches of its own kind. It stays usable when this is closed. */
  public IndexSnapshot snapshot() {
    return snapshot;
  }

  /**
   * Answers a query as a job would that has this index. A query with a time-out that is not
   * answered in time gets a result that says so.
   *
   * @throws java.io.UncheckedIOException if a file is damaged
   */
  public EnrichedRecord search(QueryRecord query) {
    return search.answer(query);
  }

  /**
   * The live asset with an ISCC-ID.
   *
   * @throws IllegalArgumentException if the ID is of another realm
   */
  public Optional<Asset> get(IsccId id) {
    if (id.realm() != realm) {
      throw new IllegalArgumentException(
          id + " is of realm " + id.realm() + ", the index is of realm " + realm);
    }
    return snapshot.get(id.body());
  }

  /**
   * Hands out all live assets, each once.
   *
   * @throws java.io.UncheckedIOException if a file is damaged
   */
  public void forEach(Consumer<Asset> assets) {
    snapshot.forEach(assets);
  }

  /**
   * Hands out, for each live asset, the change that put it, with its seq and event time: a job that
   * takes them has the same index, but for deletes that are remembered.
   *
   * @throws java.io.UncheckedIOException if a file is damaged
   */
  public void forEachChange(Consumer<AssetOp> changes) {
    index.forEachChange(changes);
  }

  /** Deletes its local files; what is being searched goes on to its end. */
  @Override
  public void close() {
    index.close();
    cleanUp.run();
  }
}
