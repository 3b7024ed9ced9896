package io.flinkiscc.serve;

import java.io.IOException;
import java.time.Duration;

/** Opens searchers of checkpoints. */
record SnapshotFactory(String path, Duration follow) implements SearcherFactory {

  @Override
  public IsccSearcher open() throws IOException, InterruptedException {
    return SnapshotSearcher.builder(path).follow(follow).open();
  }
}
