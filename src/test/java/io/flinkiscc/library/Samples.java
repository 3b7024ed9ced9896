package io.flinkiscc.library;

import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Distance;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Random codes, and answers that are right because they are simple. */
final class Samples {

  private static final int[] BYTES = {8, 16, 24, 32};

  private Samples() {}

  static Code code(Random random) {
    return code(random, BYTES[random.nextInt(BYTES.length)]);
  }

  static Code code(Random random, int bytes) {
    byte[] code = new byte[bytes];
    random.nextBytes(code);
    return Code.of(code);
  }

  /** A code of the same length with some bits changed. */
  static Code near(Random random, Code code, int flips) {
    byte[] bytes = code.toBytes();
    for (int i = 0; i < flips; i++) {
      int bit = random.nextInt(code.bits());
      bytes[bit >> 3] ^= (byte) (1 << (bit & 7));
    }
    return Code.of(bytes);
  }

  /** The nearest entries, equally near ones by key. */
  static <K> List<Match<K>> nearest(Map<K, Code> entries, KeyKind<K> kind, Code query, int k) {
    List<Match<K>> all = new ArrayList<>();
    entries.forEach(
        (key, code) ->
            all.add(new Match<>(key, query.hamming(code), Math.min(query.bits(), code.bits()))));
    Comparator<Match<K>> byDistance =
        Comparator.comparing(match -> new Distance(match.hamming(), match.bits()));
    all.sort(byDistance.thenComparing(match -> kind.raw(match.key())));
    return all.subList(0, Math.min(k, all.size()));
  }
}
