package io.flinkiscc.cli;

import io.flinkiscc.serve.IsccSearcher;
import io.flinkiscc.serve.SnapshotSearcher;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which index is asked. */
final class SearcherArguments {

  @Option(
      names = "--snapshot",
      required = true,
      paramLabel = "PATH",
      description =
          "Ask a checkpoint or savepoint: its directory, or one that has chk-N in it, or in those of"
              + " jobs in it: then the newest.")
  private String snapshot;

  @Option(
      names = "--follow",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description =
          "Look for a newer checkpoint every so many seconds while questions are read; 0 for never."
              + " Default: ${DEFAULT-VALUE}.")
  private int follow;

  @Mixin private SnapshotArguments snapshotArguments;

  /**
   * An index that can be asked.
   *
   * @param searcher to be closed
   * @param realm realm of its ISCC-IDs
   */
  record Opened(IsccSearcher searcher, int realm) {}

  /**
   * Opens it.
   *
   * @throws IllegalArgumentException if an option is out of range
   */
  Opened open() throws IOException, InterruptedException {
    SnapshotSearcher searcher =
        SnapshotSearcher.builder(snapshot)
            .options(snapshotArguments.options().build())
            .follow(Duration.ofSeconds(follow))
            .open();
    return new Opened(searcher, searcher.realm());
  }
}
