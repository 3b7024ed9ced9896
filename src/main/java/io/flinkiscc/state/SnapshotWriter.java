package io.flinkiscc.state;

import io.flinkiscc.index.FrozenIndex;
import io.flinkiscc.index.FrozenShard;
import io.flinkiscc.index.LogDelta;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.CheckpointedStateScope;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.PhysicalStateHandleID;
import org.apache.flink.runtime.state.PlaceholderStreamStateHandle;
import org.apache.flink.runtime.state.StreamStateHandle;

/**
 * Writes one checkpoint: what the one it builds upon does not have, and refers to the rest. For one
 * thread, which lets others copy files.
 */
final class SnapshotWriter {

  private final SnapshotNames names;
  private final CheckpointStreamFactory factory;
  private final CheckpointUpload upload;
  private final CheckpointState base;
  private final CheckpointedStateScope scope;
  private final LocalCopies copies;
  private final ShardSources sources;

  private final Map<String, StreamStateHandle> handles = new LinkedHashMap<>();
  private final Map<String, RemoteFile> remote = new HashMap<>();
  private final List<PlaceholderStreamStateHandle> reused = new ArrayList<>();

  private final List<FrozenShard> shards;
  private final LogPlan logs;
  private final PackPlan packs;

  private final Map<String, StateFile> packFiles = new LinkedHashMap<>();
  private final Map<String, SavedTombstones> tombstones = new HashMap<>();
  private final List<OwnDelta> deltas = new ArrayList<>();
  private long deltaBytes;
  private long shardBytes;
  private long tombstoneBytes;

  /**
   * @param names names new files
   * @param factory tells what can be referred to
   * @param upload writes files
   * @param base what the checkpoint may refer to
   * @param scope how long files live
   * @param copies where to leave copies of deltas and packs; null for nowhere
   * @param sources the files of shards of which only a part is here
   */
  SnapshotWriter(
      SnapshotNames names,
      CheckpointStreamFactory factory,
      CheckpointUpload upload,
      CheckpointState base,
      CheckpointedStateScope scope,
      LocalCopies copies,
      ShardSources sources,
      FrozenIndex frozen) {
    this.names = names;
    this.factory = factory;
    this.upload = upload;
    this.scope = scope;
    this.copies = copies;
    this.sources = sources;
    this.base = base.withFiles((name, file) -> factory.couldReuseStateHandle(placeholder(file)));
    this.shards = frozen.shards();
    this.logs = LogPlan.of(this.base.logs(), this.base.files(), frozen.logs());
    this.packs = PackPlan.of(this.base, this::usable, shards);
  }

  private boolean usable(String name) {
    return base.files().containsKey(name);
  }

  private static PlaceholderStreamStateHandle placeholder(RemoteFile file) {
    return new PlaceholderStreamStateHandle(
        new PhysicalStateHandleID(file.id()), file.bytes(), file.merged());
  }

  /** Writes everything but the manifest. */
  void write(Transfers transfers) throws IOException, InterruptedException {
    List<Callable<Runnable>> jobs = new ArrayList<>();
    for (FrozenShard shard : shards) {
      if (usable(shard.name())) {
        refer(shard.name());
      } else {
        jobs.add(() -> writeShard(shard));
      }
    }
    packs.kept().forEach(this::keep);
    if (!packs.missing().isEmpty()) {
      jobs.add(this::writePack);
    }
    logs.inherited().forEach(group -> group.deltas().forEach(delta -> refer(delta.name())));
    List<OwnDelta> slots = new ArrayList<>();
    for (DeltaSlot slot : logs.slots()) {
      int at = slots.size();
      slots.add(slot.kept());
      if (slot.kept() == null) {
        jobs.add(() -> writeDelta(slot, at, slots));
      } else {
        refer(slot.kept().file().name());
      }
    }
    transfers.all(jobs).forEach(Runnable::run);
    deltas.addAll(slots);
  }

  private void refer(String name) {
    if (!handles.containsKey(name)) {
      RemoteFile file = base.files().get(name);
      PlaceholderStreamStateHandle placeholder = placeholder(file);
      handles.put(name, placeholder);
      remote.put(name, file);
      reused.add(placeholder);
    }
  }

  private void keep(SavedTombstones saved) {
    refer(saved.pack());
    packFiles.put(saved.pack(), base.packs().get(saved.pack()));
    tombstones.put(saved.name(), saved);
  }

  private void add(CheckpointUpload.Written written) {
    String name = written.file().name();
    StreamStateHandle handle = written.handle();
    handles.put(name, handle);
    remote.put(name, HandleFiles.remoteFile(handle));
  }

  /**
   * Writes a file in any thread; what is to be noted of it is done by the one of the checkpoint.
   */
  private Runnable writeShard(FrozenShard shard) throws IOException {
    CheckpointUpload.Written written =
        upload.write(
            shard.name(), scope, shard.part() ? sources.content(shard.name()) : shard::writeTo);
    if (written.file().bytes() != shard.bytes() || written.file().checksum() != shard.checksum()) {
      throw new IOException(
          ("sealed shard %s was changed: its file has %d bytes with checksum 0x%08x,"
                  + " expected are %d with 0x%08x")
              .formatted(
                  shard.name(),
                  written.file().bytes(),
                  written.file().checksum(),
                  shard.bytes(),
                  shard.checksum()));
    }
    return () -> {
      add(written);
      if (scope == CheckpointedStateScope.SHARED) {
        sources.wrote(shard.name(), written.handle()::openInputStream);
      }
      shardBytes += written.file().bytes();
    };
  }

  private Runnable writePack() throws IOException {
    String name = names.next("pack");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    List<SavedTombstones> saved = new ArrayList<>();
    for (FrozenShard shard : packs.missing()) {
      byte[] bitmap = shard.tombstoneBytes();
      saved.add(SavedTombstones.of(shard.tombstones(), name, bytes.size(), bitmap));
      bytes.write(bitmap);
    }
    CheckpointUpload.Written written =
        upload.write(name, scope, copied(name, out -> bytes.writeTo(out)));
    return () -> {
      add(written);
      packFiles.put(name, written.file());
      saved.forEach(one -> tombstones.put(one.name(), one));
      tombstoneBytes += written.file().bytes();
    };
  }

  private Runnable writeDelta(DeltaSlot slot, int at, List<OwnDelta> slots) throws IOException {
    String name = names.next("delta");
    CheckpointUpload.Written written =
        upload.write(name, scope, copied(name, out -> LogDelta.write(slot.ranges(), out)));
    boolean inlined = written.handle().asBytesIfInMemory().isPresent();
    return () -> {
      add(written);
      slots.set(at, slot.written(written.file(), inlined));
      deltaBytes += written.file().bytes();
    };
  }

  private CheckpointUpload.Content copied(String name, CheckpointUpload.Content content) {
    return copies == null ? content : copies.copying(name, content);
  }

  /** The manifest of what was written. */
  IndexManifest manifest(int firstKeyGroup, int lastKeyGroup, int maxParallelism, long eventTime) {
    List<ManifestShard> lines = new ArrayList<>();
    for (FrozenShard shard : shards) {
      lines.add(
          new ManifestShard(
              new StateFile(shard.name(), shard.bytes(), shard.checksum()),
              shard.clip(),
              shard.tombstones() == null ? null : tombstones.get(shard.tombstones())));
    }
    return new IndexManifest(
        IndexManifest.VERSION,
        firstKeyGroup,
        lastKeyGroup,
        maxParallelism,
        eventTime,
        List.copyOf(packFiles.values()),
        lines,
        logs.groups(deltas));
  }

  /** What later checkpoints may refer to. */
  CheckpointState state() {
    return new CheckpointState(
        remote, packFiles, tombstones, new LogState(logs.inherited(), deltas));
  }

  /** All files of the checkpoint but the manifest. */
  List<HandleAndLocalPath> files() {
    List<HandleAndLocalPath> files = new ArrayList<>();
    handles.forEach((name, handle) -> files.add(HandleAndLocalPath.of(handle, name)));
    return files;
  }

  /** The names of its packs and deltas. */
  List<String> packsAndDeltas() {
    List<String> others = new ArrayList<>(handles.keySet());
    shards.forEach(shard -> others.remove(shard.name()));
    return others;
  }

  /** Those of its files that were there already. */
  List<PlaceholderStreamStateHandle> reused() {
    return reused;
  }

  /** What it cost. */
  CheckpointFigures.Checkpoint figures(long id, long nanos, long manifestBytes) {
    return new CheckpointFigures.Checkpoint(
        id,
        0,
        nanos,
        upload.bytes(),
        handles.size() - reused.size() + 1,
        reused.stream().mapToLong(StreamStateHandle::getStateSize).sum(),
        reused.size(),
        deltaBytes,
        shardBytes,
        tombstoneBytes,
        manifestBytes);
  }
}
