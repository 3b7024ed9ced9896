package io.flinkiscc.process;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetOp;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** What an index must hold after a part of a log: a map, taken forward record by record. */
final class LogOracle {

  /** A key; asset is null if it was deleted. */
  record Known(Asset asset, long seq) {}

  private final ChangeLog log;
  private final Map<Long, Known> known = new HashMap<>();
  private long applied;

  LogOracle(ChangeLog log) {
    this.log = log;
  }

  /** Takes the records before this number that were not taken yet. */
  void advanceTo(long number) {
    if (number < applied) {
      throw new IllegalStateException("a log of " + number + " records came after " + applied);
    }
    for (; applied < number; applied++) {
      apply(log.op(applied));
    }
  }

  private void apply(AssetOp op) {
    Known before = known.get(op.key());
    boolean numbered = op.seq() != AssetOp.NO_SEQ;
    if (before != null && numbered && before.seq() != AssetOp.NO_SEQ && op.seq() <= before.seq()) {
      return;
    }
    boolean live = before != null && before.asset() != null;
    switch (op.kind()) {
      case UPSERT -> known.put(op.key(), new Known(op.asset(), op.seq()));
      case ADD_ONCE -> {
        if (!live) {
          known.put(op.key(), new Known(op.asset(), op.seq()));
        }
      }
      case DELETE -> {
        if (numbered) {
          known.put(op.key(), new Known(null, op.seq()));
        } else if (live) {
          known.remove(op.key());
        }
      }
    }
  }

  /** Number of records taken. */
  long applied() {
    return applied;
  }

  /** An asset that no record of the log puts. */
  Asset staleAsset(long key, long number) {
    return log.asset(key, number);
  }

  /** Everything known, deleted keys with a seq among it. */
  Map<Long, Known> known() {
    return known;
  }

  /** The live assets by key. */
  Map<Long, Asset> live() {
    Map<Long, Asset> live = new TreeMap<>();
    known.forEach(
        (key, state) -> {
          if (state.asset() != null) {
            live.put(key, state.asset());
          }
        });
    return live;
  }
}
