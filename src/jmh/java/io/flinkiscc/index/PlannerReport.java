package io.flinkiscc.index;

import io.flinkiscc.graph.CodeGraph;
import io.flinkiscc.graph.CompactGraph;
import io.flinkiscc.graph.GraphHits;
import io.flinkiscc.graph.GraphOptions;
import io.flinkiscc.graph.HardQueries;
import io.flinkiscc.graph.NodeFilter;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.CodeArray;
import io.flinkiscc.nphd.Radius;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * Measures what {@link SearchPlanner} chooses between: a scan for the ten nearest, and a search of
 * a stored graph that leaves hard queries. CPU time of one thread, the best of several rounds.
 *
 * <p>Arguments: the lengths in bits and the numbers of codes, each joined by commas, then {@code
 * cluster}, {@code uniform} or gzip files of records (8 bytes of key, 32 of code).
 */
final class PlannerReport {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int QUERIES = 400;
  private static final int ROUNDS = 7;
  private static final int K = 10;

  private final Random random = new Random(5);

  private PlannerReport() {}

  /** Prints a line for every kind of data, length and number of codes. */
  public static void main(String[] args) throws IOException {
    for (String kind : Arrays.asList(args).subList(2, args.length)) {
      for (String bits : args[0].split(",")) {
        for (String count : args[1].split(",")) {
          new PlannerReport().measure(kind, Integer.parseInt(bits), Integer.parseInt(count));
        }
      }
    }
  }

  private void measure(String kind, int bits, int count) throws IOException {
    List<Code> codes = codes(kind, bits, count);
    if (codes.size() < count / 2) {
      return;
    }
    CodeGraph graph = new CodeGraph(bits, GraphOptions.defaults());
    CodeArray planes = new CodeArray(bits);
    List<Code> queries = new ArrayList<>();
    long before = THREADS.getCurrentThreadCpuTime();
    for (Code code : codes) {
      graph.add(code);
    }
    double build = (THREADS.getCurrentThreadCpuTime() - before) / 1e3 / codes.size();
    codes.forEach(planes::append);
    for (int i = 0; i < QUERIES; i++) {
      queries.add(flipped(codes.get(random.nextInt(codes.size())), 20));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CompactGraph.write(graph, out);
    ByteBuffer stored = ByteBuffer.allocateDirect(out.size()).put(0, out.toByteArray());
    CompactGraph compact = CompactGraph.open(stored);
    int[] bounds = new int[QUERIES];
    double scan = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      before = THREADS.getCurrentThreadCpuTime();
      for (int i = 0; i < QUERIES; i++) {
        bounds[i] = scan(planes, queries.get(i));
      }
      scan = Math.min(scan, (double) (THREADS.getCurrentThreadCpuTime() - before) / QUERIES);
    }
    StringBuilder line =
        new StringBuilder(
            "%s %d bits %d codes: add %.1f us, scan %.1f us (%.2f planned);"
                .formatted(
                    Path.of(kind).getFileName(),
                    bits,
                    codes.size(),
                    build,
                    scan / 1e3,
                    SearchPlanner.scanNanos(codes.size(), bits) / 1e3));
    GraphHits hits = new GraphHits();
    hits.hardQueries(HardQueries.LEAVE);
    List<Code> sure = new ArrayList<>();
    List<Integer> sureBounds = new ArrayList<>();
    List<Code> left = new ArrayList<>();
    for (int i = 0; i < QUERIES; i++) {
      compact.search(queries.get(i), K, 64, NodeFilter.ALL, hits);
      if (hits.exhausted()) {
        left.add(queries.get(i));
      } else {
        sure.add(queries.get(i));
        sureBounds.add(bounds[i]);
      }
    }
    line.append(" %.2f answered".formatted((double) sure.size() / QUERIES));
    for (int ef : new int[] {16, 64, 256}) {
      line.append(", ef %d %.1f us".formatted(ef, nanos(compact, sure, ef, hits) / 1e3));
      int found = 0;
      for (int i = 0; i < sure.size(); i++) {
        compact.search(sure.get(i), K, ef, NodeFilter.ALL, hits);
        for (int h = 0; h < Math.min(K, hits.size()); h++) {
          found += hits.hamming(h) <= sureBounds.get(i) ? 1 : 0;
        }
      }
      line.append(" %.4f".formatted((double) found / K / Math.max(1, sure.size())));
    }
    line.append("; left after %.1f us".formatted(nanos(compact, left, 64, hits) / 1e3));
    hits.hardQueries(HardQueries.WALK);
    for (int ef : new int[] {64, 256}) {
      line.append(", walk %d %.1f us".formatted(ef, nanos(compact, left, ef, hits) / 1e3));
    }
    System.out.println(line);
  }

  private static double nanos(CompactGraph graph, List<Code> queries, int ef, GraphHits hits) {
    double best = Double.MAX_VALUE;
    int sum = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long before = THREADS.getCurrentThreadCpuTime();
      for (Code query : queries) {
        graph.search(query, K, ef, NodeFilter.ALL, hits);
        NearestHits nearest = new NearestHits(K, Radius.all());
        for (int h = 0; h < hits.size(); h++) {
          nearest.offer(hits.node(h), hits.hamming(h), graph.bits());
        }
        sum += nearest.sorted().size();
      }
      best = Math.min(best, THREADS.getCurrentThreadCpuTime() - before);
    }
    return sum == 0 ? 0 : best / queries.size();
  }

  private static int scan(CodeArray planes, Code query) {
    NearestHits nearest = new NearestHits(K, Radius.all());
    int bits = planes.bits();
    planes.scan(
        query,
        0,
        planes.size(),
        bits,
        (row, hamming) -> {
          nearest.offer(row, hamming, bits);
          return nearest.bound(bits);
        });
    return nearest.sorted().get(K - 1).hamming();
  }

  private Code flipped(Code code, int most) {
    byte[] body = code.toBytes();
    for (int flips = random.nextInt(most + 1); flips > 0; flips--) {
      int bit = random.nextInt(code.bits());
      body[bit / 8] ^= (byte) (1 << bit % 8);
    }
    return Code.of(body);
  }

  private List<Code> codes(String kind, int bits, int count) throws IOException {
    Set<Code> codes = new LinkedHashSet<>();
    if (kind.equals("cluster") || kind.equals("uniform")) {
      byte[] body = new byte[bits / 8];
      Code[] centres = new Code[count / 20];
      for (int i = 0; i < centres.length; i++) {
        random.nextBytes(body);
        centres[i] = Code.of(body);
      }
      while (codes.size() < count) {
        random.nextBytes(body);
        Code uniform = Code.of(body);
        codes.add(
            kind.equals("uniform")
                ? uniform
                : flipped(centres[random.nextInt(centres.length)], 20));
      }
      return new ArrayList<>(codes);
    }
    try (DataInputStream in =
        new DataInputStream(new GZIPInputStream(Files.newInputStream(Path.of(kind))))) {
      byte[] all = in.readAllBytes();
      for (int at = 0; at < all.length; at += 40) {
        codes.add(Code.of(Arrays.copyOfRange(all, at + 8, at + 8 + bits / 8)));
      }
    }
    List<Code> shuffled = new ArrayList<>(codes);
    Collections.shuffle(shuffled, random);
    return shuffled.subList(0, Math.min(count, shuffled.size()));
  }
}
