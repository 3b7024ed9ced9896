package io.flinkiscc.scenario;

import io.flinkiscc.index.AssetOp;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a log says: of every key in the end, and of the keys with an order at any moment. */
final class LogOracle {

  private final Map<Long, KeyState> last = new TreeMap<>();

  /** By key, the split that has all its changes. */
  private final Map<Long, Integer> splitOf = new HashMap<>();

  /** By key, from which offset in its split on it was how. */
  private final Map<Long, TreeMap<Integer, KeyState>> history = new HashMap<>();

  /** By scattered key, the labels it can ever have. */
  private final Map<Long, Set<String>> labels = new HashMap<>();

  private final List<Integer> lengths = new ArrayList<>();

  LogOracle(ScenarioLog log) {
    long[] keys = log.keys();
    for (int i = 0; i < keys.length; i++) {
      if (ScenarioLog.scattered(i)) {
        labels.put(keys[i], new HashSet<>());
      }
      last.put(keys[i], KeyState.UNKNOWN);
    }
    for (List<AssetOp> split : log.splits()) {
      for (int offset = 0; offset < split.size(); offset++) {
        add(split.get(offset), lengths.size(), offset);
      }
      lengths.add(split.size());
    }
  }

  /** Scattered keys may be followed split by split: the highest number wins in any order. */
  private void add(AssetOp op, int split, int offset) {
    KeyState now = last.get(op.key()).after(op);
    last.put(op.key(), now);
    if (labels.containsKey(op.key())) {
      if (op.asset() != null) {
        labels.get(op.key()).add(KeyState.label(op.asset()));
      }
    } else {
      splitOf.put(op.key(), split);
      TreeMap<Integer, KeyState> states =
          history.computeIfAbsent(op.key(), k -> new TreeMap<>(Map.of(0, KeyState.UNKNOWN)));
      states.put(offset + 1, now);
    }
  }

  /** What is known of every key in the end. */
  Map<Long, KeyState> last() {
    return last;
  }

  int splits() {
    return lengths.size();
  }

  /** The split of a key, -1 for a scattered one or one without changes. */
  int splitOf(long key) {
    return splitOf.getOrDefault(key, -1);
  }

  /** Whether a scattered key can have this label at some moment; null for not being live. */
  boolean possible(long key, String label) {
    return label == null || labels.getOrDefault(key, Set.of()).contains(label);
  }

  /** All moments of a split. */
  BitSet moments(int split) {
    BitSet all = new BitSet();
    all.set(0, lengths.get(split) + 1);
    return all;
  }

  /** The moments of its split, as numbers of changes taken, at which a key is like that. */
  BitSet moments(long key, String label) {
    BitSet moments = new BitSet();
    TreeMap<Integer, KeyState> states = history.get(key);
    for (Map.Entry<Integer, KeyState> from : states.entrySet()) {
      if (from.getValue().says(label)) {
        Integer to = states.higherKey(from.getKey());
        moments.set(from.getKey(), to == null ? lengths.get(splitOf.get(key)) + 1 : to);
      }
    }
    return moments;
  }
}
