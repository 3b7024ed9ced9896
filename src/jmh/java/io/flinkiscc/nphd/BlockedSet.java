package io.flinkiscc.nphd;

import java.util.ArrayList;
import java.util.List;

/** What the compared layouts share: codes in blocks, each block scanned for all queries in turn. */
abstract class BlockedSet<B> implements CodeSet {

  final int bits;
  final int blockCodes;
  private final List<B> blocks = new ArrayList<>();
  private int size;

  BlockedSet(int bits, int blockCodes) {
    this.bits = bits;
    this.blockCodes = blockCodes;
  }

  abstract B newBlock();

  abstract void put(B block, int index, Code code);

  /** Scans a full block and returns the new bound. */
  abstract int scan(B block, int first, Code query, int bound, ScanVisitor visitor);

  @Override
  public void append(Code code) {
    int index = size % blockCodes;
    if (index == 0) {
      blocks.add(newBlock());
    }
    put(blocks.get(blocks.size() - 1), index, code);
    size++;
  }

  @Override
  public void scan(Code[] queries, ScanVisitor[] visitors) {
    int[] bounds = new int[queries.length];
    java.util.Arrays.fill(bounds, bits);
    for (int b = 0; b < size / blockCodes; b++) {
      B block = blocks.get(b);
      for (int i = 0; i < queries.length; i++) {
        bounds[i] = scan(block, b * blockCodes, queries[i], bounds[i], visitors[i]);
      }
    }
  }
}
