package io.flinkiscc.restore;

import static org.awaitility.Awaitility.await;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * The records of a source in the order they are sent, written by the test while jobs read them.
 * Places in it are absolute, so that a restored source goes on where its checkpoint was. Any
 * thread; handed to a job in the same JVM by its number.
 */
final class Script<T> implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final Map<Integer, Script<?>> ALL = new ConcurrentHashMap<>();
  private static final AtomicInteger NEXT = new AtomicInteger();

  private static final long NOWHERE = -1;

  private final int number;
  private final transient List<T> records = new ArrayList<>();
  private final transient long first;
  private transient long sent;
  private transient boolean ended;

  /**
   * @param first place of the first record: what was sent before is not known here
   */
  Script(long first) {
    this.number = NEXT.incrementAndGet();
    this.first = first;
    this.sent = NOWHERE;
    ALL.put(number, this);
  }

  /** The script of this JVM that a serialized one stands for. */
  @SuppressWarnings("unchecked")
  Script<T> here() {
    return (Script<T>) ALL.get(number);
  }

  synchronized void add(Collection<? extends T> more) {
    records.addAll(more);
    notifyAll();
  }

  /** Lets sources end when they have sent everything. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Place behind the last record. */
  synchronized long length() {
    return first + records.size();
  }

  /** The record at a place, waited for; null if there will be none or it is not wanted any more. */
  synchronized T take(long place, BooleanSupplier cancelled) throws InterruptedException {
    if (place < first) {
      throw new IllegalStateException(
          "the source goes on at " + place + ", the script begins at " + first);
    }
    while (place >= first + records.size()) {
      if (ended || cancelled.getAsBoolean()) {
        return null;
      }
      wait();
    }
    return records.get((int) (place - first));
  }

  /** Lets sources look whether they were cancelled. */
  synchronized void wake() {
    notifyAll();
  }

  /** A source has sent what is before a place, and goes on there. */
  synchronized void noteSent(long place) {
    sent = place;
  }

  /** A source will begin at a place that is not known yet. */
  synchronized void expectSource() {
    sent = NOWHERE;
  }

  private synchronized boolean allSent() {
    return sent == first + records.size();
  }

  /** Waits until a source has sent everything written so far. */
  void awaitSent() {
    await("the script is sent").atMost(Runs.PATIENCE).until(this::allSent);
  }
}
