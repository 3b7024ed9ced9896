package io.flinkiscc.index;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One task's index and the checkpoints of it, each of which holds only what is new: the rules that
 * a user of {@link FrozenIndex} and {@link IndexRestore} has to follow, in their simplest form.
 */
final class TaskHistory implements AutoCloseable {

  /** What was uploaded once, by name; shared by all tasks. */
  record Store(Map<String, FrozenBytes.Shard> files, Map<String, byte[]> tombstones) {
    Store() {
      this(new HashMap<>(), new HashMap<>());
    }
  }

  /** A sealed shard as a checkpoint lists it. */
  record Line(String name, KeyGroups clip, String tombstones) {}

  /** One task's part of a checkpoint. */
  record Checkpoint(
      KeyGroups range, List<Line> lines, List<LogSpan> spans, List<byte[]> deltas, long newBytes) {}

  final KeyGroups range;
  final AssetIndex index;
  private final Store store;
  private final List<LogSpan> inherited = new ArrayList<>();
  private final Map<String, Long> covered = new HashMap<>();
  private final List<byte[]> deltas = new ArrayList<>();

  TaskHistory(KeyGroups range, Store store, EngineOptions options, Path directory) {
    this.range = range;
    this.store = store;
    this.index = AssetIndex.builder().options(options).directory(directory).build();
  }

  /**
   * Takes a checkpoint.
   *
   * @param confirmed whether it succeeds, so that the next may build on it
   */
  Checkpoint checkpoint(boolean confirmed) throws IOException {
    try (FrozenIndex frozen = index.freeze()) {
      List<Line> lines = new ArrayList<>();
      Map<String, byte[]> tombstones = new HashMap<>(store.tombstones());
      for (FrozenShard shard : frozen.shards()) {
        store.files().putIfAbsent(shard.name(), FrozenBytes.shard(shard));
        if (shard.tombstones() != null && !tombstones.containsKey(shard.tombstones())) {
          tombstones.put(shard.tombstones(), shard.tombstoneBytes());
        }
        lines.add(new Line(shard.name(), shard.clip(), shard.tombstones()));
      }
      Map<String, Long> reached = new HashMap<>(covered);
      List<LogDelta.Range> news = new ArrayList<>();
      for (FrozenLog log : frozen.logs()) {
        news.add(
            new LogDelta.Range(log, covered.getOrDefault(log.id(), log.start()), log.length()));
        reached.put(log.id(), log.length());
      }
      ByteArrayOutputStream delta = new ByteArrayOutputStream();
      LogDelta.write(news, delta);
      List<byte[]> all = new ArrayList<>(deltas);
      all.add(delta.toByteArray());
      if (confirmed) {
        covered.putAll(reached);
        deltas.add(delta.toByteArray());
        store.tombstones().putAll(tombstones);
      }
      long newBytes = news.stream().mapToLong(LogDelta.Range::length).sum();
      return new Checkpoint(range, lines, spans(frozen), all, newBytes);
    }
  }

  private List<LogSpan> spans(FrozenIndex frozen) {
    List<LogSpan> spans = new ArrayList<>();
    for (LogSpan span : inherited) {
      if (frozen.logs().stream()
          .anyMatch(log -> log.start() > 0 && log.deletes() == span.deletes())) {
        spans.add(span);
      }
    }
    for (FrozenLog log : frozen.logs()) {
      spans.add(new LogSpan(log.id(), log.deletes(), log.start(), log.length(), KeyGroups.all()));
    }
    return spans;
  }

  /** Fills the empty index with what belongs to it. */
  void restore(List<Checkpoint> checkpoints) throws IOException {
    IndexRestore restore = index.restoring();
    for (Checkpoint checkpoint : checkpoints) {
      KeyGroups wanted = checkpoint.range().and(range);
      for (Line line : checkpoint.lines()) {
        if (!line.clip().and(wanted).isEmpty()) {
          FrozenBytes.Shard file = store.files().get(line.name());
          FrozenBytes.add(
              restore,
              line.name(),
              new FrozenBytes.Shard(
                  file.file(),
                  file.checksum(),
                  line.clip(),
                  line.tombstones(),
                  line.tombstones() == null ? null : store.tombstones().get(line.tombstones())),
              wanted);
        }
      }
    }
    for (Checkpoint checkpoint : checkpoints) {
      KeyGroups wanted = checkpoint.range().and(range);
      if (!wanted.isEmpty()) {
        replay(restore, checkpoint, wanted);
      }
    }
    restore.finish();
  }

  private void replay(IndexRestore restore, Checkpoint checkpoint, KeyGroups wanted)
      throws IOException {
    List<DeltaFile> files = new ArrayList<>();
    for (byte[] delta : checkpoint.deltas()) {
      files.add(() -> new ByteArrayInputStream(delta));
      if (deltas.stream().noneMatch(known -> known == delta)) {
        deltas.add(delta);
      }
    }
    for (LogSpan span : checkpoint.spans()) {
      KeyGroups clip = span.clip().and(wanted);
      inherited.add(new LogSpan(span.id(), span.deletes(), span.start(), span.end(), clip));
    }
    restore.replay(checkpoint.spans(), wanted, files);
  }

  @Override
  public void close() {
    index.close();
  }
}
