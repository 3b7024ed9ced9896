package io.flinkiscc.library;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Readers beside a writer that rotates, saves and compacts. */
class ConcurrencyTest {

  private static final long SEED = 11;

  /** These keys are there all the time, though replaced again and again. */
  private static final int STEADY = 60;

  @TempDir Path dir;

  @Test
  @Timeout(120)
  void readersSeeEveryLiveEntryOnceWhileAWriterWorks() throws IOException {
    AtomicBoolean done = new AtomicBoolean();
    try (ShardedNphdIndex index =
        ShardedNphdIndex.builder(dir)
            .steps(new FailingSteps())
            .shardSize(12_000)
            .backgroundRotation(true)
            .open()) {
      Random random = new Random(SEED);
      for (long key = 0; key < STEADY; key++) {
        index.add(key, Samples.code(random));
      }
      List<Callable<Integer>> tasks = new ArrayList<>();
      tasks.add(() -> write(index, done));
      tasks.add(() -> read(index, done, 1));
      tasks.add(() -> read(index, done, 2));
      List<Integer> counts = Workers.run(3, tasks);
      assertThat(counts).allMatch(count -> count > 0);
      assertThat(index.size()).isEqualTo(STEADY);
      assertThat(index.verify().problems()).isEmpty();
    }
  }

  private static int write(ShardedNphdIndex index, AtomicBoolean done) throws IOException {
    try {
      Random random = new Random(SEED + 1);
      for (int round = 0; round < 25; round++) {
        for (long key = 0; key < STEADY; key++) {
          index.upsert(key, Samples.code(random));
          index.add(1000 + key, Samples.code(random));
        }
        for (long key = 0; key < STEADY; key++) {
          index.remove(1000 + key);
        }
        if (round % 5 == 2) {
          index.save();
        }
        if (round % 5 == 4) {
          index.compact();
        }
      }
      return 1;
    } finally {
      done.set(true);
    }
  }

  private static int read(ShardedNphdIndex index, AtomicBoolean done, long seed) {
    Random random = new Random(seed);
    int searches = 0;
    while (!done.get()) {
      long key = random.nextInt(STEADY);
      assertThat(index.get(key)).as("key %d", key).isNotNull();
      Code query = Samples.code(random);
      Matches<Long> matches = index.search(query, 20);
      Set<Long> keys = new HashSet<>(matches.keys());
      assertThat(keys).as("no key twice").hasSize(matches.size());
      assertThat(matches.size()).isEqualTo(20);
      Set<Long> iterated = new HashSet<>();
      for (Entry<Long> entry : index.entries()) {
        assertThat(entry.code()).isNotNull();
        iterated.add(entry.key());
      }
      // A reader that is held up can find that all it was to see has been replaced.
      assertThat(iterated).allMatch(k -> k >= 0 && k % 1000 < STEADY && k < 2000);
      searches++;
    }
    return searches;
  }

  @Test
  @Timeout(120)
  void noSearchMissesAnEntryThatIsReplaced() throws IOException {
    AtomicBoolean done = new AtomicBoolean();
    try (ShardedNphdIndex index =
        ShardedNphdIndex.builder(dir).steps(new FailingSteps()).shardSize(12_000).open()) {
      Random random = new Random(SEED);
      for (long key = 0; key < STEADY; key++) {
        index.add(key, Samples.code(random));
      }
      List<Callable<Integer>> tasks = new ArrayList<>();
      tasks.add(() -> replace(index, done));
      tasks.add(() -> findAll(index, done));
      assertThat(Workers.run(2, tasks)).allMatch(count -> count > 0);
    }
  }

  private static int replace(ShardedNphdIndex index, AtomicBoolean done) {
    try {
      Random random = new Random(SEED + 2);
      int count = 0;
      for (; count < 5_000; count++) {
        index.upsert((long) random.nextInt(STEADY), Samples.code(random));
      }
      return count;
    } finally {
      done.set(true);
    }
  }

  private static int findAll(ShardedNphdIndex index, AtomicBoolean done) {
    Random random = new Random(SEED + 3);
    int exact = 0;
    while (!done.get()) {
      Matches<Long> all = index.within(Samples.code(random), Radius.all());
      if (all.exact()) {
        assertThat(all.keys()).as("seed %d", SEED).hasSize(STEADY).doesNotHaveDuplicates();
        exact++;
      }
      assertThat(index.contains(-2L)).isFalse();
    }
    return exact;
  }

  @Test
  void aWriterThatIsInterruptedWritesOn() throws IOException {
    Random random = new Random(SEED);
    Map<Long, Code> content = new HashMap<>();
    try (ShardedNphdIndex index = ShardedNphdIndex.builder(dir).shardSize(6000).open()) {
      Thread.currentThread().interrupt();
      try {
        // Enough to fill shards: they are written by this thread.
        for (long key = 0; key < 90; key++) {
          Code code = Samples.code(random);
          content.put(key, code);
          assertThat(index.add(key, code)).isTrue();
        }
        assertThat(index.stats().shards()).isGreaterThan(2);
        index.flush();
        index.save();
        index.remove(0L);
        content.remove(0L);
        index.compact();
      } finally {
        assertThat(Thread.interrupted()).as("still interrupted").isTrue();
      }
      index.remove(1L);
      content.remove(1L);
    }
    try (ShardedNphdIndex index = ShardedNphdIndex.builder(dir).open()) {
      assertThat(index.size()).isEqualTo(content.size());
      content.forEach((key, code) -> assertThat(index.get(key)).isEqualTo(code));
    }
  }
}
