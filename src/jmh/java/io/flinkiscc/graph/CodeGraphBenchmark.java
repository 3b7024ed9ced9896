package io.flinkiscc.graph;

import io.flinkiscc.nphd.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Times searches for ten neighbours in codes around random centres, with 20 codes per centre. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "-Xmx4g")
public class CodeGraphBenchmark {

  /** Number of codes. */
  @Param("100000")
  public int codes;

  /** Nodes kept in view. */
  @Param({"16", "64"})
  public int ef;

  private final GraphHits hits = new GraphHits();
  private final List<Code> close = new ArrayList<>();
  private final List<Code> lonely = new ArrayList<>();
  private CodeGraph graph;
  private int next;

  /** Builds the graph. */
  @Setup(Level.Trial)
  public void build() {
    Random random = new Random(7);
    List<byte[]> centres = new ArrayList<>();
    for (int i = 0; i < codes / 20; i++) {
      centres.add(bytes(random));
    }
    graph = new CodeGraph(256, GraphOptions.defaults());
    for (int i = 0; i < codes; i++) {
      graph.add(near(random, centres));
    }
    for (int i = 0; i < 1000; i++) {
      close.add(near(random, centres));
      lonely.add(Code.of(bytes(random)));
    }
  }

  private static byte[] bytes(Random random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return bytes;
  }

  private static Code near(Random random, List<byte[]> centres) {
    byte[] code = centres.get(random.nextInt(centres.size())).clone();
    for (int flips = random.nextInt(21); flips > 0; flips--) {
      int bit = random.nextInt(256);
      code[bit >> 3] ^= (byte) (1 << (bit & 7));
    }
    return Code.of(code);
  }

  /** Searches with a query that has close neighbours. */
  @Benchmark
  public int close() {
    return search(close, HardQueries.COMPARE);
  }

  /** Searches with a random query through the layers. */
  @Benchmark
  public int walk() {
    return search(lonely, HardQueries.WALK);
  }

  /** Finds out that a random query has no close neighbours. */
  @Benchmark
  public int leave() {
    return search(lonely, HardQueries.LEAVE);
  }

  private int search(List<Code> queries, HardQueries policy) {
    next = (next + 1) % queries.size();
    hits.hardQueries(policy);
    graph.search(queries.get(next), 10, ef, NodeFilter.ALL, hits);
    return hits.size();
  }
}
