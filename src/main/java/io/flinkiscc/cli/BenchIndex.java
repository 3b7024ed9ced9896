package io.flinkiscc.cli;

import io.flinkiscc.index.AssetIndex;
import io.flinkiscc.index.EngineOptions;
import io.flinkiscc.index.IndexSnapshot;
import io.flinkiscc.index.SearchMode;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.CodeArray;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Fills an index of whole assets and searches it. */
@Command(
    name = "index",
    description = {
      "Fill an index with assets of four units each, made of the data, and search it: what one task"
          + " of a job does. Latencies are by the clock, rotation and compaction go on meanwhile.",
      "",
      "The unit types are searched one by one; an ef of 0 is the index's own choice.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class BenchIndex implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private BenchOptions common;

  @Mixin private EngineChoice engineChoice;

  @Option(
      names = "--threads",
      paramLabel = "T",
      defaultValue = "1",
      description = "Threads that ask, 1..256. Default: ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = "--ef",
      paramLabel = "EF",
      defaultValue = "0",
      split = ",",
      description = "Candidates a search keeps in view, 0..65536. Default: ${DEFAULT-VALUE}.")
  private int[] ef;

  @Option(
      names = "--readers",
      paramLabel = "R",
      defaultValue = "0",
      description =
          "Threads that search while the index is filled, 0..64." + " Default: ${DEFAULT-VALUE}.")
  private int readers;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Where shards are sealed. Default: a temporary directory.")
  private Path dir;

  @Override
  public Integer call() throws Exception {
    EngineOptions engine = engineChoice.engine(common);
    common.check("--threads", threads, 1, 256);
    common.check("--readers", readers, 0, 64);
    for (int each : ef) {
      common.check("--ef", each, 0, 65_536);
    }
    PrintWriter progress = spec.commandLine().getErr();
    BenchData data = common.data(progress);
    BenchReport report =
        new BenchReport(
            "index",
            data.description(),
            engineChoice.describe(common.describe(threads), engine),
            spec.commandLine().getOut());
    try (BenchDirectory directory = BenchDirectory.open(dir);
        AssetIndex index =
            AssetIndex.builder().options(engine).directory(directory.path()).build()) {
      progress.println("filling the index");
      fill(index, data, report);
      progress.println("searching");
      search(index, data, report);
    }
    return 0;
  }

  private void fill(AssetIndex index, BenchData data, BenchReport report) throws Exception {
    BenchAssets assets = BenchAssets.ofFourUnits();
    IndexWriting writing = new IndexWriting(index);
    ReadersMeanwhile meanwhile =
        new ReadersMeanwhile(
            readers, index, UnitType.CONTENT_TEXT_V0, data.queriesOfAllLengths(), common.k());
    try {
      report.line(
          "ingest", writing.upsert(data.size(), i -> assets.asset(i, data.stored((long) i))));
    } finally {
      meanwhile.stop(report);
    }
    report.line("settled", writing.settle());
  }

  private void search(AssetIndex index, BenchData data, BenchReport report) throws Exception {
    List<CodeArray> arrays = new ArrayList<>();
    for (int length : data.lengths()) {
      arrays.add(data.array(length));
    }
    Code[] queries = data.queriesOfAllLengths();
    NearestDistances[] truth = NearestDistances.exact(arrays, queries, common.k());
    List<SearchMode> modes = new ArrayList<>(List.of(SearchMode.EXACT));
    for (int each : ef) {
      modes.add(SearchMode.fast(each));
    }
    RecallTimer timer = new RecallTimer(common, threads);
    IndexSnapshot snapshot = index.snapshot();
    for (UnitType type : BenchAssets.SEARCHED) {
      Code[] units = BenchAssets.units(type, queries);
      for (SearchMode mode : modes) {
        Map<String, Object> figures = BenchReport.figures();
        figures.put("unit_type", type.name());
        figures.put("mode", mode.exact() ? "exact" : "fast");
        figures.put("ef", mode.expansion());
        figures.putAll(
            timer.figures(() -> BenchAssets.asker(snapshot, type, common.k(), mode), units, truth));
        report.line("search", figures);
      }
    }
  }
}
