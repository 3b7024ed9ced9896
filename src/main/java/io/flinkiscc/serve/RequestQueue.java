package io.flinkiscc.serve;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The requests that wait for a thread, in the order they came: a bounded number of them and of
 * their bytes. Any thread; none waits but those that take.
 */
final class RequestQueue {

  private final int most;
  private final long mostBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final ArrayDeque<WaitingCall<?>> waiting = new ArrayDeque<>();
  private long bytes;
  private boolean closed;

  RequestQueue(int most, long mostBytes) {
    this.most = most;
    this.mostBytes = mostBytes;
  }

  /** Takes a request in unless there is no place. */
  boolean offer(WaitingCall<?> call) {
    lock.lock();
    try {
      if (closed || waiting.size() >= most || bytes + call.bytes() > mostBytes) {
        return false;
      }
      bytes += call.bytes();
      waiting.add(call);
      filled.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Whether there is no place for another request. */
  boolean isFull() {
    lock.lock();
    try {
      return closed || waiting.size() >= most;
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** The request that waits longest, when there is one; null when the queue is closed. */
  WaitingCall<?> take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (waiting.isEmpty() && !closed) {
        filled.await();
      }
      return pollLocked();
    } finally {
      lock.unlock();
    }
  }

  /** The request that waits longest, null if there is none now. */
  WaitingCall<?> poll() {
    lock.lock();
    try {
      return pollLocked();
    } finally {
      lock.unlock();
    }
  }

  private WaitingCall<?> pollLocked() {
    WaitingCall<?> call = waiting.poll();
    if (call != null) {
      bytes -= call.bytes();
    }
    return call;
  }

  /** Lets go of a request that nobody waits for any more, if it is still there. */
  void remove(WaitingCall<?> call) {
    lock.lock();
    try {
      if (waiting.remove(call)) {
        bytes -= call.bytes();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes nothing more in and sends the takers home; returns what still waited. */
  List<WaitingCall<?>> close() {
    lock.lock();
    try {
      closed = true;
      filled.signalAll();
      List<WaitingCall<?>> rest = new ArrayList<>(waiting);
      waiting.clear();
      bytes = 0;
      return rest;
    } finally {
      lock.unlock();
    }
  }
}
