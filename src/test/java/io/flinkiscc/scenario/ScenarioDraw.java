package io.flinkiscc.scenario;

import io.flinkiscc.scenario.Rescale.Cut;
import io.flinkiscc.scenario.Scenario.Backend;
import io.flinkiscc.scenario.StorageFaults.Step;
import io.flinkiscc.scenario.Trap.Site;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.flink.core.execution.RecoveryClaimMode;

/** Draws a scenario from a seed, leaving out what Flink itself cannot do. */
final class ScenarioDraw {

  private static final int MOST_TASKS = 7;

  private final long seed;
  private final Random random;
  private Backend backend;
  private boolean incremental;
  private boolean changelog;
  private boolean adaptive;
  private int parallelism;

  private ScenarioDraw(long seed) {
    this.seed = seed;
    this.random = new Random(seed);
  }

  /** Draws a scenario. */
  static Scenario draw(long seed) {
    return new ScenarioDraw(seed).draw();
  }

  private Scenario draw() {
    // The first numbers of near seeds are alike.
    random.nextLong();
    adaptive = chance(3);
    backend = chance(4) ? Backend.ROCKSDB : Backend.HASHMAP;
    incremental = chance(2);
    changelog = chance(8);
    int first = tasks();
    parallelism = first;
    boolean unaligned = chance(3);
    // Has room for a shard or two of the few that there are; more waiting would stall the writes.
    boolean smallDisk = chance(20);
    List<Fault> faults = faults();
    int changes = 500 + random.nextInt(1500);
    return Scenario.builder(seed)
        .adaptive(adaptive)
        .backend(backend, incremental)
        .changelog(changelog)
        .parallelism(first)
        .unaligned(unaligned)
        .concurrentCheckpoints(unaligned || changelog || !chance(4) ? 1 : 2)
        .fileMerging(chance(8))
        .localRecovery(chance(3))
        .tolerableFailures(chance(6) ? 0 : Integer.MAX_VALUE)
        .inlineBytes(chance(3) ? 4096 : 0)
        .diskMaxBytes(smallDisk ? 60L * changes : Long.MAX_VALUE)
        .shards(smallDisk ? changes / 6 : 30 + random.nextInt(120), 2 + random.nextInt(3))
        .changes(changes, Math.min(900, changes / (2 + random.nextInt(4))))
        .checkpoints(Duration.ofMillis(20 + random.nextInt(80)), timeout(faults))
        .faults(faults)
        .build();
  }

  /** Where a checkpoint hangs, it is soon given up; elsewhere a loaded machine must not do that. */
  private static Duration timeout(List<Fault> faults) {
    boolean hangs = faults.stream().anyMatch(f -> f instanceof StorageHang);
    return hangs ? Duration.ofSeconds(3) : Duration.ofMinutes(2);
  }

  private List<Fault> faults() {
    List<Fault> faults = new ArrayList<>();
    for (int left = 1 + random.nextInt(4); left > 0; left--) {
      faults.add(fault());
    }
    return faults;
  }

  private Fault fault() {
    return switch (random.nextInt(20)) {
      case 0, 1, 2 -> new TaskFailure(Site.RECORD, 1 + random.nextInt(2));
      case 3 -> new TaskFailure(Site.SNAPSHOT, 1);
      case 4 -> new TaskFailure(Site.CONFIRMATION, 1);
      case 5 -> new TaskFailure(Site.RESTORE, 1 + random.nextInt(2));
      case 6, 7 -> new TaskManagerLoss();
      case 8 -> new JobManagerFailover();
      case 9, 10 -> new StorageFailure(1 + random.nextInt(6), Step.values()[random.nextInt(3)]);
      case 11 -> new StorageHang();
      case 12 -> new SlowStorage(1 + random.nextInt(4));
      case 13 -> new ReadFailure(1 + random.nextInt(2));
      case 14 -> backend == Backend.HASHMAP ? new LocalDiskLoss() : new TaskManagerLoss();
      default -> rescale();
    };
  }

  private Fault rescale() {
    if (changelog) {
      // Of a claimed savepoint that Flink has deleted the changelog backend still wants files, and
      // it refuses full checkpoints, which NO_CLAIM needs.
      return new TaskManagerLoss();
    }
    parallelism = tasks();
    if (adaptive && !chance(3)) {
      return new RescaleInPlace(parallelism);
    }
    Cut cut = Cut.values()[random.nextInt(Cut.values().length)];
    boolean claim = chance(2);
    if (cut == Cut.NATIVE_SAVEPOINT && backend == Backend.ROCKSDB) {
      // FLINK-39964: what RocksDB writes after it claimed a native savepoint cannot be restored.
      claim = false;
    }
    return new Rescale(
        cut, parallelism, claim ? RecoveryClaimMode.CLAIM : RecoveryClaimMode.NO_CLAIM);
  }

  /** Few more often than many. */
  private int tasks() {
    return 1 + Math.min(random.nextInt(MOST_TASKS), random.nextInt(MOST_TASKS));
  }

  private boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }
}
