package io.flinkiscc.nphd;

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

/**
 * Exact top-10 scans of random codes, and the time to read the same bytes once.
 *
 * <p>Caveats:
 *
 * <ul>
 *   <li>Codes and queries are uniformly random and independent, so the tenth distance is large and
 *       the bound tightens slowly. Real data, with near-duplicates, has fewer hits per scan.
 *   <li>A scan starts with an empty top-10, as a query does; the first few thousand codes are
 *       therefore slower than the rest, which shows at 100 000 codes.
 *   <li>4 194 304 codes of 64 bits are 32 MiB and may fit a last-level cache; of 256 bits they are
 *       128 MiB.
 *   <li>{@code readOnce} adds up the longs of arrays that hold the same number of bytes. The sum is
 *       one chain of additions, which is why it may be slower than a vectorised scan.
 *   <li>A sample is one pass over all codes: divide it by codes and batch for one comparison.
 *       {@link ScanReport} does so. On a machine with other work the minimum (p0.00) is the figure
 *       to quote.
 *   <li>Layouts other than {@code code-array} take full blocks only: up to one block of codes less.
 *   <li>One thread. Memory bandwidth is shared on real machines, cache-resident rates are not.
 * </ul>
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 3, jvmArgsAppend = "-Xmx2g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class CodeArrayBenchmark {

  private static final int QUERIES = 64;

  /** Length of codes and queries. */
  @Param({"64", "128", "256"})
  int bits;

  /** Number of codes: in and out of cache. */
  @Param({"100000", "4194304"})
  int codes;

  /** Codes in a layout, with queries. */
  @State(Scope.Thread)
  public static class Scanned {

    /** Product or compared layout. */
    @Param({"code-array", "row-longs", "long-planes", "int-planes-512", "int-planes-4096"})
    String layout;

    /** Queries per pass. */
    @Param({"1", "8"})
    int batch;

    private CodeSet set;
    private Code[][] batches;
    private TopK[] nearest;
    private int next;

    /** Fills the set. */
    @Setup(Level.Trial)
    public void fill(CodeArrayBenchmark benchmark) {
      Random random = new Random(42);
      set = CodeSet.of(layout, benchmark.bits);
      for (int i = 0; i < benchmark.codes; i++) {
        set.append(CodeSet.randomCode(random, benchmark.bits));
      }
      batches = new Code[QUERIES / batch][batch];
      for (Code[] queries : batches) {
        for (int i = 0; i < batch; i++) {
          queries[i] = CodeSet.randomCode(random, benchmark.bits);
        }
      }
      nearest = new TopK[batch];
      for (int i = 0; i < batch; i++) {
        nearest[i] = new TopK(10);
      }
    }
  }

  /** Bytes of as many codes. */
  @State(Scope.Thread)
  public static class Bytes {

    private final List<long[]> chunks = new ArrayList<>();

    /** Fills the chunks. */
    @Setup(Level.Trial)
    public void fill(CodeArrayBenchmark benchmark) {
      Random random = new Random(42);
      long longs = (long) benchmark.codes * benchmark.bits / Long.SIZE;
      for (long at = 0; at < longs; at += 16384) {
        long[] chunk = new long[(int) Math.min(16384, longs - at)];
        java.util.Arrays.setAll(chunk, i -> random.nextLong());
        chunks.add(chunk);
      }
    }
  }

  /** Finds the ten nearest codes of the next queries. */
  @Benchmark
  public int scan(Scanned scanned) {
    for (TopK nearest : scanned.nearest) {
      nearest.clear();
    }
    Code[] queries = scanned.batches[scanned.next];
    scanned.next = (scanned.next + 1) % scanned.batches.length;
    scanned.set.scan(queries, scanned.nearest);
    int digest = 0;
    for (TopK nearest : scanned.nearest) {
      digest += nearest.digest();
    }
    return digest;
  }

  /** Adds up as many bytes as the codes have. */
  @Benchmark
  public long readOnce(Bytes bytes) {
    long sum = 0;
    for (long[] chunk : bytes.chunks) {
      sum += sum(chunk);
    }
    return sum;
  }

  private static long sum(long[] chunk) {
    long sum = 0;
    for (long value : chunk) {
      sum += value;
    }
    return sum;
  }
}
