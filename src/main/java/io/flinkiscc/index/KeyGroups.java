package io.flinkiscc.index;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;

/**
 * A set of key groups: which part of a shard or of a log is meant. Immutable.
 *
 * <p>It is kept as ranges, ascending and neither overlapping nor touching, because what one task
 * holds is a range and what several have held are few.
 */
public final class KeyGroups {

  private static final KeyGroups NONE = new KeyGroups(new int[0]);
  private static final KeyGroups ALL = range(0, LogRecord.MAX_KEY_GROUP);

  /** First and last key group of each range in turn. */
  private final int[] bounds;

  private KeyGroups(int[] bounds) {
    this.bounds = bounds;
  }

  /** Every key group there can be, 0..32767. */
  public static KeyGroups all() {
    return ALL;
  }

  /** No key group. */
  public static KeyGroups none() {
    return NONE;
  }

  /**
   * The key groups of a range.
   *
   * @param first the first of them, from 0 on
   * @param last the last of them, at most 32767
   * @throws IllegalArgumentException if it is no range of key groups
   */
  public static KeyGroups range(int first, int last) {
    if (first < 0 || last < first || last > LogRecord.MAX_KEY_GROUP) {
      throw new IllegalArgumentException(
          "key groups are %d..%d, allowed are ascending ones in 0..%d"
              .formatted(first, last, LogRecord.MAX_KEY_GROUP));
    }
    return new KeyGroups(new int[] {first, last});
  }

  /** Whether a key group is one of them. */
  public boolean contains(int keyGroup) {
    int low = 0;
    int high = ranges() - 1;
    while (low <= high) {
      int middle = low + high >>> 1;
      if (keyGroup < first(middle)) {
        high = middle - 1;
      } else if (keyGroup > last(middle)) {
        low = middle + 1;
      } else {
        return true;
      }
    }
    return false;
  }

  /** Those that are also in the other set. */
  public KeyGroups and(KeyGroups other) {
    List<int[]> common = new ArrayList<>();
    for (int i = 0, j = 0; i < ranges() && j < other.ranges(); ) {
      int first = Math.max(first(i), other.first(j));
      int last = Math.min(last(i), other.last(j));
      if (first <= last) {
        common.add(new int[] {first, last});
      }
      if (last(i) < other.last(j)) {
        i++;
      } else {
        j++;
      }
    }
    return of(common);
  }

  /** Those that are in either set. */
  public KeyGroups or(KeyGroups other) {
    List<int[]> sorted = new ArrayList<>();
    for (KeyGroups set : List.of(this, other)) {
      for (int i = 0; i < set.ranges(); i++) {
        sorted.add(new int[] {set.first(i), set.last(i)});
      }
    }
    sorted.sort((a, b) -> Integer.compare(a[0], b[0]));
    List<int[]> joined = new ArrayList<>();
    for (int[] range : sorted) {
      int[] before = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      if (before != null && range[0] <= before[1] + 1) {
        before[1] = Math.max(before[1], range[1]);
      } else {
        joined.add(range);
      }
    }
    return of(joined);
  }

  private static KeyGroups of(List<int[]> ranges) {
    int[] bounds = new int[2 * ranges.size()];
    for (int i = 0; i < ranges.size(); i++) {
      bounds[2 * i] = ranges.get(i)[0];
      bounds[2 * i + 1] = ranges.get(i)[1];
    }
    return new KeyGroups(bounds);
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return bounds.length == 0;
  }

  /** Number of ranges, ascending, with at least one key group between two of them. */
  public int ranges() {
    return bounds.length / 2;
  }

  /** First key group of a range. */
  public int first(int range) {
    return bounds[2 * range];
  }

  /** Last key group of a range. */
  public int last(int range) {
    return bounds[2 * range + 1];
  }

  /**
   * Writes the set, big endian: u16 number of ranges, then for each u16 the first and u16 the last
   * key group.
   */
  public void writeTo(DataOutput out) throws IOException {
    out.writeShort(ranges());
    for (int bound : bounds) {
      out.writeShort(bound);
    }
  }

  /**
   * Reads a set.
   *
   * @throws CorruptDataException if it is none
   * @throws IOException if the input ends
   */
  public static KeyGroups read(DataInput in) throws IOException {
    int ranges = in.readUnsignedShort();
    int[] bounds = new int[2 * Math.min(ranges, (LogRecord.MAX_KEY_GROUP + 1) / 2)];
    int least = 0;
    for (int i = 0; i < bounds.length; i += 2) {
      bounds[i] = in.readUnsignedShort();
      bounds[i + 1] = in.readUnsignedShort();
      if (bounds[i] < least || bounds[i + 1] < bounds[i]) {
        throw new CorruptDataException(
            "key groups %d..%d stand where ascending ones from %d on are expected"
                .formatted(bounds[i], bounds[i + 1], least));
      }
      least = bounds[i + 1] + 2;
    }
    if (2 * ranges != bounds.length || least > LogRecord.MAX_KEY_GROUP + 2) {
      throw new CorruptDataException(
          "a set of key groups has %d ranges up to key group %d, the highest is %d"
              .formatted(ranges, least - 2, LogRecord.MAX_KEY_GROUP));
    }
    return new KeyGroups(bounds);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyGroups groups && Arrays.equals(bounds, groups.bounds);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bounds);
  }

  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(",", "[", "]");
    for (int i = 0; i < ranges(); i++) {
      text.add(first(i) + ".." + last(i));
    }
    return text.toString();
  }
}
