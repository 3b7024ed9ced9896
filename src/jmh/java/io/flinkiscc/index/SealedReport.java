package io.flinkiscc.index;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.CodeArray;
import io.flinkiscc.nphd.MappedCodes;
import io.flinkiscc.nphd.Radius;
import io.flinkiscc.nphd.ScanVisitor;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Measures sealed shards: scans in place, sizes by section, writing, opening. Times are CPU times
 * of the measuring thread, the best of several rounds.
 *
 * <p>{@code mvn -q -Pjmh -DskipTests test -Djmh.main=io.flinkiscc.index.SealedReport
 * -Djmh.args="scan 1000000"}; the words are {@code scan codes}, {@code graph codes} (one unit of
 * 256 bits per entry, with a graph) or {@code open entries types} (no graphs).
 */
final class SealedReport {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int ROUNDS = 15;
  private static final int TURNS = 5;

  private SealedReport() {}

  /** Runs one of the measurements. */
  public static void main(String[] args) throws IOException {
    int count = Integer.parseInt(args[1]);
    switch (args[0]) {
      case "scan" -> scan(count);
      case "graph" -> graph(count);
      case "open" -> open(count, Integer.parseInt(args[2]));
      default -> throw new IllegalArgumentException(args[0] + "; give scan, graph or open");
    }
  }

  private static void scan(int count) throws IOException {
    CodeArray heap = new CodeArray(256);
    Random random = new Random(1);
    for (int i = 0; i < count; i++) {
      byte[] body = new byte[32];
      random.nextBytes(body);
      heap.append(Code.of(body));
    }
    Path path = Files.createTempFile("planes", null);
    try (OutputStream out = Files.newOutputStream(path)) {
      MappedCodes.write(256, count, heap::get, out);
    }
    try (FileChannel channel = FileChannel.open(path)) {
      MappedCodes mapped =
          new MappedCodes(
              256,
              count,
              channel.map(FileChannel.MapMode.READ_ONLY, 0, MappedCodes.bytes(256, count)));
      for (int bits : new int[] {256, 64}) {
        for (int batch : new int[] {1, 8}) {
          Code[] queries = new Code[batch];
          Arrays.setAll(queries, i -> heap.get(random.nextInt(count)).prefix(bits));
          int[] bounds = new int[batch];
          Arrays.fill(bounds, bits / 8);
          ScanVisitor[] visitors = new ScanVisitor[batch];
          Arrays.fill(visitors, (ScanVisitor) (ordinal, hamming) -> bits / 8);
          double comparisons = (double) batch * count;
          double onHeap = Double.MAX_VALUE;
          double inFile = Double.MAX_VALUE;
          for (int turn = 0; turn < TURNS; turn++) {
            onHeap = Math.min(onHeap, best(() -> heap.scan(queries, 0, count, bounds, visitors)));
            inFile = Math.min(inFile, best(() -> mapped.scan(queries, 0, count, bounds, visitors)));
          }
          System.out.printf(
              "%d codes of 256 bits, queries of %d bits, batch %d: heap %.3f mapped %.3f ns%n",
              count, bits, batch, onHeap / comparisons, inFile / comparisons);
        }
      }
    }
    Files.delete(path);
  }

  private static void graph(int count) throws IOException {
    Path path = write(count, 1, SealedOptions.defaults());
    long distinct = sizes(path);
    System.out.println("distinct codes " + distinct);
    opening(path);
    SealedShard shard = SealedShard.open(path);
    SealedShardView view = new SealedShardView(shard, DeadEntries.NONE);
    System.out.printf("verify %.1f ms CPU%n", best(() -> verify(shard)) / 1e6);
    Random random = new Random(3);
    Code[] queries = new Code[1000];
    SealedCodes codes = shard.field(UnitType.CONTENT_TEXT_V0).lengths().get(0);
    Arrays.setAll(queries, i -> flipped(codes.code(random.nextInt(codes.nodes())), random));
    for (boolean exact : new boolean[] {false, true}) {
      boolean[] was = new boolean[1];
      double nanos = best(() -> was[0] = search(view, queries, exact));
      System.out.printf(
          "nearest 10, exact asked %s, exact %s: %.1f us CPU per query%n",
          exact, was[0], nanos / queries.length / 1e3);
    }
    Files.delete(path);
  }

  private static boolean search(SealedShardView view, Code[] queries, boolean exact) {
    boolean all = true;
    for (Code query : queries) {
      NearestHits hits = new NearestHits(10, Radius.all());
      all &= view.nearest(UnitType.CONTENT_TEXT_V0, query, 0, exact, hits);
    }
    return all;
  }

  private static void verify(SealedShard shard) {
    try {
      shard.verify();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void open(int count, int types) throws IOException {
    Path path =
        write(count, types, SealedOptions.builder().graphThreshold(Integer.MAX_VALUE).build());
    sizes(path);
    opening(path);
    SealedShard shard = SealedShard.open(path);
    Random random = new Random(5);
    int[] found = new int[1];
    double nanos =
        best(
            () -> {
              for (int i = 0; i < 1000; i++) {
                int entry = random.nextInt(count);
                found[0] +=
                    shard
                                .entries()
                                .find(shard.entries().key(entry), shard.entries().keyGroup(entry))
                            == entry
                        ? 1
                        : 0;
              }
            });
    double absent =
        best(
            () -> {
              for (int i = 0; i < 1000; i++) {
                found[0] += shard.entries().find(random.nextLong() | 1, 3) >= 0 ? 1 : 0;
              }
            });
    System.out.printf(
        "find present %.0f ns, absent %.0f ns (%d)%n", nanos / 1000, absent / 1000, found[0]);
    Files.delete(path);
  }

  private static Path write(int count, int types, SealedOptions options) throws IOException {
    Path path = Files.createTempFile("shard", null);
    Random random = new Random(2);
    byte[][] centres = new byte[Math.max(1, count / 20)][32];
    for (byte[] centre : centres) {
      random.nextBytes(centre);
    }
    UnitType[] used =
        Arrays.copyOf(
            new UnitType[] {
              UnitType.CONTENT_TEXT_V0,
              UnitType.META_NONE_V0,
              UnitType.DATA_NONE_V0,
              UnitType.SEMANTIC_TEXT_V0
            },
            types);
    int[] next = new int[1];
    SealedSource source =
        () -> {
          int i = next[0]++;
          if (i == count) {
            return null;
          }
          Asset.Builder asset = Asset.builder(2L * 4096 * i);
          for (UnitType type : used) {
            asset.unit(type, flipped(Code.of(centres[random.nextInt(centres.length)]), random));
          }
          asset.metadata(("{\"name\":\"asset number " + i + "\"}").getBytes());
          return new SealedEntry(
              (int) (32L * i / count),
              2L * 4096 * i,
              i,
              1000L * i,
              AssetCodec.encode(asset.build()));
        };
    long start = THREADS.getCurrentThreadCpuTime();
    SealedShardWriter.write(path, source, options, SealedProgress.NONE);
    double seconds = (THREADS.getCurrentThreadCpuTime() - start) / 1e9;
    System.out.printf(
        "wrote %d entries, %d bytes in %.2f s CPU: %.0f entries/s, %.1f MB/s%n",
        count, Files.size(path), seconds, count / seconds, Files.size(path) / seconds / 1e6);
    return path;
  }

  private static Code flipped(Code code, Random random) {
    byte[] body = code.toBytes();
    for (int flips = random.nextInt(21); flips > 0; flips--) {
      int bit = random.nextInt(256);
      body[bit / 8] ^= (byte) (1 << bit % 8);
    }
    return Code.of(body);
  }

  private static long sizes(Path path) throws IOException {
    SealedShard shard = SealedShard.open(path);
    long distinct = 0;
    for (UnitType type : UnitType.values()) {
      distinct += shard.field(type) == null ? 0 : shard.field(type).nodes();
    }
    Map<SealedSection.Kind, Long> bytes = new TreeMap<>();
    for (SealedSection section : SealedFile.open(path).table().sections()) {
      bytes.merge(section.name().kind(), section.length(), Long::sum);
    }
    long all = distinct;
    bytes.forEach(
        (kind, sum) ->
            System.out.printf(
                "  %-14s %12d bytes, %7.2f per entry, %7.2f per distinct code%n",
                kind, sum, (double) sum / shard.size(), (double) sum / all));
    return distinct;
  }

  /** Opening and one search, in a warm machine whose page cache has the file. */
  private static void opening(Path path) throws IOException {
    Code query = Code.of(new byte[32]);
    for (int round = 0; round < 8; round++) {
      long start = System.nanoTime();
      long cpu = THREADS.getCurrentThreadCpuTime();
      SealedShard shard = SealedShard.open(path);
      long opened = System.nanoTime();
      long openCpu = THREADS.getCurrentThreadCpuTime();
      NearestHits hits = new NearestHits(10, Radius.all());
      new SealedShardView(shard, DeadEntries.NONE)
          .nearest(UnitType.CONTENT_TEXT_V0, query, 0, false, hits);
      System.out.printf(
          "open %.2f ms (CPU %.2f), first search %.2f ms (CPU %.2f)%n",
          (opened - start) / 1e6,
          (openCpu - cpu) / 1e6,
          (System.nanoTime() - opened) / 1e6,
          (THREADS.getCurrentThreadCpuTime() - openCpu) / 1e6);
    }
  }

  private static double best(Runnable run) {
    long best = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long start = THREADS.getCurrentThreadCpuTime();
      run.run();
      best = Math.min(best, THREADS.getCurrentThreadCpuTime() - start);
    }
    return best;
  }
}
