package io.flinkiscc.index;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A frozen index as a first checkpoint would hold it: its logs as one delta, and its files. */
record FrozenBytes(
    byte[] delta, List<LogSpan> spans, Map<String, Shard> shards, long maxEventTimeMicros) {

  /** A sealed shard with all that belongs to it. */
  record Shard(byte[] file, int checksum, KeyGroups clip, String tombstones, byte[] dead) {}

  static FrozenBytes of(AssetIndex index) throws IOException {
    try (FrozenIndex frozen = index.freeze()) {
      return of(frozen);
    }
  }

  static FrozenBytes of(FrozenIndex frozen) throws IOException {
    List<LogDelta.Range> ranges = new ArrayList<>();
    List<LogSpan> spans = new ArrayList<>();
    for (FrozenLog log : frozen.logs()) {
      ranges.add(new LogDelta.Range(log, 0, log.length()));
      spans.add(new LogSpan(log.id(), log.deletes(), 0, log.length(), KeyGroups.all()));
    }
    ByteArrayOutputStream delta = new ByteArrayOutputStream();
    LogDelta.write(ranges, delta);
    Map<String, Shard> shards = new TreeMap<>();
    for (FrozenShard shard : frozen.shards()) {
      shards.put(shard.name(), shard(shard));
    }
    return new FrozenBytes(delta.toByteArray(), spans, shards, frozen.maxEventTimeMicros());
  }

  static Shard shard(FrozenShard shard) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    shard.writeTo(file);
    return new Shard(
        file.toByteArray(),
        shard.checksum(),
        shard.clip(),
        shard.tombstones(),
        shard.tombstones() == null ? null : shard.tombstoneBytes());
  }

  /** Only the log. */
  FrozenBytes withDelta(byte[] other) {
    return new FrozenBytes(other, spans, shards, maxEventTimeMicros);
  }

  void restoreInto(AssetIndex index, KeyGroups wanted) {
    restore(index, Map.of(this, wanted));
  }

  /** Restores several, of each the key groups that are wanted. */
  static void restore(AssetIndex index, Map<FrozenBytes, KeyGroups> parts) {
    try {
      IndexRestore restore = index.restoring();
      for (Map.Entry<FrozenBytes, KeyGroups> part : parts.entrySet()) {
        for (Map.Entry<String, Shard> shard : part.getKey().shards().entrySet()) {
          add(restore, shard.getKey(), shard.getValue(), part.getValue());
        }
      }
      for (Map.Entry<FrozenBytes, KeyGroups> part : parts.entrySet()) {
        FrozenBytes bytes = part.getKey();
        restore.replay(
            bytes.spans(), part.getValue(), List.of(() -> new ByteArrayInputStream(bytes.delta())));
        restore.maxEventTimeMicros(bytes.maxEventTimeMicros());
      }
      restore.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void add(IndexRestore restore, String name, Shard shard, KeyGroups wanted)
      throws IOException {
    Path path = Files.write(restore.newFile(), shard.file());
    restore.add(
        restore.prepare(name, shard.file().length, shard.checksum(), path),
        shard.clip().and(wanted),
        shard.tombstones(),
        shard.dead());
  }
}
