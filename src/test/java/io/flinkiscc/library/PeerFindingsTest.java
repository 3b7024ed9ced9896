package io.flinkiscc.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What iscc-usearch is known to do wrong, done right. One test per finding, up to the 13th. */
class PeerFindingsTest {

  private static final long SEED = 20261121;
  private static final SearchOptions EXACT = SearchOptions.builder().exact(true).build();

  @TempDir Path dir;

  private final Random random = new Random(SEED);

  private static DirectoryIndexBuilder<ShardedNphdIndex> sharded(Path directory) {
    return ShardedNphdIndex.builder(directory).steps(new FailingSteps());
  }

  private Map<Long, Code> codes(long from, long to) {
    Map<Long, Code> codes = new HashMap<>();
    for (long key = from; key < to; key++) {
      codes.put(key, Samples.code(random));
    }
    return codes;
  }

  private static void assertHolds(CodeIndex<Long> index, Map<Long, Code> expected) {
    assertThat(index.size()).isEqualTo(expected.size());
    assertThat(index.keys()).containsExactlyInAnyOrderElementsOf(expected.keySet());
    expected.forEach((key, code) -> assertThat(index.get(key)).isEqualTo(code));
  }

  @Test
  void finding01_loadingAnIndexWithManyRemovedEntriesKeepsEverything() throws IOException {
    Map<Long, Code> codes = codes(0, 1000);
    NphdIndex index = NphdIndex.builder().build();
    index.addAll(codes);
    index.removeAll(LongStream.range(300, 1000).boxed().toList());
    codes.keySet().removeIf(key -> key >= 300);
    Path file = dir.resolve("i.usearch");
    index.save(file);
    NphdIndex loaded = NphdIndex.load(file);
    assertHolds(loaded, codes);
    loaded.addAll(codes(2000, 2100));
    assertThat(loaded.size()).isEqualTo(400);
  }

  @Test
  void finding02_aKeyRemovedAndAddedAgainStaysThroughCrashAndRotation() throws IOException {
    // The state the peer's crash leaves: the key is in the active shard and has a tombstone.
    Path files = dir.resolve("d");
    try (ShardedNphdIndex index = sharded(files).shardSize(8000).open()) {
      index.addAll(codes(0, 60));
      index.remove(1L);
      index.add(1L, Code.of(new byte[8]));
      index.save();
    }
    Files.delete(files.resolve(Manifest.NAME));
    new FileSteps()
        .write(
            files.resolve(TombstoneFile.NAME),
            out ->
                TombstoneFile.write(
                    KeyKind.U64, List.of(io.flinkiscc.graph.UsearchKey.of(1)), out));
    try (ShardedNphdIndex index = sharded(files).shardSize(8000).open()) {
      assertThat(index.get(1L)).isEqualTo(Code.of(new byte[8]));
      index.addAll(codes(100, 200));
      assertThat(index.get(1L)).isEqualTo(Code.of(new byte[8]));
      index.save();
    }
    try (ShardedNphdIndex index = sharded(files).readOnly(true).open()) {
      assertThat(index.get(1L)).isEqualTo(Code.of(new byte[8]));
      assertThat(index.size()).isEqualTo(160);
    }
  }

  @Test
  void finding03_keysFromTwoToThe63WorkAndTheReservedOneIsRefusedBeforeAnythingHappens()
      throws IOException {
    Path files = dir.resolve("d");
    Code code = Samples.code(random);
    try (ShardedNphdIndex index = sharded(files).open()) {
      for (String key : List.of("9223372036854775808", "18446744073709551614")) {
        index.add(Long.parseUnsignedLong(key), code);
        assertThat(index.contains(Long.parseUnsignedLong(key))).isTrue();
      }
      assertThatThrownBy(() -> index.add(-1L, code))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("18446744073709551615")
          .hasMessageContaining("reserved");
      assertThat(index.contains(-1L)).isFalse();
      assertThat(index.size()).isEqualTo(2);
      assertThat(index.dirty()).isEqualTo(2);
      index.save();
    }
    try (ShardedNphdIndex index = sharded(files).open()) {
      assertThat(index.search(code, 10).keys()).containsExactly(Long.MIN_VALUE, -2L);
    }
  }

  @Test
  void finding04_aSecondWriterIsTurnedAwayAndNoSaveWinsSilently() throws IOException {
    Path files = dir.resolve("d");
    try (ShardedNphdIndex index = sharded(files).open()) {
      assertThatThrownBy(() -> sharded(files).open())
          .isInstanceOf(IndexLockedException.class)
          .hasMessageContaining(files.toString())
          .hasMessageContaining("process " + ProcessHandle.current().pid());
      index.add(1L, Code.of(new byte[8]));
      index.save();
      try (ShardedNphdIndex reader = sharded(files).readOnly(true).open()) {
        assertThat(reader.contains(1L)).isTrue();
        assertThatThrownBy(() -> reader.remove(1L)).isInstanceOf(IllegalStateException.class);
      }
    }
    sharded(files).open().close();

    Path file = dir.resolve("one.usearch");
    NphdIndex first = NphdIndex.builder().build();
    first.add(1L, Code.of(new byte[8]));
    first.save(file);
    NphdIndex second = NphdIndex.load(file);
    first.add(2L, Code.of(new byte[8]));
    first.save();
    second.add(3L, Code.of(new byte[8]));
    assertThatThrownBy(second::save).hasMessageContaining("saved by somebody else");
    assertThat(NphdIndex.load(file).keys()).containsExactlyInAnyOrder(1L, 2L);
  }

  @Test
  void finding05_whatWasNotSavedOutlivesTheProcessAndAFlushCostsTheChangesOnly()
      throws IOException {
    Path files = dir.resolve("d");
    Map<Long, Code> codes = codes(0, 500);
    ShardedNphdIndex index = sharded(files).open();
    index.addAll(codes);
    index.save();
    long saved = index.stats().fileBytes();
    index.upsert(3L, Code.of(new byte[4]));
    index.remove(4L);
    index.flush();
    assertThat(index.stats().journalBytes()).isLessThan(100);
    assertThat(index.stats().fileBytes()).isEqualTo(saved);
    codes.put(3L, Code.of(new byte[4]));
    codes.remove(4L);
    index.close();
    try (ShardedNphdIndex reader = sharded(files).readOnly(true).open()) {
      assertHolds(reader, codes);
    }
    try (ShardedNphdIndex again = sharded(files).open()) {
      assertHolds(again, codes);
      assertThat(again.dirty()).isEqualTo(2);
    }
  }

  @Test
  void finding06_codesWithoutStructureAreFoundAtTheDefaults() {
    int n = 6000;
    NphdIndex index = NphdIndex.builder().build();
    Map<Long, Code> codes = new HashMap<>();
    for (long key = 0; key < n; key++) {
      codes.put(key, Samples.code(random, 32));
    }
    index.addAll(codes);
    int found = 0;
    for (int i = 0; i < 50; i++) {
      Code query = Samples.code(random, 32);
      int tenth = Samples.nearest(codes, KeyKind.U64, query, 10).get(9).hamming();
      for (Match<Long> match : index.search(query, 10)) {
        found += match.hamming() <= tenth ? 1 : 0;
      }
    }
    assertThat(found).as("of 500, seed %d", SEED).isGreaterThanOrEqualTo(495);
  }

  @Test
  void finding07_removingTheNearestDoesNotHideTheNext() throws IOException {
    try (ShardedNphdIndex index = sharded(dir.resolve("d")).shardSize(100_000).open()) {
      Code centre = Samples.code(random, 32);
      Map<Long, Code> codes = new HashMap<>();
      for (long key = 0; key < 3000; key++) {
        boolean near = key >= 1000 && key < 1060;
        codes.put(key, near ? Samples.near(random, centre, 5) : Samples.code(random, 32));
      }
      index.addAll(codes);
      assertThat(index.stats().shards()).isGreaterThan(3);
      for (long key = 1000; key < 1060; key++) {
        index.remove(key);
        codes.remove(key);
      }
      assertThat(index.search(centre, 11).list())
          .isEqualTo(Samples.nearest(codes, KeyKind.U64, centre, 11));
    }
  }

  @Test
  void finding08_aBatchAnswersWhatSingleQueriesDo() throws IOException {
    try (ShardedNphdIndex index = sharded(dir.resolve("d")).shardSize(3000).open()) {
      Map<Long, Code> codes = codes(1, 18);
      index.addAll(codes);
      assertThat(index.stats().shards()).isGreaterThan(1);
      List<Code> queries = List.of(Samples.code(random), Samples.code(random));
      List<Matches<Long>> answers =
          index.searchAll(queries, SearchOptions.builder().k(30).threads(2).build());
      for (int i = 0; i < queries.size(); i++) {
        assertThat(answers.get(i).list())
            .isEqualTo(index.search(queries.get(i), 30).list())
            .isEqualTo(Samples.nearest(codes, KeyKind.U64, queries.get(i), 30));
      }
    }
  }

  @Test
  void finding09_aReplacedEntryNeverComesBackNorIsThereTwice() throws IOException {
    Path files = dir.resolve("d");
    Code old = Samples.code(random, 32);
    Code fresh = Samples.code(random, 32);
    try (ShardedNphdIndex index = sharded(files).shardSize(8000).open()) {
      index.add(7L, old);
      index.addAll(codes(100, 160));
      index.upsert(7L, fresh);
      index.addAll(codes(200, 260));
      assertOnce(index, 7L, old, fresh);
      // A plain add keeps what is there, wherever it is.
      assertThat(index.add(7L, old)).isFalse();
      assertThat(index.addOnce(100L, old)).isFalse();
      assertOnce(index, 7L, old, fresh);
      index.save();
    }
    try (ShardedNphdIndex index = sharded(files).open()) {
      assertOnce(index, 7L, old, fresh);
    }
    Files.delete(files.resolve(Manifest.NAME));
    try (ShardedNphdIndex index = sharded(files).open()) {
      assertOnce(index, 7L, old, fresh);
    }
  }

  private static void assertOnce(ShardedNphdIndex index, long key, Code old, Code fresh) {
    assertThat(index.count(key)).isEqualTo(1);
    assertThat(index.get(key)).isEqualTo(fresh);
    assertThat(index.keys()).containsOnlyOnce(key);
    for (SearchOptions options : List.of(EXACT, SearchOptions.nearest(10))) {
      assertThat(index.search(old, options).list()).noneMatch(m -> m.hamming() == 0);
      assertThat(index.search(fresh, options).get(0)).isEqualTo(new Match<>(key, 0, 256));
    }
    assertThat(index.search(old, 1000).keys()).doesNotHaveDuplicates().hasSize(121);
  }

  @Test
  void finding10_theRadiusHoldsEverywhere() throws IOException {
    NphdIndex single = NphdIndex.builder().build();
    try (ShardedNphdIndex active = sharded(dir.resolve("a")).open();
        ShardedNphdIndex many = sharded(dir.resolve("b")).shardSize(8000).open()) {
      Map<Long, Code> codes = codes(0, 200);
      codes.put(1L, Samples.near(random, codes.get(0L), 1));
      for (CodeIndex<Long> index : List.of(single, active, many)) {
        index.addAll(codes);
        for (Radius radius : List.of(Radius.nphd(.05), Radius.nphd(.4), Radius.exact())) {
          List<Match<Long>> expected =
              new ArrayList<>(Samples.nearest(codes, KeyKind.U64, codes.get(0L), 200));
          expected.removeIf(match -> !radius.accepts(match.hamming(), match.bits()));
          assertThat(index.within(codes.get(0L), radius).list()).isEqualTo(expected);
          assertThat(
                  index
                      .search(codes.get(0L), SearchOptions.builder().k(200).radius(radius).build())
                      .list())
              .isEqualTo(expected);
        }
        assertThat(index.search(codes.get(0L), SearchOptions.builder().radius(.05).build()).list())
            .allMatch(match -> match.nphd() <= .05);
      }
    }
  }

  @Test
  void finding11_shardsWrittenInTheBackgroundAreSearchableAllTheTime() throws IOException {
    Path files = dir.resolve("d");
    try (ShardedNphdIndex index = sharded(files).shardSize(8000).backgroundRotation(true).open()) {
      Map<Long, Code> codes = codes(0, 400);
      for (Map.Entry<Long, Code> entry : codes.entrySet()) {
        index.add(entry.getKey(), entry.getValue());
        assertThat(index.search(entry.getValue(), EXACT).get(0).hamming()).isZero();
        assertThat(index.contains(entry.getKey())).isTrue();
      }
      assertHolds(index, codes);
      index.drainRotations();
      assertThat(index.stats().waitingShards()).isZero();
      assertThat(index.stats().shards()).isGreaterThan(5);
      assertHolds(index, codes);
    }
  }

  @Test
  void finding12_whatTheUserConfiguresCountsAndIsKept() throws IOException {
    Path files = dir.resolve("d");
    sharded(files).expansionAdd(300).expansionSearch(250).connectivity(8).open().close();
    try (ShardedNphdIndex index = sharded(files).open()) {
      assertThat(index.info().expansionAdd()).isEqualTo(300);
      assertThat(index.info().expansionSearch()).isEqualTo(250);
      assertThat(index.info().connectivity()).isEqualTo(8);
      index.addAll(codes(0, 10));
      index.save();
    }
    try (ShardedNphdIndex index = sharded(files).expansionSearch(99).open()) {
      assertThat(index.info().expansionAdd()).isEqualTo(300);
      assertThat(index.info().expansionSearch()).isEqualTo(99);
      index.save();
    }
    try (ShardedNphdIndex index = sharded(files).open()) {
      assertThat(index.info().expansionSearch()).isEqualTo(99);
    }
  }

  @Test
  void finding13_sizeIsTheNumberOfLiveEntries() throws IOException {
    Path files = dir.resolve("d");
    try (ShardedNphdIndex index = sharded(files).shardSize(8000).open()) {
      index.addAll(codes(0, 150));
      index.upsertAll(codes(0, 40));
      index.removeAll(List.of(41L, 42L, 43L, 999L));
      index.addAll(codes(41, 42));
      assertThat(index.size()).isEqualTo(148);
      index.save();
    }
    try (ShardedNphdIndex index = sharded(files).readOnly(true).open()) {
      assertThat(index.size()).isEqualTo(148);
    }
    NphdIndex single = NphdIndex.builder().build();
    single.addAll(codes(0, 10));
    single.removeAll(List.of(1L, 2L));
    single.save(dir.resolve("s.usearch"));
    assertThat(NphdIndex.view(dir.resolve("s.usearch")).size()).isEqualTo(8);
  }
}
