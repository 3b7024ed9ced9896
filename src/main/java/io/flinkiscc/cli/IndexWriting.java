package io.flinkiscc.cli;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetIndex;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.IndexStats;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/** Writes to an index as one task does, and measures every write. */
final class IndexWriting {

  private static final long POLL_NANOS = 1_000_000;

  private final AssetIndex index;

  IndexWriting(AssetIndex index) {
    this.index = index;
  }

  /**
   * Upserts assets and tells what it took. What is taken for making the assets is not counted,
   * except by {@code add_per_s_wall} and the process.
   *
   * @param count number of assets
   * @param assets gives the asset of a number
   */
  Map<String, Object> upsert(int count, IntFunction<Asset> assets) {
    IndexStats before = index.stats();
    Latencies latencies = new Latencies(count);
    Stopwatch all = Stopwatch.start();
    double cpu = 0;
    for (int i = 0; i < count; i++) {
      Asset asset = assets.apply(i);
      AssetOp op = AssetOp.upsert(asset, AssetOp.NO_SEQ, 0);
      int keyGroup = BenchAssets.keyGroup(asset.key());
      long cpuStart = Stopwatch.threadNanos();
      long start = System.nanoTime();
      index.apply(op, keyGroup);
      latencies.add(System.nanoTime() - start);
      cpu += (Stopwatch.threadNanos() - cpuStart) / 1e9;
    }
    double wall = all.wallSeconds();
    double process = all.processSeconds();
    IndexStats after = index.stats();
    Map<String, Object> figures = BenchReport.figures();
    figures.put("assets", count);
    figures.put("add_per_s_cpu", count / cpu);
    figures.put("add_per_s_process_cpu", count / Math.max(process, .01));
    figures.put("add_per_s_wall", count / wall);
    figures.putAll(latencies.figures());
    figures.put("rotations", after.rotations() - before.rotations());
    figures.put("compactions", after.compactions() - before.compactions());
    figures.put("slowed_down_ms", (after.stallNanos() - before.stallNanos()) / 1e6);
    return figures;
  }

  /**
   * Waits until all shards are sealed and compacted, and tells how long it took and what is there.
   */
  Map<String, Object> settle() {
    Stopwatch watch = Stopwatch.start();
    index.maintain();
    while (!index.settled()) {
      LockSupport.parkNanos(POLL_NANOS);
      index.maintain();
    }
    IndexStats stats = index.stats();
    double live = Math.max(1, stats.liveAssets());
    Map<String, Object> figures = BenchReport.figures();
    figures.put("wait_s", watch.wallSeconds());
    figures.put("live_assets", stats.liveAssets());
    figures.put("dead_entries", stats.deadEntries());
    figures.put("sealed_shards", stats.sealedShards());
    figures.put("sealed_entries", stats.sealedEntries());
    figures.put("file_bytes_per_asset", stats.sealedBytes() / Math.max(1., stats.sealedEntries()));
    figures.put("memory_bytes_per_asset", index.memoryBytes() / live);
    figures.put("failed_writes", stats.failedWrites());
    return figures;
  }
}
