package io.flinkiscc.table;

import io.flinkiscc.serve.IsccSearcher;
import io.flinkiscc.serve.SearcherFactory;
import io.flinkiscc.serve.SnapshotSearcher;
import io.flinkiscc.state.SnapshotOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ReadableConfig;

/**
 * Opens the checkpoint or savepoint of a configuration.
 *
 * @param path as {@link SnapshotSearcher#builder} takes it
 * @param follow how often a newer one is looked for, zero for never
 * @param index which index of it, null for the only one
 * @param directory for local files, null for that of the system
 * @param threads questions answered at a time
 * @param match options of how matches are judged, by key
 */
record SnapshotSource(
    String path,
    Duration follow,
    String index,
    String directory,
    int threads,
    TreeMap<String, String> match)
    implements SearcherFactory {

  private static final int MOST_THREADS = 1024;

  /**
   * The snapshot of a configuration.
   *
   * @throws IllegalArgumentException naming the option that is wrong or missing
   */
  static SnapshotSource of(ReadableConfig config) {
    String path =
        config
            .getOptional(SearchOptions.SNAPSHOT_PATH)
            .filter(text -> !text.isBlank())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "snapshot.path is missing; mode snapshot needs a checkpoint, a savepoint"
                            + " or a directory with checkpoints"));
    int threads = config.get(SearchOptions.SNAPSHOT_THREADS);
    if (threads < 1 || threads > MOST_THREADS) {
      throw new IllegalArgumentException(
          "snapshot.threads is " + threads + "; allowed are 1.." + MOST_THREADS);
    }
    MatchOptions.rules(config);
    return new SnapshotSource(
        path,
        config.get(SearchOptions.SNAPSHOT_FOLLOW),
        config.get(SearchOptions.SNAPSHOT_INDEX),
        config.get(SearchOptions.SNAPSHOT_DIRECTORY),
        threads,
        MatchOptions.given(config));
  }

  @Override
  public IsccSearcher open() throws IOException, InterruptedException {
    SnapshotOptions.Builder options =
        SnapshotOptions.builder()
            .index(index)
            .rules(MatchOptions.rules(Configuration.fromMap(match)));
    if (directory != null) {
      options.directory(Path.of(directory));
    }
    return SnapshotSearcher.builder(path)
        .options(options.build())
        .follow(follow)
        .threads(threads)
        .open();
  }
}
