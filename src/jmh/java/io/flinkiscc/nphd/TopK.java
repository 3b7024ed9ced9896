package io.flinkiscc.nphd;

/**
 * The visitor of a nearest-neighbour search: keeps the k nearest codes and, once it has k, asks for
 * nothing farther than the farthest of them. Equal distances are still visited, as a real search
 * needs them to order ties by key.
 */
final class TopK implements ScanVisitor {

  private final int[] hammings;
  private final int[] ordinals;
  private int size;

  TopK(int k) {
    hammings = new int[k];
    ordinals = new int[k];
  }

  void clear() {
    size = 0;
  }

  /** Returns a value that depends on everything kept. */
  int digest() {
    int digest = size;
    for (int i = 0; i < size; i++) {
      digest = 31 * digest + hammings[i] * 17 + ordinals[i];
    }
    return digest;
  }

  @Override
  public int visit(int ordinal, int hamming) {
    int k = hammings.length;
    int i = size < k ? size++ : k;
    if (i == k) {
      if (hamming >= hammings[k - 1]) {
        return hammings[k - 1];
      }
      i--;
    }
    for (; i > 0 && hammings[i - 1] > hamming; i--) {
      hammings[i] = hammings[i - 1];
      ordinals[i] = ordinals[i - 1];
    }
    hammings[i] = hamming;
    ordinals[i] = ordinal;
    return size < k ? CodeLength.MAX_BITS : hammings[k - 1];
  }
}
