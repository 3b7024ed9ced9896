package io.flinkiscc.scenario;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;

/** Gives every reader its share of the splits that none has. */
final class TopicEnumerator implements SplitEnumerator<TopicSplit, List<TopicSplit>> {

  private final SplitEnumeratorContext<TopicSplit> context;
  private final List<TopicSplit> unassigned;

  TopicEnumerator(SplitEnumeratorContext<TopicSplit> context, List<TopicSplit> unassigned) {
    this.context = context;
    this.unassigned = new ArrayList<>(unassigned);
  }

  @Override
  public void start() {
    // Readers come on their own.
  }

  @Override
  public void handleSplitRequest(int reader, String host) {
    // Readers get their splits without asking.
  }

  @Override
  public void addSplitsBack(List<TopicSplit> splits, int reader) {
    unassigned.addAll(splits);
    if (context.registeredReaders().containsKey(reader)) {
      addReader(reader);
    }
  }

  @Override
  public void addReader(int reader) {
    List<TopicSplit> share =
        unassigned.stream()
            .filter(split -> split.number() % context.currentParallelism() == reader)
            .toList();
    unassigned.removeAll(share);
    share.forEach(split -> context.assignSplit(split, reader));
  }

  @Override
  public List<TopicSplit> snapshotState(long checkpointId) {
    return List.copyOf(unassigned);
  }

  @Override
  public void close() {
    // Holds nothing.
  }
}
