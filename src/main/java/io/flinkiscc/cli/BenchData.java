package io.flinkiscc.cli;

import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.CodeArray;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;

/**
 * The data of one benchmark: code {@code i} is cut to length {@code i} modulo the number of
 * lengths.
 */
final class BenchData {

  private final Map<String, Object> description;
  private final int[] lengths;
  private final Map<Integer, Code[]> stored = new LinkedHashMap<>();
  private final Code[] queries;

  BenchData(
      Map<String, Object> description,
      int[] lengths,
      Code[] codes,
      Code[] queries,
      boolean distinct) {
    this.description = description;
    this.lengths = lengths;
    this.queries = queries;
    for (int share = 0; share < lengths.length; share++) {
      Code[] cut = new Code[(codes.length - share + lengths.length - 1) / lengths.length];
      for (int i = 0; i < cut.length; i++) {
        cut[i] = codes[share + i * lengths.length].prefix(lengths[share]);
      }
      stored.put(
          lengths[share],
          distinct ? new LinkedHashSet<>(Arrays.asList(cut)).toArray(Code[]::new) : cut);
    }
  }

  /** What the data is, for reports. */
  Map<String, Object> description() {
    return description;
  }

  /** The lengths of stored codes, ascending. */
  int[] lengths() {
    return lengths;
  }

  /** The stored codes of one length. */
  Code[] stored(int length) {
    return stored.get(length);
  }

  /**
   * One stored code, of the length of its turn. Only where equal codes are kept.
   *
   * @param i 0 to {@code size() - 1}
   */
  Code stored(long i) {
    int share = (int) (i % lengths.length);
    return stored.get(lengths[share])[(int) (i / lengths.length)];
  }

  /** The number of all stored codes. */
  int size() {
    return stored.values().stream().mapToInt(codes -> codes.length).sum();
  }

  /** All queries, cut to one length. */
  Code[] queries(int length) {
    return Arrays.stream(queries).map(query -> query.prefix(length)).toArray(Code[]::new);
  }

  /** All queries, each cut to the length of its turn. */
  Code[] queriesOfAllLengths() {
    Code[] cut = new Code[queries.length];
    for (int i = 0; i < cut.length; i++) {
      cut[i] = queries[i].prefix(lengths[i % lengths.length]);
    }
    return cut;
  }

  /** The stored codes of one length, to be scanned. */
  CodeArray array(int length) {
    CodeArray array = new CodeArray(length);
    for (Code code : stored(length)) {
      array.append(code);
    }
    return array;
  }
}
