package io.flinkiscc.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.metadata.FieldType;
import io.flinkiscc.metadata.MetadataRow;
import io.flinkiscc.metadata.MetadataSchema;
import io.flinkiscc.nphd.Code;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The world ends at every single step of a save, and is there again with the old or new state. */
class CrashTest {

  private static final MetadataSchema SCHEMA =
      MetadataSchema.builder().field("n", FieldType.LONG).build();

  @TempDir Path dir;

  /** What is done to an index while the world ends. */
  private interface Action {
    void run(ShardedNphdIndex index) throws IOException;
  }

  @Test
  void aSaveIsDoneOrNotWhereverItEnds() throws IOException {
    assertOldOrNew(JournalMode.OFF, ShardedNphdIndex::save);
  }

  @Test
  void aCompactionIsDoneOrNotWhereverItEnds() throws IOException {
    assertOldOrNew(JournalMode.OFF, ShardedNphdIndex::compact);
  }

  @Test
  void withAJournalNothingIsLostWhereverASaveEnds() throws IOException {
    assertNothingLost(ShardedNphdIndex::save);
  }

  @Test
  void withAJournalNothingIsLostWhereverACompactionEnds() throws IOException {
    assertNothingLost(ShardedNphdIndex::compact);
  }

  @Test
  void withAJournalNothingIsLostWhereverARotationEnds() throws IOException {
    int steps = 0;
    for (int end = 0; end == 0 || end <= steps; end++) {
      Path files = dir.resolve("r" + end);
      FailingSteps failing = new FailingSteps();
      Map<Long, Code> expected = prepare(files);
      Map<Long, Code> before = new HashMap<>(expected);
      ShardedNphdIndex index = open(files, failing, JournalMode.BUFFERED);
      change(index, expected, 5);
      failing.endAfter(end);
      boolean ended = false;
      Random random = new Random(9);
      for (long key = 5000; key < 5060; key++) {
        Code code = Samples.code(random);
        try {
          index.add(key, code, row(key));
          expected.put(key, code);
        } catch (UncheckedIOException e) {
          assertThat(e).hasRootCauseInstanceOf(FailingSteps.EndOfWorld.class);
          ended = true;
          // The entry that filled the shard is in the journal although sealing failed.
          if (index.contains(key)) {
            expected.put(key, code);
          }
          break;
        }
      }
      steps = failing.done();
      abandon(index);
      assertThat(ended || end >= steps).isTrue();
      assertThat(content(files)).as("end %d", end).isEqualTo(expected).isNotEqualTo(before);
      assertSound(files);
    }
    assertThat(steps).isGreaterThan(10);
  }

  private void assertOldOrNew(JournalMode journal, Action action) throws IOException {
    boolean finished = false;
    int olds = 0;
    int news = 0;
    for (int end = 0; !finished; end++) {
      Path files = dir.resolve("d" + end);
      FailingSteps failing = new FailingSteps();
      Map<Long, Code> old = prepare(files);
      ShardedNphdIndex index = open(files, failing, journal);
      Map<Long, Code> changed = new HashMap<>(old);
      change(index, changed, 7);
      finished = run(index, failing, end, action);
      abandon(index);
      Map<Long, Code> readOnly = content(files, true);
      Map<Long, Code> found = content(files, false);
      assertThat(readOnly).as("end %d", end).isEqualTo(found);
      assertThat(found.equals(old) || found.equals(changed)).as("end %d", end).isTrue();
      olds += found.equals(old) ? 1 : 0;
      news += found.equals(changed) ? 1 : 0;
      assertSound(files);
    }
    assertThat(olds).isGreaterThan(5);
    assertThat(news).isGreaterThan(5);
  }

  private void assertNothingLost(Action action) throws IOException {
    boolean finished = false;
    for (int end = 0; !finished; end++) {
      Path files = dir.resolve("j" + end);
      FailingSteps failing = new FailingSteps();
      Map<Long, Code> expected = prepare(files);
      ShardedNphdIndex index = open(files, failing, JournalMode.FORCED);
      change(index, expected, 7);
      finished = run(index, failing, end, action);
      abandon(index);
      assertThat(content(files, true)).as("end %d", end).isEqualTo(expected);
      assertThat(content(files, false)).as("end %d", end).isEqualTo(expected);
      assertSound(files);
    }
  }

  /** Runs an action up to a step; returns whether it came to its own end before. */
  private static boolean run(ShardedNphdIndex index, FailingSteps steps, int end, Action action)
      throws IOException {
    steps.endAfter(end);
    try {
      action.run(index);
      return true;
    } catch (FailingSteps.EndOfWorld e) {
      return false;
    }
  }

  /** Lets go of the lock as the end of a process does. */
  private static void abandon(ShardedNphdIndex index) throws IOException {
    index.close();
  }

  /** Puts a copy of one and the same index there. */
  private Map<Long, Code> prepare(Path files) throws IOException {
    Path model = dir.resolve("model");
    if (!Files.exists(model)) {
      make(model);
    }
    Files.createDirectory(files);
    try (Stream<Path> parts = Files.list(model)) {
      for (Path part : parts.toList()) {
        Files.copy(part, files.resolve(part.getFileName()));
      }
    }
    return new HashMap<>(modelContent);
  }

  private final Map<Long, Code> modelContent = new HashMap<>();

  private void make(Path files) throws IOException {
    try (ShardedNphdIndex index = open(files, new FileSteps(), JournalMode.OFF)) {
      Random random = new Random(3);
      for (long key = 0; key < 90; key++) {
        Code code = Samples.code(random);
        index.add(key, code, row(key));
        modelContent.put(key, code);
      }
      index.save();
      index.remove(3L);
      modelContent.remove(3L);
      index.save();
      assertThat(index.stats().shards()).isGreaterThan(2);
    }
  }

  /** Changes old and new entries: the key 3 comes back, 4 goes, 5 is replaced, 1000 is new. */
  private static void change(ShardedNphdIndex index, Map<Long, Code> expected, long seed) {
    Random random = new Random(seed);
    for (long key : new long[] {3, 5, 1000, 80}) {
      Code code = Samples.code(random);
      index.upsert(key, code, row(key));
      expected.put(key, code);
    }
    for (long key : new long[] {4, 81}) {
      index.remove(key);
      expected.remove(key);
    }
  }

  private static MetadataRow row(long n) {
    return MetadataRow.fromMap(SCHEMA, Map.of("n", n));
  }

  private static ShardedNphdIndex open(Path files, FileSteps steps, JournalMode journal)
      throws IOException {
    return ShardedNphdIndex.builder(files)
        .shardSize(6000)
        .metadata(SCHEMA)
        .steps(steps)
        .journal(journal)
        .open();
  }

  private static Map<Long, Code> content(Path files) throws IOException {
    return content(files, false);
  }

  private static Map<Long, Code> content(Path files, boolean readOnly) throws IOException {
    try (ShardedNphdIndex index =
        ShardedNphdIndex.builder(files).steps(new FailingSteps()).readOnly(readOnly).open()) {
      Map<Long, Code> content = new HashMap<>();
      for (Entry<Long> entry : index.entries()) {
        assertThat(content.put(entry.key(), entry.code())).isNull();
        assertThat(entry.metadata()).isEqualTo(row(entry.key()));
      }
      assertThat(index.size()).isEqualTo(content.size());
      return content;
    }
  }

  /** Nothing is left behind, and another save works. */
  private static void assertSound(Path files) throws IOException {
    try (ShardedNphdIndex index =
        ShardedNphdIndex.builder(files).steps(new FailingSteps()).open()) {
      assertThat(index.verify().problems()).isEmpty();
      index.save();
      assertThat(index.verify().problems()).isEmpty();
    }
    try (Stream<Path> names = Files.list(files)) {
      assertThat(names.map(path -> path.getFileName().toString()))
          .noneMatch(name -> name.matches(".*\\.(g\\d+|tmp)"));
    }
  }

  @Test
  void aFailedSaveCanBeTriedAgain() throws IOException {
    Path files = dir.resolve("again");
    FailingSteps failing = new FailingSteps();
    Map<Long, Code> expected = prepare(files);
    try (ShardedNphdIndex index = open(files, failing, JournalMode.BUFFERED)) {
      change(index, expected, 1);
      failing.endAfter(2);
      assertThatThrownBy(index::save).isInstanceOf(FailingSteps.EndOfWorld.class);
      failing.endAfter(Integer.MAX_VALUE - 1);
      change(index, expected, 2);
      index.save();
    }
    assertThat(content(files)).isEqualTo(expected);
  }

  @Test
  void withAJournalNothingIsLostWhenARotationThatFailedEndsInItsNextAttempt() throws IOException {
    int pairs = 0;
    boolean failed = true;
    for (int first = 0; failed; first++) {
      for (int end = first % 4; end < 24; end += 4) {
        Path files = dir.resolve("p" + first + "-" + end);
        FailingSteps failing = new FailingSteps();
        Map<Long, Code> expected = prepare(files);
        ShardedNphdIndex index = open(files, failing, JournalMode.FORCED);
        change(index, expected, 5);
        failed = fillUntilItFails(index, failing, first, expected);
        run(index, failing, end, ShardedNphdIndex::drainRotations);
        abandon(index);
        String how = "failed at %d, ended at %d".formatted(first, end);
        for (boolean readOnly : new boolean[] {true, false}) {
          Map<Long, Code> found = content(files, readOnly);
          // A call that failed with the journal has no outcome to rely on.
          found.keySet().removeIf(key -> key >= 6000 && !expected.containsKey(key));
          assertThat(found).as(how).isEqualTo(expected);
        }
        assertSound(files);
        pairs += failed ? 1 : 0;
      }
    }
    assertThat(pairs).isGreaterThan(60);
  }

  /** Adds entries; the disk fails when the shard that is full by then is written. */
  private static boolean fillUntilItFails(
      ShardedNphdIndex index, FailingSteps failing, int first, Map<Long, Code> expected) {
    Random random = new Random(9);
    int shards = index.stats().shards();
    for (long key = 6000; index.stats().shards() == shards; key++) {
      Code code = Samples.code(random);
      if (index.store().room() < 1) {
        failing.endAfter(3 + first);
      }
      try {
        index.add(key, code, row(key));
        expected.put(key, code);
      } catch (UncheckedIOException e) {
        if (index.contains(key)) {
          expected.put(key, code);
        }
        return true;
      }
    }
    return index.store().waitingShards() > 0;
  }

  @Test
  void aSaveThatFailedWhenItWasValidCanBeTriedAgain() throws IOException {
    for (int end = 0; end < 12; end++) {
      Path file = dir.resolve("retry" + end + ".usearch");
      FailingSteps failing = new FailingSteps();
      NphdIndex index = NphdIndex.builder().steps(failing).build();
      index.save(file);
      index.add((long) end, Code.of(new byte[8]));
      failing.endAfter(end);
      try {
        index.save(file);
      } catch (FailingSteps.EndOfWorld e) {
        failing.endAfter(Integer.MAX_VALUE - 1);
        index.save(file);
      }
      assertThat(NphdIndex.load(file).contains((long) end)).as("end %d", end).isTrue();
    }
  }

  @Test
  void aSaveToOneFileIsDoneOrNotWhereverItEnds() throws IOException {
    Path file = dir.resolve("one.usearch");
    boolean finished = false;
    int end = 0;
    for (; !finished; end++) {
      NphdIndex first = NphdIndex.builder().metadata(SCHEMA).build();
      first.add(1L, Code.of(new byte[8]), row(1));
      first.save(file);
      FailingSteps failing = new FailingSteps();
      NphdIndex second = NphdIndex.builder().steps(failing).load(file);
      second.upsert(1L, Code.of(new byte[32]), row(2));
      second.add(2L, Code.of(new byte[16]), row(3));
      failing.endAfter(end);
      try {
        second.save();
        finished = true;
      } catch (FailingSteps.EndOfWorld e) {
        assertThat(e).hasMessageContaining("the world ends");
      }
      for (NphdIndex found : new NphdIndex[] {NphdIndex.load(file), NphdIndex.view(file)}) {
        boolean old = found.size() == 1;
        assertThat(found.getEntry(1L))
            .isEqualTo(new Entry<>(1L, Code.of(new byte[old ? 8 : 32]), row(old ? 1 : 2)));
        assertThat(found.contains(2L)).isEqualTo(!old);
        assertThat(found.verify().problems()).isEmpty();
      }
    }
    assertThat(end).isGreaterThan(8);
  }
}
