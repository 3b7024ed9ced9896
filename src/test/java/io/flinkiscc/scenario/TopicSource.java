package io.flinkiscc.scenario;

import java.util.List;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Reads a {@link Topic} of a {@link Stage} for ever, with checkpointed offsets. */
final class TopicSource<T> implements Source<T, TopicSplit, List<TopicSplit>> {

  private static final long serialVersionUID = 1L;

  private final String stage;
  private final boolean queries;

  private TopicSource(Stage stage, boolean queries) {
    this.stage = stage.id();
    this.queries = queries;
  }

  static TopicSource<io.flinkiscc.index.AssetOp> changes(Stage stage) {
    return new TopicSource<>(stage, false);
  }

  static TopicSource<io.flinkiscc.kafka.QueryRecord> queries(Stage stage) {
    return new TopicSource<>(stage, true);
  }

  @SuppressWarnings("unchecked")
  private Topic<T> topic() {
    Stage found = Stage.get(stage);
    return (Topic<T>) (queries ? found.queries() : found.changes());
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.CONTINUOUS_UNBOUNDED;
  }

  @Override
  public SourceReader<T, TopicSplit> createReader(SourceReaderContext context) {
    return new TopicReader<>(topic(), Stage.get(stage));
  }

  @Override
  public SplitEnumerator<TopicSplit, List<TopicSplit>> createEnumerator(
      SplitEnumeratorContext<TopicSplit> context) {
    return new TopicEnumerator(context, TopicSplit.beginnings(topic().splits()));
  }

  @Override
  public SplitEnumerator<TopicSplit, List<TopicSplit>> restoreEnumerator(
      SplitEnumeratorContext<TopicSplit> context, List<TopicSplit> unassigned) {
    return new TopicEnumerator(context, unassigned);
  }

  @Override
  public SimpleVersionedSerializer<TopicSplit> getSplitSerializer() {
    return new TopicSplit.One();
  }

  @Override
  public SimpleVersionedSerializer<List<TopicSplit>> getEnumeratorCheckpointSerializer() {
    return new TopicSplit.Several();
  }
}
