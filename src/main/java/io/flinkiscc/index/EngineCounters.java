package io.flinkiscc.index;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** What an index counts while it works. Any thread. */
final class EngineCounters {

  final LongAdder rotations = new LongAdder();

  /** Full shards whose files were taken over. */
  final LongAdder sealings = new LongAdder();

  /** Bytes of the files that full shards were sealed into. */
  final LongAdder sealingBytes = new LongAdder();

  /** Bytes of the files that compaction wrote. */
  final LongAdder compactionBytes = new LongAdder();

  final LongAdder compactions = new LongAdder();

  /** Assets that were removed because of their age. */
  final LongAdder expired = new LongAdder();

  /** Attempts to write a file that failed, as on a full disk. */
  final LongAdder failedWrites = new LongAdder();

  /** Time that writes were slowed down, in nanoseconds. */
  final LongAdder stallNanos = new LongAdder();

  /** The last failed attempt; null after a success. */
  final AtomicReference<Exception> lastFailure = new AtomicReference<>();

  void failed(Exception e) {
    failedWrites.increment();
    lastFailure.set(e);
  }
}
