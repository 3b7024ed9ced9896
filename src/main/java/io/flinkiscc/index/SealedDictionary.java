package io.flinkiscc.index;

import io.flinkiscc.nphd.Code;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Numbers the distinct codes of one length in the order they come. For one thread. */
final class SealedDictionary {

  private static final int SMALLEST_TABLE = 64;
  private static final int NONE = -1;

  private final List<Code> codes = new ArrayList<>();

  /** Numbers by hash, at most half full. */
  private int[] table = empty(SMALLEST_TABLE);

  /** The number of a code, which is given one if it is new. */
  int add(Code code) {
    int slot = slot(code);
    if (table[slot] != NONE) {
      return table[slot];
    }
    int number = codes.size();
    codes.add(code);
    table[slot] = number;
    if (2 * codes.size() > table.length) {
      grow();
    }
    return number;
  }

  /** The number of a code, -1 if it has none. */
  int find(Code code) {
    return table[slot(code)];
  }

  /** The codes by number. */
  List<Code> codes() {
    return codes;
  }

  int size() {
    return codes.size();
  }

  /** Where the code is, or would be put. */
  private int slot(Code code) {
    int mask = table.length - 1;
    int slot = code.hashCode() & mask;
    while (table[slot] != NONE && !codes.get(table[slot]).equals(code)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    table = empty(Math.multiplyExact(table.length, 2));
    for (int number = 0; number < codes.size(); number++) {
      table[slot(codes.get(number))] = number;
    }
  }

  private static int[] empty(int size) {
    int[] table = new int[size];
    Arrays.fill(table, NONE);
    return table;
  }
}
