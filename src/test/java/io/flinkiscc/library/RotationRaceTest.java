package io.flinkiscc.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.nphd.Code;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Calls of a second thread that come in at the very moment a writer's shard is full. */
@Timeout(120)
class RotationRaceTest {

  @TempDir Path dir;

  /** What the second thread does. */
  private interface Call {
    void on(ShardedNphdIndex index) throws IOException;
  }

  /** File steps that can be joined by somebody else at the next one. */
  private class MeetingSteps extends FileSteps {
    final AtomicReference<Runnable> next = new AtomicReference<>();

    /** What the second thread makes valid must be whole although the first has not gone on. */
    @Override
    void move(Path from, Path to) throws IOException {
      super.move(from, to);
      if (Thread.currentThread() == second && to.endsWith(Manifest.NAME)) {
        try (ShardedNphdIndex index = ShardedNphdIndex.builder(dir).readOnly(true).open()) {
          assertContent(index);
        }
      }
    }

    @Override
    void syncDirectory(Path directory) throws IOException {
      Runnable meeting = next.getAndSet(null);
      if (meeting != null) {
        meeting.run();
      }
      super.syncDirectory(directory);
    }
  }

  private final Map<Long, Code> content = new HashMap<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile Thread second;

  @Test
  void aSaveWhileAShardBecomesFullKeepsItsEntries() throws Exception {
    race(ShardedNphdIndex::save);
  }

  @Test
  void aCompactionWhileAShardBecomesFullKeepsItsEntries() throws Exception {
    race(ShardedNphdIndex::compact);
  }

  @Test
  void aResetWhileAShardBecomesFullRemovesItsEntries() throws Exception {
    race(
        index -> {
          index.reset();
          content.clear();
        });
  }

  @Test
  void aCloseWhileAShardBecomesFullLetsGoWhenNobodyTouchesTheDirectory() throws Exception {
    AtomicReference<String> stray = new AtomicReference<>();
    MeetingSteps steps =
        new MeetingSteps() {
          @Override
          Written write(Path file, Content content) throws IOException {
            note(file);
            return super.write(file, content);
          }

          @Override
          GrowingFile grow(Path file) throws IOException {
            note(file);
            return super.grow(file);
          }

          private void note(Path file) {
            if (second != null && second.getState() == Thread.State.TERMINATED) {
              stray.set(file.toString());
            }
          }
        };
    ShardedNphdIndex index = ShardedNphdIndex.builder(dir).steps(steps).shardSize(6000).open();
    Random random = new Random(6);
    steps.next.set(() -> startAndLetWait(index, ShardedNphdIndex::close));
    for (long key = 0; steps.next.get() != null; key++) {
      put(index, key, random);
    }
    second.join();
    assertThat(failure.get()).isNull();
    assertThat(stray.get()).as("written after the end").isNull();
    assertThatThrownBy(() -> index.add(1L, Code.of(new byte[8])))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(index::drainRotations).isInstanceOf(IllegalStateException.class);
    try (ShardedNphdIndex again = ShardedNphdIndex.builder(dir).open()) {
      assertContent(again);
    }
  }

  /** The second call waits for the writers' lock when the first shard is taken out of service. */
  private void race(Call call) throws Exception {
    MeetingSteps steps = new MeetingSteps();
    try (ShardedNphdIndex index =
        ShardedNphdIndex.builder(dir).steps(steps).shardSize(6000).open()) {
      Random random = new Random(5);
      for (long key = 0; index.stats().shards() < 2; key++) {
        put(index, key, random);
      }
      index.remove(0L);
      content.remove(0L);
      index.save();
      steps.next.set(() -> startAndLetWait(index, call));
      for (long key = 1000; steps.next.get() != null; key++) {
        put(index, key, random);
      }
      second.join();
      assertThat(failure.get()).isNull();
      assertContent(index);
      put(index, 5000, random);
    }
    try (ShardedNphdIndex index = ShardedNphdIndex.builder(dir).open()) {
      assertContent(index);
      assertThat(index.verify().problems()).isEmpty();
      index.save();
    }
    try (ShardedNphdIndex index = ShardedNphdIndex.builder(dir).journal(JournalMode.OFF).open()) {
      assertContent(index);
    }
  }

  private void put(ShardedNphdIndex index, long key, Random random) {
    Code code = Samples.code(random);
    // Noted first, since a reset forgets what was put before it.
    content.put(key, code);
    index.add(key, code);
  }

  private void startAndLetWait(ShardedNphdIndex index, Call call) {
    second =
        new Thread(
            () -> {
              try {
                call.on(index);
              } catch (Throwable e) {
                failure.set(e);
              }
            });
    second.start();
    while (second.getState() != Thread.State.WAITING
        && second.getState() != Thread.State.TERMINATED) {
      Thread.onSpinWait();
    }
  }

  private void assertContent(ShardedNphdIndex index) {
    Map<Long, Code> found = new HashMap<>();
    for (Entry<Long> entry : index.entries()) {
      found.put(entry.key(), entry.code());
    }
    assertThat(found).isEqualTo(content);
    content.forEach((key, code) -> assertThat(index.get(key)).isEqualTo(code));
  }
}
