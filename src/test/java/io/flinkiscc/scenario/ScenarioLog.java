package io.flinkiscc.scenario;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetOp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The changes of a scenario in the splits of its source, drawn from a seed.
 *
 * <p>Most keys have all their changes in one split, whose order counts: puts, additions, deletes,
 * equal and stale redeliveries, with and without numbers. Every fifth key is scattered: its changes
 * are all numbered and come in any split, in any order, some of them again and again.
 */
final class ScenarioLog {

  private static final int SCATTERED = 5;

  private final Random random;
  private final ScenarioAssets assets;
  private final long[] keys;
  private final List<List<AssetOp>> splits = new ArrayList<>();
  private final Map<Integer, KeyState> states = new HashMap<>();
  private final Map<Integer, AssetOp> earlier = new HashMap<>();
  private final List<AssetOp> late = new ArrayList<>();

  private ScenarioLog(long seed, int keys, int splits) {
    this.random = new Random(seed);
    this.assets = new ScenarioAssets(random);
    this.keys = new long[keys];
    for (int i = 0; i < keys; i++) {
      this.keys[i] = (i + 1) * 0x9E3779B97F4A7C15L;
    }
    for (int s = 0; s < splits; s++) {
      this.splits.add(new ArrayList<>());
    }
  }

  /** Draws a log. */
  static ScenarioLog draw(long seed, int changes, int keys, int splits) {
    ScenarioLog log = new ScenarioLog(seed, keys, splits);
    for (int i = 0; i < changes; i++) {
      log.add(i);
    }
    log.late.forEach(op -> log.anySplit().add(op));
    return log;
  }

  List<List<AssetOp>> splits() {
    return splits;
  }

  long[] keys() {
    return keys.clone();
  }

  /** Whether the changes of a key, given by its index, come in any split and order. */
  static boolean scattered(int key) {
    return key % SCATTERED == 0;
  }

  private List<AssetOp> anySplit() {
    return splits.get(random.nextInt(splits.size()));
  }

  private void add(int number) {
    int key = random.nextInt(keys.length);
    if (scattered(key)) {
      if (!late.isEmpty() && random.nextInt(3) == 0) {
        anySplit().add(late.remove(random.nextInt(late.size())));
      } else {
        scatter(key, number);
      }
    } else {
      AssetOp op = ordered(key, number);
      states.put(key, states.getOrDefault(key, KeyState.UNKNOWN).after(op));
      if (random.nextInt(4) == 0) {
        earlier.put(key, op);
      }
      splits.get(key % splits.size()).add(op);
    }
  }

  private void scatter(int key, int number) {
    AssetOp op =
        random.nextInt(5) == 0
            ? AssetOp.delete(keys[key], number, number)
            : AssetOp.upsert(assets.next(keys[key]), number, number);
    boolean comesLate = random.nextInt(3) == 0;
    if (!comesLate) {
      anySplit().add(op);
    }
    if (comesLate || random.nextInt(3) == 0) {
      late.add(op);
    }
  }

  private AssetOp ordered(int key, int number) {
    long seq = numbered(key) ? number : AssetOp.NO_SEQ;
    KeyState now = states.getOrDefault(key, KeyState.UNKNOWN);
    int dice = random.nextInt(20);
    if (dice < 3) {
      return AssetOp.delete(keys[key], seq, number);
    }
    if (dice < 5) {
      return AssetOp.addOnce(assets.next(keys[key]), seq, number);
    }
    if (dice < 8 && now.asset() != null) {
      return equalAgain(now, seq, number);
    }
    if (dice < 9 && earlier.containsKey(key)) {
      return earlier.get(key);
    }
    return AssetOp.upsert(assets.next(keys[key]), seq, number);
  }

  private AssetOp equalAgain(KeyState now, long seq, int number) {
    Asset same = now.asset();
    return AssetOp.upsert(same, random.nextBoolean() ? now.seq() : seq, number);
  }

  /** Half of the keys always have numbers, a quarter never, a quarter now and then. */
  private boolean numbered(int key) {
    return switch (key & 3) {
      case 0, 1 -> true;
      case 2 -> false;
      default -> random.nextBoolean();
    };
  }
}
