package io.flinkiscc.state;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.ChecksumOutput;
import io.flinkiscc.index.FileChecksum;
import io.flinkiscc.index.ShardVerification;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.runtime.state.KeyedStateHandle;

/**
 * Looks at every byte that a checkpoint or savepoint has of indexes: the checksum of every file,
 * the inside of every shard, and whether what is put together of them is whole. For one thread.
 */
public final class CheckpointVerification {

  private static final int BUFFER = 1 << 16;

  private final SnapshotOptions options;
  private final Consumer<String> progress;
  private final List<String> problems = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private int files;
  private long bytes;
  private long assets;

  private CheckpointVerification(SnapshotOptions options, Consumer<String> progress) {
    this.options = options;
    this.progress = progress;
  }

  /**
   * What was found.
   *
   * @param path where the metadata of the checkpoint is
   * @param files number of files read
   * @param bytes their bytes
   * @param assets number of live assets
   * @param problems what is wrong, in words that name the file; empty if nothing is
   */
  public record Report(String path, int files, long bytes, long assets, List<String> problems) {

    /** Copies the list. */
    public Report {
      problems = List.copyOf(problems);
    }
  }

  /**
   * Looks at a checkpoint or savepoint.
   *
   * @param path as {@link IsccSnapshot#open(String, SnapshotOptions)} takes it
   * @param options which of its indexes, all if none is named; and where local files are made
   * @param progress is told what is looked at
   * @throws IOException if there is none, or its metadata cannot be read
   * @throws InterruptedException if the thread was interrupted
   */
  public static Report run(String path, SnapshotOptions options, Consumer<String> progress)
      throws IOException, InterruptedException {
    SavedCheckpoint checkpoint =
        SavedCheckpoint.load(CheckpointPaths.resolve(new org.apache.flink.core.fs.Path(path)));
    List<SavedIndex> indexes =
        options.index().isPresent() || checkpoint.indexes().isEmpty()
            ? List.of(checkpoint.index(options.index().orElse(null)))
            : checkpoint.indexes();
    CheckpointVerification verification = new CheckpointVerification(options, progress);
    for (SavedIndex index : indexes) {
      verification.verify(checkpoint, index);
    }
    return new Report(
        checkpoint.directory().toString(),
        verification.files,
        verification.bytes,
        verification.assets,
        verification.problems);
  }

  private void verify(SavedCheckpoint checkpoint, SavedIndex index)
      throws IOException, InterruptedException {
    int before = problems.size();
    String missing = index.missingKeyGroups();
    if (!missing.isEmpty()) {
      problems.add("index " + index.describe() + " has nothing of key groups " + missing);
    }
    for (KeyedStateHandle handle : index.handles()) {
      try (CloseableRegistry closeables = new CloseableRegistry()) {
        verify(new HandleFiles(handle, closeables, true), closeables);
      } catch (IOException e) {
        problems.add(e.getMessage());
      }
    }
    if (problems.size() == before) {
      verifyWhole(checkpoint, index);
    }
  }

  private void verify(HandleFiles from, CloseableRegistry closeables) throws IOException {
    for (ManifestShard shard : from.manifest().shards()) {
      if (isNew(from, shard.file())) {
        verifyShard(from, shard.file(), closeables);
      }
    }
    if (from.manifest().legacy()) {
      // It has no checksum of its own; replaying it tells.
      files++;
      bytes += from.bytes(IndexManifest.LEGACY_LOG);
    }
    Set<StateFile> others = new LinkedHashSet<>(from.manifest().packs());
    from.manifest().groups().forEach(group -> others.addAll(group.deltas()));
    for (StateFile file : others) {
      if (isNew(from, file)) {
        verifyChecksum(from, file);
      }
    }
  }

  /** Several tasks may refer to one file. */
  private boolean isNew(HandleFiles from, StateFile file) {
    if (!seen.add(from.location(file.name()) + ' ' + file.name())) {
      return false;
    }
    files++;
    bytes += file.bytes();
    progress.accept("%s (%d bytes)".formatted(from.describe(file.name()), file.bytes()));
    return true;
  }

  private void verifyShard(HandleFiles from, StateFile file, CloseableRegistry closeables)
      throws IOException {
    Path parent = options.directory().orElse(Path.of(System.getProperty("java.io.tmpdir")));
    Path directory = Files.createTempDirectory(Files.createDirectories(parent), "iscc-verify-");
    Path copy = directory.resolve("shard");
    try {
      new FileFetch(closeables, new LocalCopies(directory), new RestoreProgress(1, file.bytes()))
          .fetch(from, file.name(), copy);
      if (compare(from, file, FileChecksum.of(copy))) {
        ShardVerification found = ShardVerification.of(copy);
        if (found.unreachable() > 0) {
          problems.add(
              from.describe(file.name())
                  + " has "
                  + found.unreachable()
                  + " codes that no search of their graph can find");
        }
      }
    } catch (IOException e) {
      problems.add(
          from.describe(file.name())
              + ": "
              + String.valueOf(e.getMessage()).replace(copy.toString(), file.name()));
    } finally {
      Files.deleteIfExists(copy);
      Files.delete(directory);
    }
  }

  private void verifyChecksum(HandleFiles from, StateFile file) {
    try (InputStream in = from.open(file.name());
        ChecksumOutput out = new ChecksumOutput(OutputStream.nullOutputStream())) {
      byte[] buffer = new byte[BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
      compare(from, file, out.content());
    } catch (IOException e) {
      problems.add(from.describe(file.name()) + ": " + e.getMessage());
    }
  }

  private boolean compare(HandleFiles from, StateFile file, FileChecksum found) {
    boolean same = found.bytes() == file.bytes() && found.checksum() == file.checksum();
    if (!same) {
      problems.add(
          "%s is damaged: it has %d bytes with checksum 0x%08x, expected are %d with 0x%08x"
              .formatted(
                  from.describe(file.name()),
                  found.bytes(),
                  found.checksum(),
                  file.bytes(),
                  file.checksum()));
    }
    return same;
  }

  /** Replays the logs and looks for every asset by its key. */
  private void verifyWhole(SavedCheckpoint checkpoint, SavedIndex index)
      throws InterruptedException {
    progress.accept("index " + index.describe() + ": all together");
    try (IsccSnapshot snapshot = new SnapshotOpening(options).open(checkpoint, index, true)) {
      long[] count = new long[1];
      snapshot.forEach(
          asset -> {
            count[0]++;
            verify(snapshot, asset);
          });
      assets += count[0];
      if (count[0] != snapshot.liveAssets()) {
        problems.add(
            "index %s has %d live assets, its counts say %d"
                .formatted(index.describe(), count[0], snapshot.liveAssets()));
      }
    } catch (IOException | UncheckedIOException e) {
      problems.add("index " + index.describe() + " cannot be put together: " + e.getMessage());
    }
  }

  private void verify(IsccSnapshot snapshot, Asset asset) {
    Asset found = snapshot.snapshot().get(asset.key()).orElse(null);
    if (!asset.equals(found)) {
      problems.add(
          "asset %016x is %s by its key"
              .formatted(asset.key(), found == null ? "not found" : "another one"));
    }
  }
}
