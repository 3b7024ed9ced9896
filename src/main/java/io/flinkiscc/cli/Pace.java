package io.flinkiscc.cli;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * How far the sources of a job in this JVM may go, and how far they went. A source is found by
 * name, as it is sent to its task as bytes. Any thread.
 */
final class Pace {

  private static final Map<String, Pace> ALL = new ConcurrentHashMap<>();

  private final AtomicLong limit = new AtomicLong();
  private final LongAdder records = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final AtomicBoolean failure = new AtomicBoolean();
  private final Map<Long, LongAdder> bytesAtCheckpoint = new ConcurrentHashMap<>();
  private volatile CompletableFuture<Void> raised = new CompletableFuture<>();

  private Pace() {}

  /** The pace of a name, made when it is first asked for. */
  static Pace of(String name) {
    return ALL.computeIfAbsent(name, n -> new Pace());
  }

  /** Forgets a name. */
  static void forget(String name) {
    ALL.remove(name);
  }

  /** Lets the sources make the records with numbers below this one. */
  void raiseTo(long number) {
    limit.set(number);
    CompletableFuture<Void> waiting = raised;
    raised = new CompletableFuture<>();
    waiting.complete(null);
  }

  boolean allows(long number) {
    return number < limit.get();
  }

  /** Is done when the limit is raised for the next time. */
  CompletableFuture<Void> raised() {
    return raised;
  }

  /** Makes one of the sources fail. */
  void fail() {
    failure.set(true);
    raiseTo(limit.get());
  }

  /** Whether the asking source is to fail. */
  boolean mustFail() {
    return failure.get() && failure.getAndSet(false);
  }

  void made(long encodedBytes) {
    records.increment();
    bytes.add(encodedBytes);
  }

  /** Records made so far. */
  long records() {
    return records.sum();
  }

  /** Encoded bytes made so far. */
  long bytes() {
    return bytes.sum();
  }

  /** Tells the encoded bytes that a source has made in front of a checkpoint. */
  void passed(long checkpoint, long encodedBytes) {
    bytesAtCheckpoint.computeIfAbsent(checkpoint, id -> new LongAdder()).add(encodedBytes);
  }

  /** Encoded bytes that all sources have made in front of a checkpoint. */
  long bytesAt(long checkpoint) {
    LongAdder passed = bytesAtCheckpoint.get(checkpoint);
    return passed == null ? 0 : passed.sum();
  }
}
