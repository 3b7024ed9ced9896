package io.flinkiscc.match;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetIndex;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.EngineOptions;
import io.flinkiscc.index.IndexSnapshot;
import io.flinkiscc.iscc.MainType;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.IsccJsonFormat;
import io.flinkiscc.kafka.RawRecord;
import io.flinkiscc.nphd.Code;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPInputStream;

/**
 * Measures how many queries a second of CPU time answers, alone and in batches: records of a file,
 * enlarged by copies with flipped bits, asked for by codes with flipped bits.
 *
 * <p>Arguments: a gzip file of records as JSON lines, the number of assets, the rounds, the sizes
 * of the batches joined by commas, and what lines to print: {@code all} or a part of their names.
 */
final class MatchReport {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int QUERIES = 480;
  private static final int MOST_FLIPS = 20;
  private static final long DEADLINE_NANOS = 3_600_000_000_000L;

  private final Random random = new Random(7);
  private final List<Asset> seeds = new ArrayList<>();
  private final List<Asset> assets = new ArrayList<>();

  private final int[] batches;
  private long found;
  private long approximate;
  private final String lines;

  private MatchReport(int[] batches, String lines) {
    this.batches = batches;
    this.lines = lines;
  }

  /** Prints a table. */
  public static void main(String[] args) throws Exception {
    int[] batches = Arrays.stream(args[3].split(",")).mapToInt(Integer::parseInt).toArray();
    new MatchReport(batches, args[4])
        .run(Path.of(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]));
  }

  private void run(Path records, int count, int rounds) throws Exception {
    read(records);
    try (AssetIndex index = AssetIndex.builder().options(EngineOptions.builder().build()).build()) {
      for (int i = 0; i < count; i++) {
        Asset seed = seeds.get(random.nextInt(seeds.size()));
        Asset asset = copy(seed, (long) i << 12);
        assets.add(asset);
        index.apply(AssetOp.upsert(asset, AssetOp.NO_SEQ, i), i & 127);
      }
      settle(index);
      System.out.println(index.stats());
      IndexSnapshot snapshot = index.snapshot();
      Matcher matcher = new Matcher(MatchRules.tiered());
      for (boolean nearest : new boolean[] {false, true}) {
        for (int units : new int[] {1, 4}) {
          for (boolean exact : new boolean[] {false, true}) {
            measure(matcher, snapshot, queries(units, nearest, exact), rounds, nearest, exact);
          }
        }
      }
    }
  }

  private static void settle(AssetIndex index) throws InterruptedException {
    index.finishGraphs();
    while (!index.settled()) {
      Thread.sleep(50);
      index.maintain();
    }
  }

  private void read(Path records) throws Exception {
    IsccJsonFormat format = new IsccJsonFormat(0);
    try (InputStream in = new GZIPInputStream(Files.newInputStream(records));
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        byte[] value = line.getBytes(StandardCharsets.UTF_8);
        RawRecord raw = new RawRecord("t", 0, 0, RawRecord.NO_TIMESTAMP, null, value);
        format.parse(raw).ifPresent(op -> seeds.add(op.asset()));
      }
    }
  }

  private Asset copy(Asset seed, long key) {
    Asset.Builder asset = Asset.builder(key).metadata(seed.metadata());
    seed.units().forEach((type, code) -> asset.unit(type, flipped(code)));
    return asset.build();
  }

  private Code flipped(Code code) {
    byte[] body = code.toBytes();
    for (int flips = random.nextInt(MOST_FLIPS + 1) * code.bits() / 256; flips > 0; flips--) {
      int bit = random.nextInt(code.bits());
      body[bit / 8] ^= (byte) (1 << (bit % 8));
    }
    return Code.of(body);
  }

  private List<MatchQuery> queries(int units, boolean nearest, boolean exact) {
    List<MatchQuery> queries = new ArrayList<>();
    while (queries.size() < QUERIES) {
      Asset asset = assets.get(random.nextInt(assets.size()));
      MatchQuery.Builder query =
          MatchQuery.builder()
              .limit(10)
              .includeMetadata(false)
              .includeUnitMatches(nearest)
              .exact(exact);
      int left = units;
      for (Map.Entry<UnitType, Code> unit : asset.units().entrySet()) {
        boolean content = unit.getKey().mainType() == MainType.CONTENT;
        if (left > 0 && (units > 1 || content)) {
          query.unit(unit.getKey(), flipped(unit.getValue()));
          left--;
        }
      }
      if (left == 0) {
        queries.add(query.build());
      }
    }
    return queries;
  }

  private void measure(
      Matcher matcher,
      IndexSnapshot snapshot,
      List<MatchQuery> queries,
      int rounds,
      boolean nearest,
      boolean exact) {
    String name =
        (nearest ? "nearest" : "matches")
            + (exact ? " exact " : " fast ")
            + queries.get(0).units().size()
            + " units";
    if (!lines.equals("all") && !name.contains(lines)) {
      return;
    }
    double[] best = new double[batches.length];
    Arrays.fill(best, Double.MAX_VALUE);
    double[] stoppable = best.clone();
    found = 0;
    approximate = 0;
    for (int round = 0; round < rounds; round++) {
      for (int b = 0; b < batches.length; b++) {
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        BooleanSupplier passed = () -> System.nanoTime() - deadline > 0;
        best[b] = Math.min(best[b], time(matcher, snapshot, queries, batches[b]));
        stoppable[b] =
            Math.min(stoppable[b], time(matcher, snapshot.stoppedBy(passed), queries, batches[b]));
      }
    }
    StringBuilder line = new StringBuilder(name).append(" |");
    for (int b = 0; b < batches.length; b++) {
      line.append(
          String.format(
              " b%d %.0f us %.0f/s, with deadline %.0f us |",
              batches[b], best[b], 1e6 / best[b], stoppable[b]));
    }
    double all = 2.0 * rounds * batches.length * queries.size();
    line.append(String.format(" found %.1f approximate %.2f", found / all, approximate / all));
    System.out.println(line);
  }

  /** CPU time of a query, in microseconds. */
  private double time(
      Matcher matcher, IndexSnapshot snapshot, List<MatchQuery> queries, int batchSize) {
    long before = THREADS.getCurrentThreadCpuTime();
    for (int i = 0; i < queries.size(); i += batchSize) {
      List<MatchQuery> batch = queries.subList(i, i + batchSize);
      for (MatchPart part : matcher.matchAll(snapshot, batch)) {
        found += part.matches().size();
        approximate += part.exact() ? 0 : 1;
      }
    }
    return (THREADS.getCurrentThreadCpuTime() - before) / 1e3 / queries.size();
  }
}
