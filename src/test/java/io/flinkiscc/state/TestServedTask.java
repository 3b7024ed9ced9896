package io.flinkiscc.state;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetIndex;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.match.MatchRules;
import io.flinkiscc.query.KeyGroupOf;
import org.apache.flink.metrics.MetricGroup;

/** An index that is served without a Flink task around it. The test is the task: one thread. */
public final class TestServedTask implements AutoCloseable {

  private static final int REALM = 0;

  private final TaskPlace place;
  private final AssetIndex index = AssetIndex.builder().build();
  private final CommittedSnapshots committed = new CommittedSnapshots(0, index.snapshot());
  private final ServedTask served;

  /** The task of all key groups. */
  public TestServedTask(MetricGroup metrics) {
    this(new TaskPlace("00ff", 0, 1, 0, 128, 0, 127), MatchRules.tiered(), metrics);
  }

  /** Some task. */
  public TestServedTask(TaskPlace place, MatchRules rules, MetricGroup metrics) {
    this.place = place;
    this.served =
        new ServedTask(
            index, committed, IndexOptions.builder().rules(rules).build(), REALM, place, metrics);
  }

  /** What a service gets. */
  public ServedTask served() {
    return served;
  }

  /** Adds an asset, or replaces it. */
  public void put(Asset asset) {
    index.apply(
        AssetOp.upsert(asset, AssetOp.NO_SEQ, 0),
        KeyGroupOf.key(asset.key(), place.maxParallelism()));
  }

  /** Completes a checkpoint of what there is. */
  public void checkpoint(long id) {
    committed.begin(id, index.snapshot());
    committed.complete(id);
  }

  @Override
  public void close() throws Exception {
    index.close();
  }
}
