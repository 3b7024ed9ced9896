package io.flinkiscc.cli;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.core.io.InputStatus;

/** One task of a {@link PacedSource}. It asks for splits until there are none. */
final class PacedReader<T> implements SourceReader<T, NumberSequenceSplit> {

  private final SourceReaderContext context;
  private final Pace pace;
  private final PacedSource.Making<T> making;
  private final ArrayDeque<Position> positions = new ArrayDeque<>();
  private CompletableFuture<Void> available = new CompletableFuture<>();
  private long bytes;
  private boolean started;

  /** Where a split is; its number is that of its turn, its next record the one of its round. */
  private static final class Position {
    final int split;
    long round;

    Position(NumberSequenceSplit split) {
      this.split = Integer.parseInt(split.splitId());
      this.round = split.from();
    }

    long number() {
      return round * PacedSource.SPLITS + split;
    }

    NumberSequenceSplit split() {
      return new NumberSequenceSplit(String.valueOf(split), round, Long.MAX_VALUE);
    }
  }

  PacedReader(SourceReaderContext context, Pace pace, PacedSource.Making<T> making) {
    this.context = context;
    this.pace = pace;
    this.making = making;
  }

  @Override
  public void start() {
    started = true;
    if (positions.isEmpty()) {
      context.sendSplitRequest();
    }
  }

  @Override
  public InputStatus pollNext(ReaderOutput<T> output) {
    if (pace.mustFail()) {
      throw new IllegalStateException("the benchmark lets this task fail");
    }
    CompletableFuture<Void> raised = pace.raised();
    for (int i = positions.size(); i > 0; i--) {
      Position position = positions.poll();
      positions.add(position);
      if (pace.allows(position.number())) {
        T record = making.record(position.number());
        position.round++;
        long encoded = making.bytes(record);
        bytes += encoded;
        pace.made(encoded);
        output.collect(record);
        return InputStatus.MORE_AVAILABLE;
      }
    }
    if (!positions.isEmpty()) {
      available = raised;
    }
    return InputStatus.NOTHING_AVAILABLE;
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    return available;
  }

  @Override
  public List<NumberSequenceSplit> snapshotState(long checkpointId) {
    pace.passed(checkpointId, bytes);
    List<NumberSequenceSplit> splits = new ArrayList<>();
    positions.forEach(position -> splits.add(position.split()));
    return splits;
  }

  @Override
  public void addSplits(List<NumberSequenceSplit> splits) {
    splits.forEach(split -> positions.add(new Position(split)));
    // Those of a checkpoint come before the coordinator knows this reader; it has no more then.
    if (started) {
      context.sendSplitRequest();
    }
    available.complete(null);
    available = CompletableFuture.completedFuture(null);
  }

  @Override
  public void notifyNoMoreSplits() {
    // Those there are have no end.
  }

  @Override
  public void close() {}
}
