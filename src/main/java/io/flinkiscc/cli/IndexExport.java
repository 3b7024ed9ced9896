package io.flinkiscc.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.flinkiscc.index.Asset;
import io.flinkiscc.index.Chunk;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.IngestJsonWriter;
import io.flinkiscc.library.DirectoryIndex;
import io.flinkiscc.library.Entry;
import io.flinkiscc.library.JournalMode;
import io.flinkiscc.library.Key128;
import io.flinkiscc.library.ShardedNphdIndex;
import io.flinkiscc.library.ShardedNphdIndex128;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.state.IsccSnapshot;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Writes an index as directories of iscc-usearch and lines of JSON, one after the other, so that
 * only one growing shard is in memory.
 */
final class IndexExport {

  /** Says what the export is of. */
  static final String SUMMARY = "export.json";

  static final String ASSETS = "assets.jsonl";
  static final String UNITS = "units";
  static final String SIMPRINTS = "simprints";

  private static final int BATCH = 1000;
  private static final long RESERVED_KEY = -1;

  private final IsccSnapshot snapshot;
  private final Path directory;
  private final long shardBytes;
  private final PrintWriter progress;
  private final CleanUp cleanUp;
  private final Map<String, Object> summary = new LinkedHashMap<>();

  /**
   * @param directory where to; is made
   */
  IndexExport(
      IsccSnapshot snapshot,
      Path directory,
      long shardBytes,
      PrintWriter progress,
      CleanUp cleanUp) {
    this.snapshot = snapshot;
    this.directory = directory;
    this.shardBytes = shardBytes;
    this.progress = progress;
    this.cleanUp = cleanUp;
  }

  /** Writes all, and returns what was written. */
  Map<String, Object> write() throws IOException {
    Files.createDirectories(directory);
    summary.put("checkpoint", snapshot.path());
    summary.put("checkpoint_id", snapshot.checkpointId());
    summary.put("operator_id", snapshot.operatorId());
    snapshot.operatorUid().ifPresent(uid -> summary.put("operator_uid", uid));
    summary.put("realm", snapshot.realm());
    summary.put("max_parallelism", snapshot.maxParallelism());
    writeAssets();
    for (UnitType type : snapshot.unitTypes()) {
      writeUnits(type);
      writeSimprints(type);
    }
    ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    json.writeValue(directory.resolve(SUMMARY).toFile(), summary);
    return summary;
  }

  private void writeAssets() throws IOException {
    TimedProgress counter = new TimedProgress(progress, ASSETS, snapshot.liveAssets());
    try (OutputStream out =
        new BufferedOutputStream(Files.newOutputStream(directory.resolve(ASSETS)))) {
      snapshot.forEachChange(
          change -> {
            cleanUp.goOn();
            try {
              out.write(IngestJsonWriter.write(change, snapshot.realm()));
              out.write('\n');
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            counter.next();
          });
    }
    summary.put("assets", counter.count());
  }

  private void writeUnits(UnitType type) throws IOException {
    Path to = directory.resolve(UNITS).resolve(type.name());
    write(
        "units of " + type,
        () ->
            ShardedNphdIndex.builder(to)
                .shardSize(shardBytes)
                .journal(JournalMode.OFF)
                .createdBy("flink-iscc export")
                .open(),
        (asset, entries) -> {
          Code code = asset.units().get(type);
          if (code != null) {
            entries.add(new Entry<>(asset.key(), code));
          }
        },
        UNITS + "." + type);
  }

  private void writeSimprints(UnitType type) throws IOException {
    if (snapshot.snapshot().assetsWithSimprints(type) == 0) {
      return;
    }
    Path to = directory.resolve(SIMPRINTS).resolve(type.name());
    write(
        "simprints of " + type,
        () ->
            ShardedNphdIndex128.builder(to)
                .shardSize(shardBytes)
                .journal(JournalMode.OFF)
                .createdBy("flink-iscc export")
                .open(),
        (asset, entries) -> {
          for (Chunk chunk : asset.simprints().getOrDefault(type, List.of())) {
            Key128 key = Key128.ofChunk(asset.key(), (int) chunk.offset(), (int) chunk.size());
            entries.add(new Entry<>(key, chunk.code()));
          }
        },
        SIMPRINTS + "." + type);
  }

  /** Opens an index. */
  private interface Opening<K> {
    DirectoryIndex<K> open() throws IOException;
  }

  private <K> void write(
      String what, Opening<K> opening, BiConsumer<Asset, List<Entry<K>>> codes, String name)
      throws IOException {
    TimedProgress counter = new TimedProgress(progress, what, snapshot.liveAssets());
    List<Entry<K>> batch = new ArrayList<>(BATCH);
    long[] counts = new long[2];
    try (Batches<K> batches = new Batches<>(opening, batch, counts)) {
      snapshot.forEach(
          asset -> {
            cleanUp.goOn();
            counter.next();
            int before = batch.size();
            codes.accept(asset, batch);
            if (asset.key() == RESERVED_KEY) {
              counts[1] += batch.size() - before;
              batch.subList(before, batch.size()).clear();
            }
            if (batch.size() >= BATCH) {
              batches.add();
            }
          });
      batches.add();
      batches.save();
    }
    if (counts[0] > 0) {
      summary.put(name, counts[0]);
    }
    if (counts[1] > 0) {
      // Of two simprints at one place of an asset, and of the key that iscc-usearch reserves.
      summary.put(name + ".left_out", counts[1]);
    }
  }

  /** Adds batches to an index that is made for the first. */
  private static final class Batches<K> implements Closeable {
    private final Opening<K> opening;
    private final List<Entry<K>> batch;
    private final long[] counts;
    private DirectoryIndex<K> index;

    Batches(Opening<K> opening, List<Entry<K>> batch, long[] counts) {
      this.opening = opening;
      this.batch = batch;
      this.counts = counts;
    }

    void add() {
      if (batch.isEmpty()) {
        return;
      }
      try {
        if (index == null) {
          index = opening.open();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      long added = index.addAll(batch);
      counts[0] += added;
      counts[1] += batch.size() - added;
      batch.clear();
    }

    void save() throws IOException {
      if (index != null) {
        index.save();
      }
    }

    @Override
    public void close() throws IOException {
      if (index != null) {
        index.close();
      }
    }
  }
}
