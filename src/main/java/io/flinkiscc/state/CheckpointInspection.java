package io.flinkiscc.state;

import io.flinkiscc.index.ShardInfo;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.roaringbitmap.RoaringBitmap;

/** Makes {@link CheckpointReport}s. For one thread. */
final class CheckpointInspection {

  private final Map<String, ShardInfo> infos = new HashMap<>();

  private CheckpointInspection() {}

  static CheckpointReport report(SavedCheckpoint checkpoint, List<SavedIndex> saved)
      throws IOException {
    CheckpointInspection inspection = new CheckpointInspection();
    List<CheckpointReport.Index> indexes = new ArrayList<>();
    for (SavedIndex index : saved) {
      indexes.add(inspection.index(index));
    }
    return new CheckpointReport(
        checkpoint.directory().toString(),
        checkpoint.id(),
        checkpoint.savepoint(),
        checkpoint.metadataBytes(),
        indexes);
  }

  private CheckpointReport.Index index(SavedIndex saved) throws IOException {
    List<CheckpointReport.Task> tasks = new ArrayList<>();
    try (CloseableRegistry closeables = new CloseableRegistry()) {
      for (KeyedStateHandle handle : saved.handles()) {
        tasks.add(task(new HandleFiles(handle, closeables, false)));
      }
    }
    Optional<IndexIdentity> identity = saved.identity();
    return new CheckpointReport.Index(
        saved.uid().orElse(null),
        saved.operatorId(),
        saved.parallelism(),
        saved.maxParallelism(),
        identity.map(IndexIdentity::realm).orElse(null),
        identity.map(IndexIdentity::queriesById).orElse(null),
        saved.missingKeyGroups(),
        tasks);
  }

  private CheckpointReport.Task task(HandleFiles files) throws IOException {
    IndexManifest manifest = files.manifest();
    Map<String, byte[]> packs = new HashMap<>();
    List<CheckpointReport.Shard> shards = new ArrayList<>();
    for (ManifestShard line : manifest.shards()) {
      String name = line.file().name();
      shards.add(
          new CheckpointReport.Shard(
              name,
              files.location(name),
              line.file().bytes(),
              line.clip().and(files.keyGroups()).toString(),
              tombstones(files, line.tombstones(), packs),
              info(files, line.file())));
    }
    Set<StateFile> deltas = new LinkedHashSet<>();
    manifest.groups().forEach(group -> deltas.addAll(group.deltas()));
    boolean legacy = manifest.legacy();
    return new CheckpointReport.Task(
        manifest.firstKeyGroup(),
        manifest.lastKeyGroup(),
        manifest.version(),
        Math.max(0, manifest.maxEventTimeMicros()),
        shards,
        manifest.packs().size(),
        manifest.packs().stream().mapToLong(StateFile::bytes).sum(),
        legacy ? 1 : deltas.size(),
        legacy
            ? files.bytes(IndexManifest.LEGACY_LOG)
            : deltas.stream().mapToLong(StateFile::bytes).sum(),
        manifest.groups().stream().mapToLong(LogGroup::logBytes).sum());
  }

  private static long tombstones(
      HandleFiles files, SavedTombstones saved, Map<String, byte[]> packs) throws IOException {
    if (saved == null) {
      return 0;
    }
    try {
      byte[] pack = packs.get(saved.pack());
      if (pack == null) {
        try (InputStream in = files.open(saved.pack())) {
          pack = in.readAllBytes();
        }
        packs.put(saved.pack(), pack);
      }
      RoaringBitmap bitmap = new RoaringBitmap();
      bitmap.deserialize(ByteBuffer.wrap(saved.from(pack)));
      return bitmap.getLongCardinality();
    } catch (IOException | RuntimeException e) {
      throw new IOException(files.describe(saved.pack()) + " cannot be read: " + e.getMessage(), e);
    }
  }

  private ShardInfo info(HandleFiles files, StateFile file) throws IOException {
    ShardInfo info = infos.get(file.name());
    if (info == null) {
      try (FSDataInputStream in = files.open(file.name())) {
        info = ShardInfo.read((offset, to) -> read(in, offset, to), file.bytes());
      } catch (IOException e) {
        throw new IOException(
            files.describe(file.name()) + " cannot be read: " + e.getMessage(), e);
      }
      infos.put(file.name(), info);
    }
    return info;
  }

  private static void read(FSDataInputStream in, long offset, byte[] to) throws IOException {
    in.seek(offset);
    try {
      new DataInputStream(in).readFully(to);
    } catch (EOFException e) {
      throw new EOFException("the file ends before byte " + (offset + to.length));
    }
  }
}
