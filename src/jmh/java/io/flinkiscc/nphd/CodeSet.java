package io.flinkiscc.nphd;

import java.util.Random;

/**
 * Where a benchmark keeps its codes: the product's array or one of the layouts it was chosen from.
 */
interface CodeSet {

  /** Appends a code. */
  void append(Code code);

  /** Scans all codes for every query, all bounds starting at the length of the codes. */
  void scan(Code[] queries, ScanVisitor[] visitors);

  /** Makes a random code. */
  static Code randomCode(Random random, int bits) {
    byte[] bytes = new byte[bits / 8];
    random.nextBytes(bytes);
    return Code.of(bytes);
  }

  /** Makes an empty set of the named layout. */
  static CodeSet of(String layout, int bits) {
    switch (layout) {
      case "code-array":
        return new ProductSet(bits);
      case "row-longs":
        return new RowLongs(bits);
      case "long-planes":
        return new LongPlanes(bits);
      case "int-planes-512":
        return new IntPlanes(bits, 512);
      case "int-planes-4096":
        return new IntPlanes(bits, 4096);
      default:
        throw new IllegalArgumentException(layout);
    }
  }

  /** {@link CodeArray}. */
  final class ProductSet implements CodeSet {

    private final CodeArray array;

    ProductSet(int bits) {
      array = new CodeArray(bits);
    }

    @Override
    public void append(Code code) {
      array.append(code);
    }

    @Override
    public void scan(Code[] queries, ScanVisitor[] visitors) {
      if (queries.length == 1) {
        array.scan(queries[0], 0, array.size(), array.bits(), visitors[0]);
        return;
      }
      int[] bounds = new int[queries.length];
      java.util.Arrays.fill(bounds, array.bits());
      array.scan(queries, 0, array.size(), bounds, visitors);
    }
  }
}
