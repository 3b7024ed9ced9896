package io.flinkiscc.restore;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.iscc.UnitType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What an index holds after a log of changes, by the plainest rules. */
final class Oracle {

  /**
   * What is known of a key.
   *
   * @param asset null if it was deleted by a numbered record, which is remembered
   * @param seq -1 for none
   */
  record Known(Asset asset, long seq) {}

  private final Map<Long, Known> known = new TreeMap<>();
  private final Set<Long> seen = new TreeSet<>();

  void apply(List<AssetOp> ops) {
    ops.forEach(this::apply);
  }

  private void apply(AssetOp op) {
    seen.add(op.key());
    Known before = known.get(op.key());
    if (before != null && op.seq() >= 0 && before.seq() >= op.seq()) {
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
        if (op.seq() >= 0) {
          known.put(op.key(), new Known(null, op.seq()));
        } else if (live) {
          known.remove(op.key());
        }
      }
    }
  }

  /** Puts what is known of a key, from elsewhere. */
  void put(long key, Known state) {
    seen.add(key);
    if (state != null) {
      known.put(key, state);
    }
  }

  /** The same as far as it is of some unit types. */
  Oracle of(Set<UnitType> types) {
    Oracle part = new Oracle();
    part.seen.addAll(seen);
    known.forEach(
        (key, state) -> part.known.put(key, new Known(of(types, state.asset()), state.seq())));
    return part;
  }

  private static Asset of(Set<UnitType> types, Asset asset) {
    if (asset == null) {
      return null;
    }
    Asset.Builder part = Asset.builder(asset.key()).metadata(asset.metadata());
    for (UnitType type : types) {
      if (asset.units().containsKey(type)) {
        part.unit(type, asset.units().get(type));
      }
      asset.simprints().getOrDefault(type, List.of()).forEach(chunk -> part.chunk(type, chunk));
    }
    return part.build();
  }

  Map<Long, Known> known() {
    return known;
  }

  /** All keys of all changes. */
  Set<Long> seen() {
    return seen;
  }

  /** The live assets by key. */
  Map<Long, Asset> live() {
    Map<Long, Asset> live = new LinkedHashMap<>();
    known.forEach(
        (key, state) -> {
          if (state.asset() != null) {
            live.put(key, state.asset());
          }
        });
    return live;
  }

  /** The remembered deletes: seq by key. */
  Map<Long, Long> deletes() {
    Map<Long, Long> deletes = new LinkedHashMap<>();
    known.forEach(
        (key, state) -> {
          if (state.asset() == null) {
            deletes.put(key, state.seq());
          }
        });
    return deletes;
  }
}
