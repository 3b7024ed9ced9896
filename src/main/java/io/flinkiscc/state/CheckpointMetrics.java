package io.flinkiscc.state;

import java.util.function.ToLongFunction;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;

/**
 * Metrics of the checkpoints and the restore of an index task, in the group {@link
 * IndexMetrics#GROUP} of its operator; docs/metrics.md tells what they mean.
 */
final class CheckpointMetrics {

  private final CheckpointFigures figures;
  private final Histogram syncNanos;
  private final Counter uploaded;
  private final Counter reused;

  CheckpointMetrics(MetricGroup operator, CheckpointFigures figures) {
    this.figures = figures;
    MetricGroup group = operator.addGroup(IndexMetrics.GROUP);
    syncNanos = group.histogram("checkpointSyncNanos", new LatencyHistogram());
    uploaded = group.counter("checkpointUploadedBytes", new ThreadSafeSimpleCounter());
    reused = group.counter("checkpointReusedBytes", new ThreadSafeSimpleCounter());
    last(group, "lastCheckpointUploadedBytes", CheckpointFigures.Checkpoint::uploadedBytes);
    last(group, "lastCheckpointReusedBytes", CheckpointFigures.Checkpoint::reusedBytes);
    last(group, "lastCheckpointDeltaBytes", CheckpointFigures.Checkpoint::deltaBytes);
    group.gauge("restoreMillis", () -> figures.restore().nanos() / 1_000_000);
    group.gauge("restoreDownloadedBytes", () -> figures.restore().downloadedBytes());
    group.gauge("restoreLinkedBytes", () -> figures.restore().linkedBytes());
    figures.onWritten(this::count);
  }

  private void last(
      MetricGroup group, String name, ToLongFunction<CheckpointFigures.Checkpoint> figure) {
    group.gauge(
        name,
        () -> {
          CheckpointFigures.Checkpoint last = figures.last();
          return last == null ? 0L : figure.applyAsLong(last);
        });
  }

  private void count(CheckpointFigures.Checkpoint checkpoint) {
    uploaded.inc(checkpoint.uploadedBytes());
    reused.inc(checkpoint.reusedBytes());
  }

  /** Notes how long the task stood still for a checkpoint. Only the task's thread. */
  void began(long checkpointId, long nanos) {
    figures.began(checkpointId, nanos);
    syncNanos.update(nanos);
  }
}
