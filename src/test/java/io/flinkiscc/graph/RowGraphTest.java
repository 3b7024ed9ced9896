package io.flinkiscc.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Distance;
import io.flinkiscc.nphd.Radius;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowGraphTest {

  static final List<String> FILES = UsearchFixtures.FILES;

  private static final int[] LENGTHS = {64, 128, 192, 256};

  @ParameterizedTest
  @EnumSource(UsearchKeyKind.class)
  void behavesAsAMap(UsearchKeyKind kind) {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    TestCodes codes = new TestCodes(random, 50);
    RowGraph graph = RowGraph.create(RowGraphOptions.builder().keyKind(kind).build());
    Map<UsearchKey, Code> expected = new HashMap<>();

    for (int i = 0; i < 6000; i++) {
      long n = random.nextInt(1500);
      UsearchKey key = kind == UsearchKeyKind.U64 ? UsearchKey.of(n) : new UsearchKey(-n, n << 40);
      if (random.nextInt(3) == 0) {
        assertThat(graph.remove(key)).isEqualTo(expected.remove(key) != null);
      } else {
        Code code = codes.next(LENGTHS);
        assertThat(graph.add(key, code)).isEqualTo(expected.putIfAbsent(key, code) == null);
      }
      Code held = expected.get(key);
      assertThat(graph.get(key)).as("seed %s", seed).isEqualTo(held);
      assertThat(graph.contains(key)).isEqualTo(held != null);
    }

    assertThat(graph.live()).isEqualTo(expected.size());
    Map<UsearchKey, Code> found = new HashMap<>();
    for (int slot = 0; slot < graph.slots(); slot++) {
      if (!graph.removed(slot)) {
        found.put(graph.key(slot), graph.code(slot));
      }
    }
    assertThat(found).as("seed %s", seed).isEqualTo(expected);
    assertThat(graph.unreachable()).as("seed %s", seed).isZero();
  }

  @Test
  void scansAreRight() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    TestCodes codes = new TestCodes(random, 30);
    RowGraph graph = RowGraph.create(RowGraphOptions.defaults());
    for (int i = 0; i < 3000; i++) {
      graph.add(UsearchKey.of(random.nextLong()), codes.next(8, 32, 64, 96, 128, 192, 256));
    }
    for (int slot = 0; slot < 3000; slot += 7) {
      graph.remove(graph.key(slot));
    }

    for (int i = 0; i < 20; i++) {
      Code query = codes.next(8, 64, 128, 256);
      IntPredicate odd = slot -> slot % 2 == 1;
      List<UsearchHit> all = oracle(graph, query, slot -> true);
      List<UsearchHit> some = oracle(graph, query, odd);

      assertThat(graph.nearest(query, 10, null).hits())
          .as("seed %s", seed)
          .isEqualTo(all.subList(0, 10));
      assertThat(graph.nearest(query, 10, odd).hits())
          .as("seed %s", seed)
          .isEqualTo(some.subList(0, 10));
      assertThat(graph.within(query, Radius.nphd(.3), odd).hits())
          .as("seed %s", seed)
          .isEqualTo(some.stream().filter(h -> h.nphd() <= .3).toList());
    }
  }

  private static List<UsearchHit> oracle(RowGraph graph, Code query, IntPredicate accept) {
    List<UsearchHit> hits = new ArrayList<>();
    for (int slot = 0; slot < graph.slots(); slot++) {
      if (!graph.removed(slot) && accept.test(slot)) {
        Distance d = Distance.between(query, graph.code(slot));
        hits.add(new UsearchHit(graph.key(slot), slot, d.hamming(), d.bits()));
      }
    }
    hits.sort(
        Comparator.comparing((UsearchHit h) -> new Distance(h.hamming(), h.bits()))
            .thenComparing(UsearchHit::key));
    return hits;
  }

  @Test
  void findsNearlyAllAmongMixedLengths() {
    SplittableRandom random = new SplittableRandom(11);
    TestCodes codes = new TestCodes(random, 1000);
    RowGraph graph = RowGraph.create(RowGraphOptions.defaults());
    for (int i = 0; i < 20_000; i++) {
      graph.add(UsearchKey.of(i), codes.next(LENGTHS));
    }

    for (int length : LENGTHS) {
      assertThat(recall(graph, codes, length)).as("queries of %s bits", length).isGreaterThan(.99);
    }
    assertThat(graph.unreachable()).isZero();
  }

  private static double recall(RowGraph graph, TestCodes codes, int length) {
    int good = 0;
    int wanted = 0;
    for (int i = 0; i < 100; i++) {
      Code query = codes.next(length);
      List<UsearchHit> exact = graph.nearest(query, 10, null).hits();
      UsearchHits answer = graph.search(query, 10);
      double farthest = exact.get(exact.size() - 1).nphd();
      good += (int) answer.hits().stream().filter(h -> h.nphd() <= farthest).count();
      wanted += exact.size();
      assertThat(answer.exact()).isFalse();
    }
    return (double) good / wanted;
  }

  @Test
  void reachesEveryRowOfEqualCodes() {
    SplittableRandom random = new SplittableRandom(12);
    TestCodes codes = new TestCodes(random, 200);
    RowGraph graph = RowGraph.create(RowGraphOptions.defaults());
    List<Code> repeated = new ArrayList<>();
    for (int length : LENGTHS) {
      repeated.add(Code.of(new byte[length / 8]));
      repeated.add(codes.next(length));
      repeated.add(codes.next(length));
    }
    for (int i = 0; i < 200 * repeated.size(); i++) {
      graph.add(UsearchKey.of(2 * i), repeated.get(i % repeated.size()));
      graph.add(UsearchKey.of(2 * i + 1), codes.next(LENGTHS));
    }

    assertThat(graph.unreachable()).isZero();
    for (Code code : repeated) {
      List<UsearchHit> hits = graph.search(code, 1000, 1000, null).hits();
      long equal = hits.stream().filter(h -> graph.code(h.slot()).equals(code)).count();
      assertThat(equal).as("rows of %s found", code).isEqualTo(200);
    }
  }

  @Test
  void doesNotRotWhenRowsAreReplaced() {
    SplittableRandom random = new SplittableRandom(13);
    TestCodes codes = new TestCodes(random, 150);
    RowGraph graph = RowGraph.create(RowGraphOptions.defaults());
    int live = 3000;
    for (int i = 0; i < live; i++) {
      graph.add(UsearchKey.of(i), codes.next(LENGTHS));
    }
    for (int i = 0; i < 10 * live; i++) {
      UsearchKey key = UsearchKey.of(random.nextInt(live));
      Code code = random.nextInt(4) == 0 ? graph.get(key) : codes.next(LENGTHS);
      graph.remove(key);
      graph.add(key, code);
      if (graph.slots() > 4 * graph.live()) {
        graph = graph.compacted();
      }
    }

    assertThat(graph.live()).isEqualTo(live);
    assertThat(graph.slots()).isGreaterThan(live);
    assertThat(graph.unreachable()).isZero();
    for (int slot = 0; slot < graph.slots(); slot++) {
      if (!graph.removed(slot)) {
        Code code = graph.code(slot);
        UsearchHit best = graph.search(code, 1).hits().get(0);
        assertThat(best.hamming()).as("slot %s finds itself", slot).isZero();
      }
    }
  }

  @ParameterizedTest
  @FieldSource("FILES")
  void writesWhatItLoaded(String name) throws IOException {
    byte[] file = UsearchFixtures.bytes(name + ".usearch");

    RowGraph graph = RowGraph.load(ByteBuffer.wrap(file), name, RowGraphOptions.defaults());

    assertThat(bytes(graph)).isEqualTo(file).hasSize((int) graph.fileBytes());
  }

  @ParameterizedTest
  @FieldSource("FILES")
  void growsAFileOfThePeer(String name) throws IOException {
    byte[] file = UsearchFixtures.bytes(name + ".usearch");
    SplittableRandom random = new SplittableRandom(14);
    RowGraph graph = RowGraph.load(ByteBuffer.wrap(file), name, RowGraphOptions.defaults());
    int before = graph.live();
    int lost = graph.unreachable();
    TestCodes codes = new TestCodes(random, 20);

    for (int i = 0; i < 500; i++) {
      Code code = i % 3 == 0 && before > 0 ? graph.code(random.nextInt(before)) : null;
      UsearchKey key = new UsearchKey(keyHigh(graph), Long.MAX_VALUE + 17L * (i + 1));
      assertThat(graph.add(key, code == null ? codes.next(LENGTHS) : code)).isTrue();
    }

    assertThat(graph.live()).isEqualTo(before + 500);
    assertThat(graph.unreachable()).isLessThanOrEqualTo(lost);
    UsearchFile grown = UsearchFile.of(ByteBuffer.wrap(bytes(graph)), "grown");
    grown.verify();
    assertThat(grown.live()).isEqualTo(before + 500);
  }

  private static long keyHigh(RowGraph graph) {
    return graph.options().keyKind() == UsearchKeyKind.U64 ? 0 : 0x0123_4567_89AB_CDEFL;
  }

  @ParameterizedTest
  @ValueSource(strings = {"NPHD U64 256", "NPHD UUID 128", "HAMMING U64 256", "HAMMING UUID 64"})
  void savesAndLoads(String kind, @TempDir Path directory) throws IOException {
    String[] parts = kind.split(" ");
    int maxBits = Integer.parseInt(parts[2]);
    boolean nphd = parts[0].equals("NPHD");
    RowGraphOptions options =
        RowGraphOptions.builder()
            .metric(UsearchMetric.valueOf(parts[0]))
            .keyKind(UsearchKeyKind.valueOf(parts[1]))
            .maxBits(maxBits)
            .connectivity(8)
            .build();
    TestCodes codes = new TestCodes(new SplittableRandom(15), 100);
    RowGraph graph = RowGraph.create(options);
    for (int i = 0; i < 3000; i++) {
      graph.add(UsearchKey.of(i), codes.next(nphd ? new int[] {32, maxBits} : new int[] {maxBits}));
    }
    for (int i = 0; i < 3000; i += 5) {
      graph.remove(UsearchKey.of(i));
    }
    Path path = directory.resolve("graph.usearch");
    graph.save(path);

    UsearchFile file = UsearchFile.open(path);
    RowGraph loaded = RowGraph.load(path, RowGraphOptions.defaults());

    file.verify();
    assertThat(file.fileBytes()).isEqualTo(graph.fileBytes());
    assertThat(file.live()).isEqualTo(2400).isEqualTo(loaded.live());
    assertThat(bytes(loaded)).isEqualTo(bytes(graph));
    for (int i = 0; i < 100; i++) {
      Code query = codes.next(maxBits);
      UsearchHits answer = graph.search(query, 10);
      assertThat(file.search(query, 10)).isEqualTo(answer);
      assertThat(loaded.search(query, 10)).isEqualTo(answer);
      assertThat(file.get(UsearchKey.of(i))).isEqualTo(graph.get(UsearchKey.of(i)));
    }
    assertThatThrownBy(() -> graph.save(path)).isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void growsALoadedGraphAsIfItHadNeverBeenSaved() throws IOException {
    TestCodes codes = new TestCodes(new SplittableRandom(16), 40);
    RowGraph graph = RowGraph.create(RowGraphOptions.defaults());
    List<Code> all = new ArrayList<>();
    for (int i = 0; i < 4000; i++) {
      all.add(i % 10 == 9 ? all.get(0) : codes.next(LENGTHS));
    }
    for (int i = 0; i < 2000; i++) {
      graph.add(UsearchKey.of(i), all.get(i));
    }
    RowGraph loaded =
        RowGraph.load(ByteBuffer.wrap(bytes(graph)), "saved", RowGraphOptions.defaults());
    for (int i = 2000; i < 4000; i++) {
      loaded.add(UsearchKey.of(i), all.get(i));
    }

    assertThat(loaded.unreachable()).isZero();
    assertThat(recall(loaded, codes, 256)).isGreaterThan(.99);
    assertThat(loaded.search(all.get(0), 400, 400, null).hits())
        .allMatch(h -> h.hamming() == 0)
        .hasSize(400);
  }

  @Test
  void refusesWhatDoesNotFit() {
    Code code = Code.of(new byte[32]);
    RowGraph nphd = RowGraph.create(RowGraphOptions.builder().maxBits(128).build());
    RowGraph hamming =
        RowGraph.create(RowGraphOptions.builder().metric(UsearchMetric.HAMMING).build());
    RowGraph uuid = RowGraph.create(RowGraphOptions.builder().keyKind(UsearchKeyKind.UUID).build());

    assertThatThrownBy(() -> nphd.add(UsearchKey.of(1), code))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("256 bits")
        .hasMessageContaining("up to 128");
    assertThatThrownBy(() -> hamming.add(UsearchKey.of(1), code.prefix(64)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("64 bits");
    assertThatThrownBy(() -> hamming.search(code.prefix(64), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("64 bits");
    assertThatThrownBy(() -> hamming.add(UsearchKey.of(-1L), code))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("18446744073709551615")
        .hasMessageContaining("removed");
    assertThatThrownBy(() -> hamming.add(new UsearchKey(1, 1), code))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("128 bits");
    assertThatThrownBy(() -> uuid.add(new UsearchKey(-1, -1), code))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("removed");
    assertThatThrownBy(() -> RowGraphOptions.builder().connectivity(1).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("connectivity is 1");
    assertThat(hamming.live() + nphd.live() + uuid.live()).isZero();
  }

  @Test
  void answersNothingWithoutRows() {
    RowGraph graph = RowGraph.create(RowGraphOptions.defaults());
    Code query = Code.of(new byte[8]);

    assertThat(graph.search(query, 10).hits()).isEmpty();
    graph.add(UsearchKey.of(5), query);
    graph.remove(UsearchKey.of(5));
    assertThat(graph.search(query, 10).hits()).isEmpty();
    assertThat(graph.within(query, Radius.all(), null).hits()).isEmpty();
    assertThat(graph.live()).isZero();
  }

  private static byte[] bytes(RowGraph graph) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    graph.write(out);
    return out.toByteArray();
  }
}
