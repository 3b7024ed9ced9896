package io.flinkiscc.library;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.graph.UsearchKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompactionTest {

  @TempDir Path dir;

  @Test
  void aFullShardWithoutItsFileIsLeftToTheNextCompaction() throws IOException {
    Random random = new Random(1);
    try (ShardedNphdIndex index = ShardedNphdIndex.builder(dir).shardSize(6000).open()) {
      for (long key = 0; index.stats().shards() < 3; key++) {
        index.add(key, Samples.code(random));
      }
      index.remove(0L);
      IndexSettings settings = index.store().settings();
      List<Shard> sealed = new ArrayList<>(index.store().live().shards().sealed());
      Shard waiting = Shard.growing(settings, 9);
      GraphRows rows = (GraphRows) waiting.rows();
      for (long key = 9000; key < 9005; key++) {
        rows.add(UsearchKey.of(key), Samples.code(random));
      }
      rows.remove(UsearchKey.of(9001));
      sealed.add(waiting);
      assertThat(new Compaction(settings, sealed).sources()).containsExactly(sealed.get(0));
    }
  }
}
