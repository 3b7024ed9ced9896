package io.flinkiscc.state;

import io.flinkiscc.index.AssetIndex;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.EngineOptions;
import io.flinkiscc.index.WriteOutcome;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * Writes a savepoint that has an index and nothing else, without a job: {@code flink run -s} starts
 * an {@code ingest} job from it, at any parallelism.
 *
 * <pre>{@code
 * try (SavepointWriter writer = SavepointWriter.builder("file:///data/import").realm(0).build()) {
 *   changes.forEach(writer::apply);
 *   writer.write();
 * }
 * }</pre>
 *
 * <p>For one thread. Shards are sealed in the background, so memory is bounded as in a job.
 */
public final class SavepointWriter implements AutoCloseable {

  private static final long PAUSE_NANOS = 1_000_000;

  private final Path directory;
  private final String uid;
  private final IndexIdentity identity;
  private final int maxParallelism;
  private final List<Part> parts = new ArrayList<>();
  private boolean begun;
  private boolean written;
  private boolean ended;

  /** What one of the tasks has that the savepoint is made as if by. */
  record Part(KeyGroupRange keyGroups, AssetIndex index) {}

  private SavepointWriter(Builder builder) {
    this.directory = new Path(builder.directory);
    this.uid = builder.uid;
    this.identity = new IndexIdentity(builder.realm, false);
    this.maxParallelism = builder.maxParallelism;
    for (int task = 0; task < builder.tasks; task++) {
      AssetIndex.Builder index =
          AssetIndex.builder().options(builder.engine).deleteRetention(builder.deleteRetention);
      if (builder.localDirectory != null) {
        index.directory(builder.localDirectory);
      }
      parts.add(
          new Part(
              KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
                  maxParallelism, builder.tasks, task),
              index.build()));
    }
  }

  /**
   * Starts a savepoint.
   *
   * @param directory where it is written, in any file system that Flink knows; must not exist, or
   *     be empty
   */
  public static Builder builder(String directory) {
    return new Builder(directory);
  }

  /**
   * Applies a change, as an index task would.
   *
   * @return what became of it
   * @throws IllegalStateException if the savepoint was written already
   */
  public WriteOutcome apply(AssetOp op) {
    if (begun) {
      throw new IllegalStateException("the savepoint is written, it cannot be changed any more");
    }
    int keyGroup = KeyGroupRangeAssignment.assignToKeyGroup(op.key(), maxParallelism);
    int task =
        KeyGroupRangeAssignment.computeOperatorIndexForKeyGroup(
            maxParallelism, parts.size(), keyGroup);
    return parts.get(task).index().apply(op, keyGroup);
  }

  /** Number of live assets so far. */
  public long liveAssets() {
    return parts.stream().mapToLong(part -> part.index().liveAssets()).sum();
  }

  /**
   * Seals what is in memory and writes the savepoint; its metadata last, so that what has metadata
   * is whole.
   *
   * @return where it is
   * @throws FileAlreadyExistsException if something is there already
   * @throws IOException if it cannot be written; what was written is deleted
   * @throws InterruptedException if the thread was interrupted
   */
  public String write() throws IOException, InterruptedException {
    if (begun) {
      throw new IllegalStateException("the savepoint is written, it cannot be written again");
    }
    begun = true;
    FileSystem system = directory.getFileSystem();
    requireFree();
    for (Part part : parts) {
      part.index().rotate();
    }
    for (Part part : parts) {
      settle(part.index());
    }
    // Another thread that closes this one deletes what is written from now on.
    synchronized (this) {
      requireOpen();
      written = true;
      system.mkdirs(directory);
    }
    boolean done = false;
    try {
      new SavepointFiles(directory, uid, identity, maxParallelism).write(parts);
      requireOpen();
      done = true;
    } finally {
      if (!done) {
        deleteQuietly();
      }
    }
    written = false;
    return directory.toString();
  }

  /**
   * Checks, before anything is applied, that nothing is where the savepoint goes.
   *
   * @throws FileAlreadyExistsException if something is
   * @throws IOException if that cannot be known
   */
  public void requireFree() throws IOException {
    FileSystem system = directory.getFileSystem();
    if (system.exists(directory)) {
      FileStatus[] there = system.listStatus(directory);
      if (!system.getFileStatus(directory).isDir() || (there != null && there.length > 0)) {
        throw new FileAlreadyExistsException(
            directory.toString(),
            null,
            "there is something already; give a directory that is free");
      }
    }
  }

  private void settle(AssetIndex index) throws IOException, InterruptedException {
    for (index.maintain(); !index.settled(); index.maintain()) {
      requireOpen();
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while shards were sealed");
      }
      Exception failure = index.stats().lastFailure().orElse(null);
      if (failure != null) {
        throw new IOException("a shard cannot be written: " + failure.getMessage(), failure);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private synchronized void requireOpen() throws IOException {
    if (ended) {
      throw new IOException("the savepoint was given up while it was written");
    }
  }

  private void deleteQuietly() {
    try {
      directory.getFileSystem().delete(directory, true);
    } catch (IOException e) {
      // The failure that led here says more.
      return;
    }
  }

  /** Deletes local files, and what is written of a savepoint that is not whole. Any thread. */
  @Override
  public void close() {
    boolean partial;
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      partial = written;
    }
    parts.forEach(part -> part.index().close());
    if (partial) {
      deleteQuietly();
    }
  }

  /** Options of a savepoint. */
  public static final class Builder {
    private final String directory;
    private String uid = "iscc-index";
    private int realm = -1;
    private int maxParallelism = 128;
    private int tasks = 1;
    private Duration deleteRetention = Duration.ofHours(24);
    private EngineOptions engine =
        EngineOptions.builder().indexing(EngineOptions.Indexing.OFF).build();
    private java.nio.file.Path localDirectory;

    private Builder(String directory) {
      this.directory = Objects.requireNonNull(directory, "directory");
    }

    /** Sets {@code index.uid} of the job that is to start from it; default {@code iscc-index}. */
    public Builder uid(String uid) {
      this.uid = uid;
      return this;
    }

    /** Sets the realm of all ISCC-IDs: 0 for test, 1 for operational IDs. Required. */
    public Builder realm(int realm) {
      this.realm = realm;
      return this;
    }

    /**
     * Sets the number of key groups, {@code index.max-parallelism} of the job, 1..32768; default
     * 128.
     */
    public Builder maxParallelism(int maxParallelism) {
      this.maxParallelism = maxParallelism;
      return this;
    }

    /**
     * Sets the number of tasks it is made as if by: as many as the job will have are restored
     * quickest; default 1.
     */
    public Builder tasks(int tasks) {
      this.tasks = tasks;
      return this;
    }

    /** Sets how long deletes with a seq are remembered; default 24 hours. */
    public Builder deleteRetention(Duration deleteRetention) {
      this.deleteRetention = Objects.requireNonNull(deleteRetention, "deleteRetention");
      return this;
    }

    /** Sets how shards are sealed and given graphs; default as a job does. */
    public Builder engine(EngineOptions engine) {
      this.engine = Objects.requireNonNull(engine, "engine");
      return this;
    }

    /** Sets where directories for local files are made; default among the temporary files. */
    public Builder localDirectory(java.nio.file.Path parent) {
      this.localDirectory = Objects.requireNonNull(parent, "parent");
      return this;
    }

    /**
     * Makes the writer.
     *
     * @throws IllegalArgumentException naming the option that is missing or out of range
     */
    public SavepointWriter build() {
      require(!directory.isBlank(), "directory", directory, "paths");
      require(realm == 0 || realm == 1, "realm", realm, "0 (test) and 1 (operational)");
      require(uid != null && !uid.isBlank(), "uid", uid, "texts that are not blank");
      require(
          maxParallelism >= 1 && maxParallelism <= 1 << 15,
          "maxParallelism",
          maxParallelism,
          "1..32768");
      require(
          tasks >= 1 && tasks <= maxParallelism,
          "tasks",
          tasks,
          "1.." + maxParallelism + " (maxParallelism)");
      return new SavepointWriter(this);
    }

    private static void require(boolean fine, String name, Object value, String allowed) {
      if (!fine) {
        throw new IllegalArgumentException(name + " is " + value + ", allowed are " + allowed);
      }
    }
  }
}
