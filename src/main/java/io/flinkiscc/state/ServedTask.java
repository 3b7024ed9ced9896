package io.flinkiscc.state;

import io.flinkiscc.index.AssetIndex;
import io.flinkiscc.index.IndexSnapshot;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.match.MatchRules;
import java.util.Set;
import org.apache.flink.metrics.MetricGroup;

/**
 * An index task as a service sees it: which part of which index it holds, and that part itself to
 * read. All methods may be called by any thread until the service is closed.
 */
public final class ServedTask {

  private final AssetIndex index;
  private final CommittedSnapshots committed;
  private final IndexOptions options;
  private final int realm;
  private final TaskPlace place;
  private final MetricGroup metrics;

  ServedTask(
      AssetIndex index,
      CommittedSnapshots committed,
      IndexOptions options,
      int realm,
      TaskPlace place,
      MetricGroup metrics) {
    this.index = index;
    this.committed = committed;
    this.options = options;
    this.realm = realm;
    this.place = place;
    this.metrics = metrics;
  }

  /** All the task has taken; a failure may take back what no checkpoint holds. */
  public IndexSnapshot latest() {
    return index.snapshot();
  }

  /** What the last completed checkpoint holds, or the one the task was restored from. */
  public CommittedSnapshot committed() {
    return committed.last();
  }

  /** Realm of the ISCC-IDs. */
  public int realm() {
    return realm;
  }

  /** The unit types that are searched. */
  public Set<UnitType> unitTypes() {
    return options.engine().unitTypes();
  }

  /** How matches are judged. */
  public MatchRules rules() {
    return options.rules();
  }

  /** Which task it is. */
  public TaskPlace place() {
    return place;
  }

  /** The group for metrics of the service: that of the index of the task. */
  public MetricGroup metrics() {
    return metrics;
  }
}
