package io.flinkiscc.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Records in splits that a {@link TopicSource} reads in the same JVM, and how far it has. Any
 * thread.
 */
final class Topic<T> {

  private final List<List<T>> splits = new ArrayList<>();
  private final AtomicIntegerArray limits;
  private final AtomicIntegerArray positions;

  Topic(List<? extends List<T>> records) {
    records.forEach(split -> splits.add(new CopyOnWriteArrayList<>(split)));
    limits = new AtomicIntegerArray(splits.size());
    positions = new AtomicIntegerArray(splits.size());
  }

  int splits() {
    return splits.size();
  }

  /** The record at an offset, or null if it may not be read yet. */
  T read(int split, int offset) {
    return offset < limits.get(split) ? splits.get(split).get(offset) : null;
  }

  /** Notes where a reader is: behind what it read, or back where a restore puts it. */
  void position(int split, int offset) {
    positions.set(split, offset);
  }

  /** Adds a record, which may be read at once. */
  void append(int split, T record) {
    splits.get(split).add(record);
    limits.set(split, splits.get(split).size());
  }

  /** Lets the readers read so much of every split, 0 to 1. */
  void allow(double share) {
    for (int s = 0; s < splits.size(); s++) {
      limits.set(s, Math.max(limits.get(s), (int) (share * splits.get(s).size())));
    }
  }

  /** Whether so much of every split has been read, 0 to 1. */
  boolean reached(double share) {
    for (int s = 0; s < splits.size(); s++) {
      if (positions.get(s) < (int) (share * splits.get(s).size())) {
        return false;
      }
    }
    return true;
  }

  int records() {
    return splits.stream().mapToInt(List::size).sum();
  }

  @Override
  public String toString() {
    List<Integer> sizes = splits.stream().map(List::size).toList();
    return "read " + positions + " of " + sizes;
  }
}
