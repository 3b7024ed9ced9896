package io.flinkiscc.state;

import io.flinkiscc.index.FrozenLog;
import io.flinkiscc.index.KeyGroups;
import io.flinkiscc.index.LogDelta;
import io.flinkiscc.index.LogSpan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Decides of which deltas a checkpoint consists, and which of them it writes.
 *
 * <p>Usually it writes one, of what the logs have grown by since the last confirmed checkpoint, and
 * drops those of which no log lives any more. There are never more than {@link #MOST_DELTAS}: then
 * the oldest {@link #FAN_IN} of the lowest tier that has so many are rewritten as one of the next
 * tier, from the logs in memory, so that n checkpoints write each byte at most 1 + log16(n) times.
 * A delta that is mostly of dead logs is rewritten too, with its neighbours of that kind: what a
 * checkpoint refers to is at most twice what lives.
 *
 * <p>What was inherited is referred to as long as a log lives whose beginning it tells, unless half
 * of it is dead, or it and the own deltas are more than {@link #MOST_DELTAS} or have more than
 * {@link #MOST_INLINED_BYTES} in the metadata. Then the logs are written once from their
 * beginnings, which is all that can replace it. Only the first checkpoint after a restore may have
 * more, what several tasks had.
 */
final class LogPlan {

  /** Most deltas of a checkpoint, unless it is the first after a restore. */
  static final int MOST_DELTAS = 64;

  /** Deltas that are rewritten as one. */
  static final int FAN_IN = 16;

  /** Most bytes of deltas in the metadata of a checkpoint, which the JobManager holds. */
  static final long MOST_INLINED_BYTES = 512 << 10;

  /** Up to here it is not worth while to get rid of dead bytes that were inherited. */
  private static final long FEW_BYTES = 64 << 10;

  private final List<FrozenLog> logs;
  private final List<LogGroup> inherited;
  private final List<DeltaSlot> slots;

  private LogPlan(List<FrozenLog> logs, List<LogGroup> inherited, List<DeltaSlot> slots) {
    this.logs = logs;
    this.inherited = inherited;
    this.slots = slots;
  }

  /**
   * Makes a plan.
   *
   * @param base what the checkpoint builds upon
   * @param files where the files are that can be referred to, by name
   * @param logs the logs as they are now
   */
  static LogPlan of(LogState base, Map<String, RemoteFile> files, List<FrozenLog> logs) {
    List<LogGroup> inherited = needed(base.inherited(), logs);
    if (!worthKeeping(inherited, base.own(), files)) {
      inherited = List.of();
    }
    List<DeltaSlot> slots = new ArrayList<>();
    for (OwnDelta delta : base.own()) {
      DeltaSlot slot = DeltaSlot.keeping(delta, logs);
      if (!slot.ranges().isEmpty()) {
        slots.add(slot);
      }
    }
    LogPlan plan = new LogPlan(logs, inherited, slots);
    if (!plan.beginsWhereInheritedEnds()) {
      inherited = List.of();
      slots.clear();
      plan = new LogPlan(logs, inherited, slots);
    }
    plan.joinRuns(slot -> slot.mostlyDead() || !files.containsKey(slot.kept().file().name()));
    plan.addNew();
    plan.bound();
    return plan;
  }

  /** The groups with those logs only that tell the beginnings of logs that live. */
  private static List<LogGroup> needed(List<LogGroup> inherited, List<FrozenLog> logs) {
    boolean shards = logs.stream().anyMatch(log -> !log.deletes() && log.start() > 0);
    boolean deletes = logs.stream().anyMatch(log -> log.deletes() && log.start() > 0);
    return inherited.stream()
        .map(group -> group.only(shards, deletes))
        .filter(group -> !group.logs().isEmpty())
        .toList();
  }

  private static boolean worthKeeping(
      List<LogGroup> inherited, List<OwnDelta> own, Map<String, RemoteFile> files) {
    Set<StateFile> deltas = deltas(inherited);
    long bytes = deltas.stream().mapToLong(StateFile::bytes).sum();
    long living = inherited.stream().mapToLong(LogGroup::logBytes).sum();
    return deltas.stream().allMatch(delta -> files.containsKey(delta.name()))
        && (own.isEmpty() || fewEnough(deltas, own, files))
        && (2 * living >= bytes || bytes <= FEW_BYTES);
  }

  /** Whether there is room beside them for the own deltas, which can be joined, and a new one. */
  private static boolean fewEnough(
      Set<StateFile> inherited, List<OwnDelta> own, Map<String, RemoteFile> files) {
    long inlined =
        inherited.stream()
            .filter(delta -> files.get(delta.name()).inlined())
            .mapToLong(StateFile::bytes)
            .sum();
    inlined += own.stream().filter(OwnDelta::inlined).mapToLong(OwnDelta::bytes).sum();
    return inherited.size() + own.size() < MOST_DELTAS && inlined <= MOST_INLINED_BYTES;
  }

  private static Set<StateFile> deltas(List<LogGroup> groups) {
    Set<StateFile> deltas = new HashSet<>();
    groups.forEach(group -> deltas.addAll(group.deltas()));
    return deltas;
  }

  private boolean beginsWhereInheritedEnds() {
    Map<String, Long> first = new HashMap<>();
    for (DeltaSlot slot : slots) {
      slot.ranges().forEach(range -> first.putIfAbsent(range.log().id(), range.from()));
    }
    return logs.stream()
        .allMatch(log -> first.getOrDefault(log.id(), begin(log)).longValue() == begin(log));
  }

  /** The first byte of a log that is not inherited. */
  private long begin(FrozenLog log) {
    return inherited.isEmpty() ? 0 : log.start();
  }

  private void addNew() {
    Map<String, Long> ends = new HashMap<>();
    for (DeltaSlot slot : slots) {
      slot.ranges().forEach(range -> ends.merge(range.log().id(), range.to(), Math::max));
    }
    List<LogDelta.Range> grown = new ArrayList<>();
    for (FrozenLog log : logs) {
      long from = ends.getOrDefault(log.id(), begin(log));
      if (from < log.length()) {
        grown.add(new LogDelta.Range(log, from, log.length()));
      }
    }
    if (!grown.isEmpty()) {
      slots.add(new DeltaSlot(null, 0, grown));
    }
  }

  private void bound() {
    long inlined = slots.stream().filter(DeltaSlot::inlined).mapToLong(DeltaSlot::bytes).sum();
    if (inlined > MOST_INLINED_BYTES) {
      joinRuns(DeltaSlot::inlined);
    }
    int most = MOST_DELTAS - Math.min(deltas(inherited).size(), MOST_DELTAS - FAN_IN);
    while (slots.size() > most) {
      joinOldestOfATier();
    }
  }

  private void joinRuns(Predicate<DeltaSlot> which) {
    for (int from = 0; from < slots.size(); from++) {
      int to = from;
      while (to < slots.size() && slots.get(to).kept() != null && which.test(slots.get(to))) {
        to++;
      }
      if (from < to) {
        int tier = slots.subList(from, to).stream().mapToInt(DeltaSlot::tier).max().orElseThrow();
        join(from, to, tier);
      }
    }
  }

  /** Tiers fall from the oldest to the newest, so those of one follow each other. */
  private void joinOldestOfATier() {
    int end = slots.size();
    while (end > 0) {
      int tier = slots.get(end - 1).tier();
      int from = end - 1;
      while (from > 0 && slots.get(from - 1).tier() == tier) {
        from--;
      }
      if (end - from >= FAN_IN) {
        join(from, from + FAN_IN, tier + 1);
        return;
      }
      end = from;
    }
    // So many tiers that none is full: the newest are the smallest.
    join(slots.size() - FAN_IN, slots.size(), slots.get(slots.size() - FAN_IN).tier());
  }

  private void join(int from, int to, int tier) {
    List<DeltaSlot> run = slots.subList(from, to);
    DeltaSlot joined = DeltaSlot.joining(List.copyOf(run), tier, logs);
    run.clear();
    slots.add(from, joined);
  }

  /** What the index was restored from and the checkpoint still refers to. */
  List<LogGroup> inherited() {
    return inherited;
  }

  /** The own deltas in their order. */
  List<DeltaSlot> slots() {
    return List.copyOf(slots);
  }

  /**
   * All groups of logs, the own one last, as a manifest names them.
   *
   * @param own the own deltas in their order, all of them written
   */
  List<LogGroup> groups(List<OwnDelta> own) {
    List<LogGroup> groups = new ArrayList<>(inherited);
    List<LogSpan> spans = new ArrayList<>();
    for (FrozenLog log : logs) {
      if (begin(log) < log.length()) {
        spans.add(new LogSpan(log.id(), log.deletes(), begin(log), log.length(), KeyGroups.all()));
      }
    }
    if (!spans.isEmpty()) {
      groups.add(new LogGroup(KeyGroups.all(), spans, own.stream().map(OwnDelta::file).toList()));
    }
    return groups;
  }
}
