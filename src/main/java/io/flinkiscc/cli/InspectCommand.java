package io.flinkiscc.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.flinkiscc.library.CodeIndex;
import io.flinkiscc.library.IndexInfo;
import io.flinkiscc.library.IndexStats;
import io.flinkiscc.state.CheckpointReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what is in a checkpoint, savepoint or directory of iscc-usearch. */
@Command(
    name = "inspect",
    description = {
      "Say what is in a checkpoint, a savepoint or a directory of iscc-usearch: indexes, tasks and"
          + " key groups, shards, codes by type and length. Reads little; verify reads all.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class InspectCommand implements Callable<Integer> {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "PATH",
      description =
          "Directory of a checkpoint or savepoint, one that has chk-N in it, or in those of jobs in"
              + " it (the newest), an export, or a directory of iscc-usearch.")
  private String path;

  @Mixin private SnapshotArguments snapshot;

  @Option(names = "--json", description = "As JSON instead of a table.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    List<Path> indexes = LocalPaths.of(path) == null ? List.of() : indexes();
    if (indexes.isEmpty()) {
      SnapshotArguments.loadFileSystems();
      CheckpointReport report =
          SnapshotArguments.with(spec, () -> CheckpointReport.of(path, snapshot.index()));
      out.print(json ? JSON.writeValueAsString(report) + "\n" : new InspectTable(report));
    } else {
      List<Map<String, Object>> all = new ArrayList<>();
      for (Path index : indexes) {
        all.add(directory(index));
      }
      if (json) {
        out.println(JSON.writeValueAsString(all));
      } else {
        all.forEach(
            facts -> {
              facts.forEach((name, value) -> out.printf("%-16s %s%n", name, value));
              out.println();
            });
      }
    }
    out.flush();
    return 0;
  }

  private List<Path> indexes() throws IOException {
    return UsearchDirectory.indexes(LocalPaths.of(path));
  }

  private static Map<String, Object> directory(Path path) throws IOException {
    Map<String, Object> facts = new LinkedHashMap<>();
    try (CodeIndex<?> index = UsearchDirectory.open(path, false)) {
      IndexInfo info = index.info();
      IndexStats stats = index.stats();
      facts.put("directory", path.toString());
      facts.put("kind", info.kind());
      facts.put("metric", info.metric().toString());
      facts.put("key_bits", info.keyBits());
      facts.put("longest_code", info.maxDim());
      facts.put("connectivity", info.connectivity());
      facts.put("entries", stats.size());
      facts.put("dead", stats.dead());
      facts.put("tombstones", stats.tombstones());
      facts.put("shards", stats.shards());
      facts.put("file_bytes", stats.fileBytes());
      facts.put("journal_bytes", stats.journalBytes());
      facts.put("generation", info.generation());
    }
    return facts;
  }
}
