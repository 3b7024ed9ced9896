package io.flinkiscc.cli;

import io.flinkiscc.index.AssetIndex;
import io.flinkiscc.index.EngineOptions;
import io.flinkiscc.index.IndexSnapshot;
import io.flinkiscc.index.SearchMode;
import io.flinkiscc.index.UnitHit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.CodeArray;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Replaces everything in an index several times and looks whether it is still as good. */
@Command(
    name = "churn",
    description = {
      "Fill an index with N assets of one unit, then give every asset another code, several times.",
      "",
      "The new code is that of another asset with 1-3 random bits flipped. After each turnover"
          + " recall and speed are measured, at the end once more when all shards are compacted,"
          + " and every live asset is asked for by its own code: unreachable are those that are"
          + " not found at distance 0.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class BenchChurn implements Callable<Integer> {

  private static final UnitType TYPE = UnitType.CONTENT_TEXT_V0;
  private static final int MOST_FLIPS = 3;

  @Spec private CommandSpec spec;

  @Mixin private BenchOptions common;

  @Mixin private EngineChoice engineChoice;

  @Option(
      names = "--turnovers",
      paramLabel = "T",
      defaultValue = "10",
      description = "How often everything is replaced, 1..1000. Default: ${DEFAULT-VALUE}.")
  private int turnovers;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Where shards are sealed. Default: a temporary directory.")
  private Path dir;

  private Code[] queries;
  private Code[] live;
  private RecallTimer timer;
  private BenchReport report;
  private PrintWriter progress;

  @Override
  public Integer call() throws Exception {
    EngineOptions engine = engineChoice.engine(common);
    common.check("--turnovers", turnovers, 1, 1000);
    progress = spec.commandLine().getErr();
    BenchData data = common.data(progress);
    Map<String, Object> options = engineChoice.describe(common.describe(1), engine);
    options.put("turnovers", turnovers);
    report = new BenchReport("churn", data.description(), options, spec.commandLine().getOut());
    queries = data.queriesOfAllLengths();
    timer = new RecallTimer(common, 1);
    Code[] first = new Code[data.size()];
    Arrays.setAll(first, i -> data.stored((long) i));
    live = first.clone();
    try (BenchDirectory directory = BenchDirectory.open(dir);
        AssetIndex index =
            AssetIndex.builder().options(engine).directory(directory.path()).build()) {
      run(index, first);
    }
    return 0;
  }

  private void run(AssetIndex index, Code[] first) throws Exception {
    BenchAssets assets = BenchAssets.of(TYPE);
    IndexWriting writing = new IndexWriting(index);
    writing.upsert(live.length, i -> assets.asset(i, live[i]));
    Map<String, Object> before = writing.settle();
    before.putAll(search(index));
    before.put("unreachable", unreachable(index.snapshot()));
    report.line("before", before);
    SplittableRandom random = new SplittableRandom(common.seed());
    for (int turnover = 1; turnover <= turnovers; turnover++) {
      int[] order = shuffled(random, live.length);
      int[] from = shuffled(random, live.length);
      for (int i = 0; i < live.length; i++) {
        live[i] = flipped(random, first[from[i]]);
      }
      Map<String, Object> figures = BenchReport.figures();
      figures.put("turnover", turnover);
      figures.putAll(writing.upsert(live.length, i -> assets.asset(order[i], live[order[i]])));
      figures.putAll(search(index));
      report.line("turnover", figures);
      progress.println("turnover " + turnover + ": recall " + figures.get("recall"));
    }
    Map<String, Object> after = BenchReport.figures();
    after.put("unreachable", unreachable(index.snapshot()));
    report.line("after", after);
    Map<String, Object> compacted = writing.settle();
    compacted.putAll(search(index));
    compacted.put("unreachable", unreachable(index.snapshot()));
    report.line("compacted", compacted);
  }

  private Map<String, Object> search(AssetIndex index) throws Exception {
    Map<Integer, CodeArray> arrays = new LinkedHashMap<>();
    for (Code code : live) {
      arrays.computeIfAbsent(code.bits(), CodeArray::new).append(code);
    }
    NearestDistances[] truth = NearestDistances.exact(arrays.values(), queries, common.k());
    IndexSnapshot snapshot = index.snapshot();
    return timer.figures(
        () -> BenchAssets.asker(snapshot, TYPE, common.k(), SearchMode.FAST),
        BenchAssets.units(TYPE, queries),
        truth);
  }

  /** Asks for every live asset by its own code. */
  private long unreachable(IndexSnapshot snapshot) {
    long unreachable = 0;
    for (int i = 0; i < live.length; i++) {
      long key = BenchAssets.key(i);
      List<UnitHit> hits =
          snapshot
              .nearest(TYPE, BenchAssets.unit(TYPE, live[i]), common.k(), SearchMode.FAST)
              .hits();
      boolean found = hits.stream().anyMatch(hit -> hit.key() == key);
      // Among more equal codes than are wanted, others may come first.
      boolean crowded = hits.size() == common.k() && hits.get(common.k() - 1).hamming() == 0;
      unreachable += found || crowded ? 0 : 1;
    }
    return unreachable;
  }

  private static int[] shuffled(SplittableRandom random, int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int other = random.nextInt(i + 1);
      order[i] = order[other];
      order[other] = i;
    }
    return order;
  }

  private static Code flipped(SplittableRandom random, Code code) {
    byte[] bytes = code.toBytes();
    for (int flips = 1 + random.nextInt(MOST_FLIPS); flips > 0; flips--) {
      int bit = random.nextInt(code.bits());
      bytes[bit >> 3] ^= (byte) (1 << (bit & 7));
    }
    return Code.of(bytes);
  }
}
