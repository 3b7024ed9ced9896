package io.flinkiscc.cli;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.api.connector.source.lib.util.IteratorSourceEnumerator;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Makes record after record of its number, as quickly as they are taken, up to the limit of a
 * {@link Pace}. Its position is checkpointed; splits take turns among the numbers, so that any
 * parallelism up to {@link #SPLITS} makes the same records.
 *
 * @param pace name of the pace
 * @param making makes a record
 * @param <T> type of the records
 */
record PacedSource<T>(String pace, Making<T> making)
    implements Source<T, NumberSequenceSplit, Collection<NumberSequenceSplit>> {

  private static final long serialVersionUID = 1L;

  /** Number of splits: the highest parallelism. */
  static final int SPLITS = 16;

  private static final NumberSequenceSource NUMBERS = new NumberSequenceSource(0, 1);

  /** Makes the record of a number. */
  interface Making<T> extends Serializable {
    T record(long number);

    /** Bytes of a record in its encoded form, 0 if nobody asks. */
    default long bytes(T record) {
      return 0;
    }
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.CONTINUOUS_UNBOUNDED;
  }

  @Override
  public SplitEnumerator<NumberSequenceSplit, Collection<NumberSequenceSplit>> createEnumerator(
      SplitEnumeratorContext<NumberSequenceSplit> context) {
    List<NumberSequenceSplit> splits = new ArrayList<>();
    for (int i = 0; i < SPLITS; i++) {
      splits.add(new NumberSequenceSplit(String.valueOf(i), 0, Long.MAX_VALUE));
    }
    return new IteratorSourceEnumerator<>(context, splits);
  }

  @Override
  public SplitEnumerator<NumberSequenceSplit, Collection<NumberSequenceSplit>> restoreEnumerator(
      SplitEnumeratorContext<NumberSequenceSplit> context, Collection<NumberSequenceSplit> left) {
    return new IteratorSourceEnumerator<>(context, left);
  }

  @Override
  public SimpleVersionedSerializer<NumberSequenceSplit> getSplitSerializer() {
    return NUMBERS.getSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<Collection<NumberSequenceSplit>>
      getEnumeratorCheckpointSerializer() {
    return NUMBERS.getEnumeratorCheckpointSerializer();
  }

  @Override
  public SourceReader<T, NumberSequenceSplit> createReader(SourceReaderContext context) {
    return new PacedReader<>(context, Pace.of(pace), making);
  }
}
