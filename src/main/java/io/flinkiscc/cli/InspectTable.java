package io.flinkiscc.cli;

import io.flinkiscc.index.ShardInfo;
import io.flinkiscc.state.CheckpointReport;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A {@link CheckpointReport} as a person reads it. */
final class InspectTable {

  private final StringBuilder text = new StringBuilder();

  InspectTable(CheckpointReport report) {
    line(
        "%s %d at %s, metadata of %d bytes",
        report.savepoint() ? "savepoint" : "checkpoint",
        report.checkpointId(),
        report.path(),
        report.metadataBytes());
    if (report.indexes().isEmpty()) {
      line("holds no index");
    }
    report.indexes().forEach(this::add);
  }

  private void add(CheckpointReport.Index index) {
    line("");
    line(
        "index %s (operator %s): %d tasks, %d key groups, %s",
        index.uid() == null ? "of unknown uid" : index.uid(),
        index.operatorId(),
        index.parallelism(),
        index.maxParallelism(),
        index.realm() == null
            ? "unknown realm"
            : "realm " + index.realm() + (index.queriesById() ? ", queries by ISCC-ID" : ""));
    if (!index.missingKeyGroups().isEmpty()) {
      line("nothing of key groups %s", index.missingKeyGroups());
    }
    line("");
    line(
        "  %-11s %8s %6s %10s %12s %10s %6s %11s %6s %10s  %s",
        "key groups",
        "manifest",
        "shards",
        "entries",
        "shard bytes",
        "tombstones",
        "deltas",
        "delta bytes",
        "packs",
        "pack bytes",
        "newest event");
    index.tasks().forEach(this::add);
    addShards(index);
    addCodes(index);
  }

  private void add(CheckpointReport.Task task) {
    line(
        "  %-11s %8s %6d %10d %12d %10d %6d %11d %6d %10d  %s",
        task.firstKeyGroup() + ".." + task.lastKeyGroup(),
        "v" + task.manifestVersion(),
        task.shards().size(),
        task.shards().stream().mapToLong(shard -> shard.info().entries()).sum(),
        task.shards().stream().mapToLong(CheckpointReport.Shard::bytes).sum(),
        task.shards().stream().mapToLong(CheckpointReport.Shard::tombstones).sum(),
        task.deltas(),
        task.deltaBytes(),
        task.packs(),
        task.packBytes(),
        task.maxEventTimeMicros() == 0
            ? "-"
            : Instant.EPOCH.plus(task.maxEventTimeMicros(), ChronoUnit.MICROS));
  }

  private void addShards(CheckpointReport.Index index) {
    Set<String> seen = new HashSet<>();
    for (CheckpointReport.Task task : index.tasks()) {
      for (CheckpointReport.Shard shard : task.shards()) {
        if (seen.isEmpty()) {
          line("");
          line("  %-42s %7s %10s %12s  %s", "shard", "format", "entries", "bytes", "key groups");
        }
        seen.add(shard.name());
        line(
            "  %-42s %7s %10d %12d  %s",
            shard.name(),
            "v" + shard.info().formatVersion(),
            shard.info().entries(),
            shard.bytes(),
            shard.keyGroups());
      }
    }
  }

  /** Codes of sealed shards; what is in logs is not known without replaying them. */
  private void addCodes(CheckpointReport.Index index) {
    Map<String, long[]> codes = new TreeMap<>();
    Set<String> seen = new HashSet<>();
    for (CheckpointReport.Task task : index.tasks()) {
      for (CheckpointReport.Shard shard : task.shards()) {
        if (seen.add(shard.name())) {
          shard.info().columns().forEach(column -> add(column, codes));
        }
      }
    }
    if (!codes.isEmpty()) {
      line("");
      line("  %-34s %12s %8s", "codes in shards", "distinct", "graphs");
      codes.forEach((name, n) -> line("  %-34s %12d %8d", name, n[0], n[1]));
    }
  }

  private static void add(ShardInfo.Column column, Map<String, long[]> codes) {
    for (ShardInfo.Length length : column.lengths()) {
      String name =
          "%s%s %3d bits"
              .formatted(column.type(), column.simprints() ? " simprints" : "", length.bits());
      long[] counts = codes.computeIfAbsent(name, n -> new long[2]);
      counts[0] += length.codes();
      counts[1] += length.graph() ? 1 : 0;
    }
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
