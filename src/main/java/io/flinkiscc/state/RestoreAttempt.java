package io.flinkiscc.state;

import io.flinkiscc.index.AssetIndex;
import io.flinkiscc.index.DeltaFile;
import io.flinkiscc.index.IndexRestore;
import io.flinkiscc.index.KeyGroups;
import io.flinkiscc.index.PreparedShard;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.flink.core.fs.CloseableRegistry;

/** Restores an index from one copy of its state. For one thread, which lets others copy files. */
final class RestoreAttempt {

  /**
   * What was restored is referred to by the first checkpoint, and not written anew before; unless
   * there is none for as long as this. What cannot be referred to, as that of a savepoint, may as
   * well be compacted at once, so that less is written.
   */
  private static final Duration COMPACTION_AFTER_RESTORE = Duration.ofMinutes(10);

  private final AssetIndex index;
  private final List<Part> parts = new ArrayList<>();
  private final Map<StateFile, List<Part>> shards = new LinkedHashMap<>();
  private final Map<StateFile, Part> others = new LinkedHashMap<>();
  private final Map<String, Path> copied = new HashMap<>();
  private final Map<String, PreparedShard> prepared = new HashMap<>();
  private final Map<String, FileSource> partial = new HashMap<>();

  /** What is wanted of one handle. */
  private record Part(
      HandleFiles files, KeyGroups wanted, List<ManifestShard> shards, List<LogGroup> groups) {

    IndexManifest manifest() {
      return files.manifest();
    }
  }

  RestoreAttempt(AssetIndex index) {
    this.index = index;
  }

  /**
   * Adds a handle.
   *
   * @param wanted the key groups that are wanted of it
   */
  void add(HandleFiles files, KeyGroups wanted) {
    IndexManifest manifest = files.manifest();
    List<ManifestShard> lines = new ArrayList<>();
    for (ManifestShard shard : manifest.shards()) {
      KeyGroups clip = shard.clip().and(wanted);
      if (!clip.isEmpty()) {
        lines.add(new ManifestShard(shard.file(), clip, shard.tombstones()));
      }
    }
    List<LogGroup> groups = LogGroup.clipped(manifest.groups(), wanted);
    Part part = new Part(files, wanted, lines, groups);
    parts.add(part);
    if (manifest.legacy()) {
      return;
    }
    Map<String, StateFile> packs = new HashMap<>();
    manifest.packs().forEach(pack -> packs.put(pack.name(), pack));
    for (ManifestShard line : lines) {
      shards.computeIfAbsent(line.file(), file -> new ArrayList<>()).add(part);
      if (line.tombstones() != null) {
        others.putIfAbsent(packs.get(line.tombstones().pack()), part);
      }
    }
    groups.forEach(group -> group.deltas().forEach(delta -> others.putIfAbsent(delta, part)));
  }

  /**
   * Restores the index, which must be closed if that fails.
   *
   * @return what the next checkpoint can refer to
   * @throws IOException if a file cannot be read or is damaged, which the message names
   */
  RestoredIndex run(
      long checkpointId, Transfers transfers, CloseableRegistry closeables, LocalCopies copies)
      throws IOException, InterruptedException {
    long started = System.nanoTime();
    RestoreProgress progress = progress();
    FileFetch fetch = new FileFetch(closeables, copies, progress);
    IndexRestore into = index.restoring();
    fetchAll(into, transfers, fetch, progress);
    for (Part part : parts) {
      if (!part.manifest().legacy()) {
        addShards(part, into);
      }
    }
    List<LogGroup> groups = new ArrayList<>();
    for (Part part : parts) {
      if (part.manifest().legacy()) {
        legacy(part, into);
      } else {
        LogGroup.addAll(groups, part.groups());
        into.maxEventTimeMicros(part.manifest().maxEventTimeMicros());
      }
    }
    for (LogGroup group : groups) {
      replay(group, into);
    }
    CheckpointState state = state(groups);
    if (shards.keySet().stream().anyMatch(shard -> state.files().containsKey(shard.name()))) {
      index.holdCompaction(COMPACTION_AFTER_RESTORE);
    }
    into.finish();
    return new RestoredIndex(
        index,
        state,
        checkpointId,
        partial,
        new CheckpointFigures.Restore(
            System.nanoTime() - started,
            progress.downloadedBytes(),
            progress.linkedBytes(),
            into.records(),
            source()));
  }

  private RestoreProgress progress() {
    long bytes =
        shards.keySet().stream().mapToLong(StateFile::bytes).sum()
            + others.keySet().stream().mapToLong(StateFile::bytes).sum();
    return new RestoreProgress(shards.size() + others.size(), bytes);
  }

  private String source() {
    long local = parts.stream().filter(part -> part.files().local()).count();
    return local == 0 ? "remote" : local == parts.size() ? "local" : "mixed";
  }

  private void fetchAll(
      IndexRestore into, Transfers transfers, FileFetch fetch, RestoreProgress progress)
      throws IOException, InterruptedException {
    List<Callable<Runnable>> jobs = new ArrayList<>();
    // The large ones first, so that no thread begins one when the others are done.
    shards.entrySet().stream()
        .sorted((a, b) -> Long.compare(b.getKey().bytes(), a.getKey().bytes()))
        .forEach(
            entry ->
                jobs.add(
                    () -> fetchShard(entry.getKey(), entry.getValue(), into, fetch, progress)));
    others.forEach(
        (file, part) ->
            jobs.add(
                () -> {
                  Path copy = fetch.copyOf(part.files(), file);
                  return () -> copied.put(file.name(), copy);
                }));
    transfers.all(jobs).forEach(Runnable::run);
  }

  /** Fetches a shard once, also if several tasks held parts of it. */
  private Runnable fetchShard(
      StateFile file,
      List<Part> wanting,
      IndexRestore into,
      FileFetch fetch,
      RestoreProgress progress)
      throws IOException {
    HandleFiles from = wanting.get(0).files();
    try {
      PreparedShard part =
          from.local() || whole(file, wanting) ? null : fetchPart(file, wanting, into, fetch);
      PreparedShard shard = part;
      if (shard == null) {
        Path path = into.newFile();
        fetch.fetch(from, file.name(), path);
        shard = into.prepare(file.name(), file.bytes(), file.checksum(), path);
      }
      PreparedShard fetched = shard;
      progress.fileDone();
      return () -> {
        prepared.put(file.name(), fetched);
        if (part != null) {
          partial.put(file.name(), from.source(file.name()));
        }
      };
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          from.describe(file.name()) + " cannot be restored: " + e.getMessage(), e);
    }
  }

  /** Whether all is wanted of a shard that the tasks had which wrote the checkpoint. */
  private static boolean whole(StateFile file, List<Part> wanting) {
    for (Part part : wanting) {
      KeyGroups had = part.files().keyGroups();
      KeyGroups there = KeyGroups.none();
      for (ManifestShard shard : part.manifest().shards()) {
        there = shard.file().equals(file) ? there.or(shard.clip().and(had)) : there;
      }
      if (!there.equals(there.and(part.wanted()))) {
        return false;
      }
    }
    return true;
  }

  /** Fetches what is wanted of a shard; null if all of it should be fetched. */
  private static PreparedShard fetchPart(
      StateFile file, List<Part> wanting, IndexRestore into, FileFetch fetch) throws IOException {
    KeyGroups wanted = KeyGroups.none();
    for (Part part : wanting) {
      for (ManifestShard line : part.shards()) {
        wanted = line.file().equals(file) ? wanted.or(line.clip()) : wanted;
      }
    }
    KeyGroups all = wanted;
    return fetch.reading(
        wanting.get(0).files(),
        file.name(),
        source -> into.fetchPart(file.name(), file.bytes(), file.checksum(), all, source));
  }

  private void addShards(Part part, IndexRestore into) throws IOException {
    Map<String, byte[]> packs = new HashMap<>();
    for (ManifestShard line : part.shards()) {
      SavedTombstones saved = line.tombstones();
      byte[] bitmap = null;
      String name = null;
      if (saved != null) {
        name = saved.name();
        byte[] pack = packs.get(saved.pack());
        if (pack == null) {
          pack = Files.readAllBytes(copied.get(saved.pack()));
          packs.put(saved.pack(), pack);
        }
        bitmap = saved.from(pack);
      }
      into.add(prepared.get(line.file().name()), line.clip(), name, bitmap);
    }
  }

  private void replay(LogGroup group, IndexRestore into) throws IOException {
    List<DeltaFile> deltas = new ArrayList<>();
    for (StateFile delta : group.deltas()) {
      Path copy = copied.get(delta.name());
      deltas.add(() -> Files.newInputStream(copy));
    }
    into.replay(group.logs(), group.clip(), deltas);
  }

  private static void legacy(Part part, IndexRestore into) throws IOException {
    HandleFiles files = part.files();
    try (InputStream log = new BufferedInputStream(files.open(IndexManifest.LEGACY_LOG))) {
      into.legacy(
          log,
          (name, to) -> {
            try (InputStream in = files.open(name)) {
              in.transferTo(to);
            } catch (IOException e) {
              throw new IOException(
                  files.describe(name) + " cannot be restored: " + e.getMessage(), e);
            }
          },
          part.wanted());
    } catch (IOException e) {
      throw new IOException(
          files.describe(IndexManifest.LEGACY_LOG)
              + " cannot be restored with its shards: "
              + e.getMessage(),
          e);
    }
  }

  private CheckpointState state(List<LogGroup> groups) {
    Map<String, RemoteFile> remote = new HashMap<>();
    Map<String, StateFile> packs = new HashMap<>();
    shards.forEach((file, wanting) -> reuse(file, wanting.get(0), remote));
    others.forEach((file, part) -> reuse(file, part, remote));
    for (Part part : parts) {
      part.manifest().packs().forEach(pack -> packs.put(pack.name(), pack));
    }
    return new CheckpointState(remote, packs, tombstones(), new LogState(groups, List.of()));
  }

  /**
   * The tombstones that tell all dead entries of their shard. Tasks that share a shard since a
   * rescale may have written different ones, each for its key groups, under the name that both had
   * restored: none of these tells what all of them do.
   */
  private Map<String, SavedTombstones> tombstones() {
    Map<String, SavedTombstones> tombstones = new HashMap<>();
    Set<String> different = new HashSet<>();
    for (Part part : parts) {
      for (ManifestShard line : part.shards()) {
        SavedTombstones saved = line.tombstones();
        SavedTombstones other = saved == null ? null : tombstones.putIfAbsent(saved.name(), saved);
        if (other != null && !other.equals(saved)) {
          different.add(saved.name());
        }
      }
    }
    tombstones.keySet().removeAll(different);
    return tombstones;
  }

  private static void reuse(StateFile file, Part part, Map<String, RemoteFile> remote) {
    RemoteFile reusable = part.files().reusable(file.name());
    if (reusable != null) {
      remote.put(file.name(), reusable);
    }
  }
}
