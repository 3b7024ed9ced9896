package io.flinkiscc.nphd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Compares scans of a {@link CodeArray} and of {@link MappedCodes} with a bit-by-bit oracle that
 * visits one code after the other. Runs as a program too, for the choices that are fixed when a
 * class is loaded.
 */
final class ScanCheck {

  private static final int[] EDGES = {0, 1, 16, 511, 512, 513, 1024, 4095, 4096, 4097, 8192};
  private static final int MAX_SIZE = 9000;

  private final long seed;
  private final Random random;

  ScanCheck(long seed) {
    this.seed = seed;
    this.random = new Random(seed);
  }

  /** Checks every pair of lengths with the seed given as the only argument. */
  public static void main(String[] args) {
    new ScanCheck(Long.parseLong(args[0])).everyPairOfLengths();
  }

  void everyPairOfLengths() {
    for (int stored = 1; stored <= 32; stored++) {
      byte[][] codes = new byte[MAX_SIZE][];
      for (int i = 0; i < MAX_SIZE; i++) {
        codes[i] = BitOracle.bytes(random, stored);
      }
      for (int asked = 1; asked <= 32; asked++) {
        onePair(codes, stored, asked);
      }
    }
  }

  private void onePair(byte[][] codes, int stored, int asked) {
    byte[][] queries = new byte[1 + random.nextInt(4)][];
    for (int i = 0; i < queries.length; i++) {
      queries[i] = BitOracle.bytes(random, asked);
    }
    int size = edge(MAX_SIZE);
    plantNeighbours(codes, size, queries);
    CodeArray array = new CodeArray(8 * stored);
    for (int i = 0; i < size; i++) {
      array.append(Code.of(codes[i]));
    }
    int from = edge(size);
    int to = from + edge(size - from);
    int common = 8 * Math.min(stored, asked);
    int[] bounds = new int[queries.length];
    for (int i = 0; i < queries.length; i++) {
      bounds[i] = random.nextBoolean() ? random.nextInt(common + 1) - 1 : common / 8;
    }
    compare(array, codes, queries, bounds, from, to);
  }

  private void compare(
      CodeArray array, byte[][] codes, byte[][] queries, int[] bounds, int from, int to) {
    String what =
        "seed %d, %d bits asked of %d codes of %d bits, from %d to %d"
            .formatted(seed, 8 * queries[0].length, array.size(), array.bits(), from, to);
    Code[] packed = new Code[queries.length];
    Recorder[] batch = new Recorder[queries.length];
    MappedCodes mapped = mapped(array);
    Recorder[] mappedBatch = new Recorder[queries.length];
    for (int i = 0; i < queries.length; i++) {
      Rule rule = Rule.values()[random.nextInt(Rule.values().length)];
      Recorder expected = new Recorder(rule);
      int bound = bounds[i];
      for (int ordinal = from; ordinal < to && bound >= 0; ordinal++) {
        int hamming = BitOracle.hamming(queries[i], codes[ordinal]);
        if (hamming <= bound) {
          bound = Math.min(bound, expected.visit(ordinal, hamming));
        }
      }
      packed[i] = Code.of(queries[i]);
      Recorder actual = new Recorder(rule);
      array.scan(packed[i], from, to, bounds[i], actual);
      requireEqual(actual, expected, what + ", " + rule + " within " + bounds[i]);
      Recorder inPlace = new Recorder(rule);
      mapped.scan(packed[i], from, to, bounds[i], inPlace);
      requireEqual(inPlace, expected, "mapped, " + what + ", " + rule + " within " + bounds[i]);
      batch[i] = new Recorder(rule);
      mappedBatch[i] = new Recorder(rule);
    }
    array.scan(packed, from, to, bounds, batch);
    mapped.scan(packed, from, to, bounds, mappedBatch);
    for (int i = 0; i < queries.length; i++) {
      Recorder alone = new Recorder(batch[i].rule);
      array.scan(packed[i], from, to, bounds[i], alone);
      requireEqual(batch[i], alone, "batch, " + what);
      requireEqual(mappedBatch[i], alone, "mapped batch, " + what);
    }
  }

  private static void requireEqual(Recorder actual, Recorder expected, String what) {
    if (!actual.hits.equals(expected.hits)) {
      assertThat(actual.hits).as(what).isEqualTo(expected.hits);
    }
  }

  /** Puts the codes of an array into a buffer, as a file would hold them. */
  static MappedCodes mapped(CodeArray array) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      MappedCodes.write(array.bits(), array.size(), array::get, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new MappedCodes(array.bits(), array.size(), ByteBuffer.wrap(bytes.toByteArray()));
  }

  /** Puts a few codes near the queries, so that tight bounds find something late in an array. */
  private void plantNeighbours(byte[][] codes, int size, byte[][] queries) {
    for (int n = random.nextInt(6); n > 0 && size > 0; n--) {
      byte[] query = queries[random.nextInt(queries.length)];
      byte[] code = codes[random.nextInt(size)];
      System.arraycopy(query, 0, code, 0, Math.min(query.length, code.length));
      for (int flips = random.nextInt(3); flips > 0; flips--) {
        code[random.nextInt(code.length)] ^= (byte) (1 << random.nextInt(8));
      }
    }
  }

  /** Returns 0 to {@code max}, often next to the end of a block or chunk. */
  private int edge(int max) {
    int edge = EDGES[random.nextInt(EDGES.length)] + random.nextInt(3) - 1;
    return edge >= 0 && edge <= max && random.nextInt(4) > 0 ? edge : random.nextInt(max + 1);
  }

  /** What a visitor answers. */
  private enum Rule {
    /** Keeps the bound. */
    ALL,
    /** Wants only what is nearer than the last hit. */
    NEARER,
    /** The three nearest. */
    NEAREST_THREE,
    /** Ends the scan with the fifth hit. */
    FIRST_FIVE,
    /** Asks for a wider bound, which has no effect. */
    WIDER
  }

  private static final class Recorder implements ScanVisitor {

    private final Rule rule;
    private final List<Long> hits = new ArrayList<>();
    private final List<Integer> nearest = new ArrayList<>();

    Recorder(Rule rule) {
      this.rule = rule;
    }

    @Override
    public int visit(int ordinal, int hamming) {
      hits.add((long) ordinal << 32 | hamming);
      switch (rule) {
        case NEARER:
          return hamming - 1;
        case NEAREST_THREE:
          nearest.add(hamming);
          nearest.sort(null);
          return nearest.size() < 3 ? CodeLength.MAX_BITS : nearest.get(2);
        case FIRST_FIVE:
          return hits.size() < 5 ? CodeLength.MAX_BITS : -1;
        case WIDER:
          return Integer.MAX_VALUE;
        default:
          return CodeLength.MAX_BITS;
      }
    }
  }
}
