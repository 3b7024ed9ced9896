package io.flinkiscc.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.core.io.InputStatus;

/** Reads splits of a {@link Topic} by turns, in short bursts so that faults meet running jobs. */
final class TopicReader<T> implements SourceReader<T, TopicSplit> {

  private static final int BURST = 12;
  private static final long PAUSE_MILLIS = 2;

  private final Topic<T> topic;
  private final Stage stage;
  private final List<TopicSplit> splits = new ArrayList<>();
  private int turn;
  private int burst;

  TopicReader(Topic<T> topic, Stage stage) {
    this.topic = topic;
    this.stage = stage;
  }

  @Override
  public void start() {
    // Splits come on their own.
  }

  @Override
  public InputStatus pollNext(ReaderOutput<T> output) {
    for (int i = 0; i < splits.size() && burst < BURST; i++) {
      turn = (turn + 1) % splits.size();
      TopicSplit split = splits.get(turn);
      T record = topic.read(split.number(), split.offset());
      if (record != null) {
        output.collect(record);
        TopicSplit next = new TopicSplit(split.number(), split.offset() + 1);
        splits.set(turn, next);
        topic.position(next.number(), next.offset());
        burst++;
        return InputStatus.MORE_AVAILABLE;
      }
    }
    burst = 0;
    return InputStatus.NOTHING_AVAILABLE;
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    return burst > 0 && burst < BURST
        ? CompletableFuture.completedFuture(null)
        : new CompletableFuture<Void>()
            .completeOnTimeout(null, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public List<TopicSplit> snapshotState(long checkpointId) {
    return List.copyOf(splits);
  }

  @Override
  public void addSplits(List<TopicSplit> added) {
    stage.started();
    added.forEach(split -> topic.position(split.number(), split.offset()));
    splits.addAll(added);
  }

  @Override
  public void notifyNoMoreSplits() {
    // Reads for ever.
  }

  @Override
  public void close() {
    // Holds nothing.
  }
}
