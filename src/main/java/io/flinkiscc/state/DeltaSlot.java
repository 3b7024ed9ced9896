package io.flinkiscc.state;

import io.flinkiscc.index.FrozenLog;
import io.flinkiscc.index.LogDelta;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A place in the order of the deltas of a checkpoint: a delta that is there already, or one to be
 * written.
 *
 * @param kept the delta that is there; null if it is to be written
 * @param tier its tier
 * @param ranges the bytes of living logs that it holds, in the order of the logs
 */
record DeltaSlot(OwnDelta kept, int tier, List<LogDelta.Range> ranges) {

  DeltaSlot {
    ranges = List.copyOf(ranges);
  }

  /** What of a delta belongs to logs that still live. */
  static DeltaSlot keeping(OwnDelta delta, List<FrozenLog> logs) {
    List<LogDelta.Range> ranges = new ArrayList<>();
    for (FrozenLog log : logs) {
      OwnDelta.Bytes bytes = delta.ranges().get(log.id());
      if (bytes != null) {
        ranges.add(new LogDelta.Range(log, bytes.from(), bytes.to()));
      }
    }
    return new DeltaSlot(delta, delta.tier(), ranges);
  }

  /** A delta to be written instead of some that follow each other. */
  static DeltaSlot joining(Collection<DeltaSlot> slots, int tier, List<FrozenLog> logs) {
    Map<String, LogDelta.Range> joined = new HashMap<>();
    for (DeltaSlot slot : slots) {
      for (LogDelta.Range range : slot.ranges) {
        joined.merge(
            range.log().id(),
            range,
            (early, late) -> new LogDelta.Range(range.log(), early.from(), late.to()));
      }
    }
    List<LogDelta.Range> ranges = new ArrayList<>();
    for (FrozenLog log : logs) {
      if (joined.containsKey(log.id())) {
        ranges.add(joined.get(log.id()));
      }
    }
    return new DeltaSlot(null, tier, ranges);
  }

  /** Whether less than half of it is of logs that still live. */
  boolean mostlyDead() {
    return kept != null && 2 * bytes() < kept.bytes();
  }

  boolean inlined() {
    return kept != null && kept.inlined();
  }

  /** Bytes of living logs. */
  long bytes() {
    return ranges.stream().mapToLong(LogDelta.Range::length).sum();
  }

  /** What is known of it once it is written. */
  OwnDelta written(StateFile file, boolean inlined) {
    Map<String, OwnDelta.Bytes> bytes = new HashMap<>();
    for (LogDelta.Range range : ranges) {
      bytes.put(range.log().id(), new OwnDelta.Bytes(range.from(), range.to()));
    }
    return new OwnDelta(file, tier, inlined, bytes);
  }
}
