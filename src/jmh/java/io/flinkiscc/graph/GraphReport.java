package io.flinkiscc.graph;

import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.CodeArray;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
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
 * Builds a graph, searches it on the heap and as stored, and prints what it cost in CPU time.
 *
 * <p>Arguments: {@code cluster|uniform|file}, number of codes or a gzip file of records (8 bytes of
 * key, 32 of code), the values of ef; then optionally {@code bits=} and {@code queryBits=}.
 */
final class GraphReport {

  private static final int K = 10;
  private static final int QUERIES = 1000;

  private final Random random = new Random(7);
  private List<Code> codes = new ArrayList<>();
  private final List<Code> queries = new ArrayList<>();

  private GraphReport() {}

  /** Prints one report. */
  public static void main(String[] args) throws IOException {
    new GraphReport().run(args);
  }

  private static int option(String[] args, String name, int otherwise) {
    for (String arg : args) {
      if (arg.startsWith(name + "=")) {
        return Integer.parseInt(arg.substring(name.length() + 1));
      }
    }
    return otherwise;
  }

  private void run(String[] args) throws IOException {
    int bits = option(args, "bits", 256);
    int queryBits = option(args, "queryBits", 256);
    switch (args[0]) {
      case "cluster":
        clusters(Integer.parseInt(args[1]));
        break;
      case "uniform":
        uniform(Integer.parseInt(args[1]));
        break;
      default:
        file(Path.of(args[1]));
        break;
    }
    codes = cut(codes, bits);
    List<Code> asked = cut(queries, queryBits);
    int[] exact = exact(asked);
    System.out.println(
        String.join(" ", args) + ": " + codes.size() + " codes, " + asked.size() + " queries");
    for (String arg : args) {
      if (arg.startsWith("dump=")) {
        dump(Path.of(arg.substring(5)), asked, exact);
        return;
      }
    }
    int warm = Math.min(codes.size(), option(args, "warm", 30_000));
    CodeGraph warming = new CodeGraph(codes.get(0).bits(), GraphOptions.defaults());
    codes.subList(0, warm).forEach(warming::add);
    for (int i = 0; i < 20; i++) {
      measure(warming, asked, 64, exact, false);
    }
    System.gc();
    CodeGraph graph = new CodeGraph(codes.get(0).bits(), GraphOptions.defaults());
    long start = cpu();
    long slowest = 0;
    for (Code code : codes) {
      long before = System.nanoTime();
      graph.add(code);
      slowest = Math.max(slowest, System.nanoTime() - before);
    }
    double micros = (cpu() - start) / 1e3 / codes.size();
    System.out.printf(
        "add %.1f us, %.0f/s, slowest %.1f ms, %.1f bytes per code, %d layers, %d unreachable,"
            + " %.1f links%n",
        micros,
        1e6 / micros,
        slowest / 1e6,
        (double) graph.memoryBytes() / codes.size(),
        graph.layers().length,
        graph.unreachable(),
        links(graph));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CompactGraph.write(graph, out);
    ByteBuffer direct = ByteBuffer.allocateDirect(out.size());
    direct.put(0, out.toByteArray());
    CompactGraph compact = CompactGraph.open(direct);
    System.out.printf("stored %.1f bytes per code%n", (double) compact.fileBytes() / codes.size());
    for (String arg : args) {
      if (arg.matches("ef=.*")) {
        for (String ef : arg.substring(3).split(",")) {
          System.out.print("heap    ");
          measure(graph, asked, Integer.parseInt(ef), exact, true);
          System.out.print("compact ");
          measure(compact, asked, Integer.parseInt(ef), exact, true);
        }
      }
    }
  }

  private double links(CodeGraph graph) {
    long sum = 0;
    for (int i = 0; i < codes.size(); i++) {
      sum += graph.layers()[0].links().count(i);
    }
    return (double) sum / codes.size();
  }

  private static void measure(
      CodeSearch graph, List<Code> asked, int ef, int[] exact, boolean print) {
    GraphHits hits = new GraphHits();
    hits.hardQueries(HardQueries.valueOf(System.getProperty("hard", "COMPARE")));
    double best = Double.MAX_VALUE;
    long visited = 0;
    double recall = 0;
    int sure = 0;
    for (int round = 0; round < (print ? 5 : 1); round++) {
      visited = 0;
      int found = 0;
      sure = 0;
      long start = cpu();
      for (int i = 0; i < asked.size(); i++) {
        graph.search(asked.get(i), K, ef, NodeFilter.ALL, hits);
        visited += hits.visited();
        sure += hits.sure() ? 1 : 0;
        for (int j = 0; j < Math.min(K, hits.size()) && hits.hamming(j) <= exact[i]; j++) {
          found++;
        }
      }
      best = Math.min(best, (cpu() - start) / 1e3 / asked.size());
      recall = (double) found / K / asked.size();
    }
    if (print) {
      System.out.printf(
          "ef %4d: %.0f%% sure, %.1f us, %.0f/s, %d visited, recall %.4f%n",
          ef, 100.0 * sure / asked.size(), best, 1e6 / best, visited / asked.size(), recall);
    }
  }

  /** Writes codes, queries and their exact tenth distances for the engines of others. */
  private void dump(Path path, List<Code> asked, int[] exact) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(path)))) {
      out.writeInt(codes.size());
      out.writeInt(asked.size());
      for (Code code : codes) {
        out.write(code.toBytes());
      }
      for (Code code : asked) {
        out.write(code.toBytes());
      }
      for (int distance : exact) {
        out.writeInt(distance);
      }
    }
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static List<Code> cut(List<Code> all, int bits) {
    Set<Code> distinct = new LinkedHashSet<>();
    all.forEach(code -> distinct.add(code.prefix(Math.min(bits, code.bits()))));
    return new ArrayList<>(distinct);
  }

  private void clusters(int n) {
    List<byte[]> centres = new ArrayList<>();
    for (int i = 0; i < n / 20; i++) {
      byte[] centre = new byte[32];
      random.nextBytes(centre);
      centres.add(centre);
    }
    for (int i = 0; i < n + QUERIES; i++) {
      byte[] code = centres.get(random.nextInt(centres.size())).clone();
      for (int flips = random.nextInt(21); flips > 0; flips--) {
        int bit = random.nextInt(256);
        code[bit >> 3] ^= (byte) (1 << (bit & 7));
      }
      (i < n ? codes : queries).add(Code.of(code));
    }
  }

  private void uniform(int n) {
    byte[] code = new byte[32];
    for (int i = 0; i < n + QUERIES; i++) {
      random.nextBytes(code);
      (i < n ? codes : queries).add(Code.of(code));
    }
  }

  /** Half of the queries are codes left out, half are stored ones with some bits flipped. */
  private void file(Path path) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(path));
        DataInputStream data = new DataInputStream(in)) {
      byte[] all = data.readAllBytes();
      for (int at = 0; at < all.length; at += 40) {
        codes.add(Code.of(Arrays.copyOfRange(all, at + 8, at + 40)));
      }
    }
    codes = new ArrayList<>(new LinkedHashSet<>(codes));
    Collections.shuffle(codes, random);
    int held = Math.min(QUERIES / 2, codes.size() / 10);
    queries.addAll(codes.subList(0, held));
    codes = new ArrayList<>(codes.subList(held, codes.size()));
    for (int i = 0; i < held; i++) {
      byte[] code = codes.get(random.nextInt(codes.size())).toBytes();
      for (int flips = random.nextInt(21); flips > 0; flips--) {
        int bit = random.nextInt(256);
        code[bit >> 3] ^= (byte) (1 << (bit & 7));
      }
      queries.add(Code.of(code));
    }
  }

  /** Returns the distance of the tenth nearest code of every query. */
  private int[] exact(List<Code> asked) {
    CodeArray array = new CodeArray(codes.get(0).bits());
    codes.forEach(array::append);
    int[] exact = new int[asked.size()];
    int[] counts = new int[257];
    for (int i = 0; i < exact.length; i++) {
      Arrays.fill(counts, 0);
      array.scan(
          asked.get(i),
          0,
          array.size(),
          256,
          (ordinal, hamming) -> {
            counts[hamming]++;
            return 256;
          });
      int sum = 0;
      int distance = 0;
      for (; distance <= 256; distance++) {
        sum += counts[distance];
        if (sum >= K) {
          break;
        }
      }
      exact[i] = distance;
    }
    return exact;
  }
}
