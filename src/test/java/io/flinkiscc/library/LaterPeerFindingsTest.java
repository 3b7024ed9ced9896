package io.flinkiscc.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.graph.RowGraph;
import io.flinkiscc.graph.UsearchKey;
import io.flinkiscc.index.CorruptDataException;
import io.flinkiscc.nphd.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What iscc-usearch is known to do wrong, done right. One test per finding, from the 14th on. */
class LaterPeerFindingsTest {

  private static final long SEED = 20261121;

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
  void finding14_churnLeavesEveryLiveEntryReachableAndFound() {
    NphdIndex index = NphdIndex.builder().expansionSearch(64).build();
    Map<Long, Code> codes = new HashMap<>();
    List<Code> centres = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      centres.add(Samples.code(random, 32));
    }
    for (int round = 0; round < 4; round++) {
      for (long key = 0; key < 1500; key++) {
        codes.put(key, Samples.near(random, centres.get(random.nextInt(100)), 12));
      }
      index.upsertAll(codes);
    }
    GraphRows rows = (GraphRows) index.store().live().shards().active().rows();
    assertThat(rows.unreachable()).isZero();
    int found = 0;
    for (Map.Entry<Long, Code> entry : codes.entrySet()) {
      List<Match<Long>> matches = index.search(entry.getValue(), 10).list();
      found += matches.get(0).hamming() == 0 ? 1 : 0;
    }
    assertThat(found).as("of 1500, seed %d", SEED).isGreaterThanOrEqualTo(1493);
    assertThat(index.compact()).isEqualTo(4500);
    assertHolds(index, codes);
  }

  @Test
  void finding15_aStaleBloomFilterHidesNothing() throws IOException {
    Path files = dir.resolve("d");
    Map<Long, Code> codes = codes(0, 100);
    try (ShardedNphdIndex index = sharded(files).open()) {
      index.addAll(codes);
      index.save();
    }
    ScalableBloomFilter stale = ScalableBloomFilter.builder().initialCapacity(100_000).build();
    stale.add(1);
    stale.save(files.resolve(DirectoryNames.BLOOM));
    assertThatThrownBy(() -> sharded(files).open())
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("bloom.isbf")
        .hasMessageContaining("CRC32C");
    Files.delete(files.resolve(Manifest.NAME));
    try (ShardedNphdIndex index = sharded(files).open()) {
      assertHolds(index, codes);
    }
  }

  @Test
  void finding16_damagedFilesAreNamedAndChangedBitsNoticed() throws IOException {
    Path files = dir.resolve("d");
    try (ShardedNphdIndex index = sharded(files).shardSize(8000).open()) {
      index.addAll(codes(0, 100));
      index.save();
      assertThat(index.verify().isSound()).isTrue();
    }
    Path shard = files.resolve("shard_000.usearch");
    byte[] good = Files.readAllBytes(shard);
    byte[] flipped = good.clone();
    flipped[100] ^= 1;
    Files.write(shard, flipped);
    try (ShardedNphdIndex index = sharded(files).readOnly(true).open()) {
      VerifyReport report = index.verify();
      assertThat(report.isSound()).isFalse();
      assertThat(report.problems()).singleElement().asString().contains(shard.toString());
    }
    Files.write(shard, java.util.Arrays.copyOf(good, good.length - 1));
    assertThatThrownBy(() -> sharded(files).open())
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining(shard.toString())
        .hasMessageContaining(good.length - 1 + " bytes");
    Files.delete(shard);
    assertThatThrownBy(() -> sharded(files).open()).hasMessageContaining("is missing");
  }

  @Test
  void finding17_openingReadOnlyMakesNothing() throws IOException {
    Path missing = dir.resolve("missing");
    assertThatThrownBy(() -> sharded(missing).readOnly(true).open())
        .isInstanceOf(NoSuchFileException.class);
    assertThat(missing).doesNotExist();
    Path files = Fixtures.directory("sharded_u64", dir.resolve("d"));
    Files.write(files.resolve("shard_004.usearch.tmp"), new byte[1]);
    Set<Path> before = list(files);
    sharded(files).readOnly(true).open().close();
    assertThat(list(files)).isEqualTo(before);
    Path empty = Files.createDirectory(dir.resolve("empty"));
    assertThatThrownBy(() -> sharded(empty).readOnly(true).open())
        .isInstanceOf(NoSuchFileException.class);
    assertThat(empty).isEmptyDirectory();
  }

  private static Set<Path> list(Path files) throws IOException {
    try (var names = Files.list(files)) {
      return new HashSet<>(names.toList());
    }
  }

  @Test
  void finding18_everyWayToNameAKeyWorksForEveryCall() throws IOException {
    try (ShardedNphdIndex index = sharded(dir.resolve("d")).open()) {
      Code code = Samples.code(random);
      index.add(5L, code);
      // Java has one type for such keys; calls of every kind must take it, single and in lists.
      long key = 5;
      assertThat(index.contains(key)).isTrue();
      assertThat(index.get(key)).isEqualTo(code);
      assertThat(index.getEntry(key).code()).isEqualTo(code);
      assertThat(index.count(key)).isEqualTo(1);
      assertThat(index.removeAll(List.of(key))).isEqualTo(1);
      assertThat(index.addAll(Map.of(key, code))).isEqualTo(1);
      index.upsertAll(List.of(new Entry<>(key, code)));
      assertThat(index.remove(key)).isTrue();
      assertThat(index.contains(key)).isFalse();
      assertThatThrownBy(() -> index.contains(null)).hasMessageContaining("key is null");
    }
    try (ShardedNphdIndex128 index =
        ShardedNphdIndex128.builder(dir.resolve("u")).steps(new FailingSteps()).open()) {
      java.util.UUID uuid = new java.util.UUID(1, -2);
      index.add(Key128.of(uuid), Code.of(new byte[8]));
      assertThat(index.contains(new Key128(1, -2))).isTrue();
      assertThat(index.contains(Key128.of(Key128.of(uuid).toBytes()))).isTrue();
    }
  }

  @Test
  void finding19_ofManyThreadsAddingAKeyOneWins() throws IOException {
    try (ShardedNphdIndex index = sharded(dir.resolve("d")).shardSize(20_000).open()) {
      List<Callable<Long>> tasks = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        List<Entry<Long>> entries = new ArrayList<>();
        for (long key = 0; key < 300; key++) {
          entries.add(new Entry<>(key, Samples.code(random, 16)));
        }
        tasks.add(
            () -> entries.stream().filter(entry -> index.add(entry.key(), entry.code())).count());
      }
      List<Long> added = Workers.run(4, tasks);
      assertThat(added.stream().mapToLong(Long::longValue).sum()).isEqualTo(300);
      assertThat(index.size()).isEqualTo(300);
      assertThat(index.keys()).hasSize(300).doesNotHaveDuplicates();
    }
  }

  @Test
  void finding20_compactionMergesShardsOneAtATime() throws IOException {
    try (ShardedNphdIndex index = sharded(dir.resolve("d")).shardSize(8000).open()) {
      Map<Long, Code> codes = codes(0, 300);
      index.addAll(codes);
      int before = index.stats().shards();
      for (long key = 0; key < 300; key += 2) {
        index.remove(key);
        codes.remove(key);
      }
      for (Shard shard : index.store().live().shards().sealed()) {
        assertThat(shard.rows().fileBytes()).isLessThanOrEqualTo(8000);
      }
      assertThat(index.compact()).isGreaterThan(100);
      assertThat(index.stats().shards()).isLessThan(before * 3 / 4);
      assertThat(index.stats().dead()).isLessThan(40);
      assertHolds(index, codes);
      assertThat(index.verify().problems()).isEmpty();
      for (Shard shard : index.store().live().shards().sealed()) {
        assertThat(shard.rows().fileBytes()).isLessThanOrEqualTo(8000);
      }
    }
  }

  @Test
  void finding21_threadsShareQueriesAndShardsAndChangeNoAnswer() throws IOException {
    try (ShardedNphdIndex index = sharded(dir.resolve("d")).shardSize(50_000).open()) {
      index.addAll(codes(0, 1200));
      List<Code> queries = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        queries.add(Samples.code(random));
      }
      SearchOptions alone = SearchOptions.nearest(5);
      SearchOptions shared = SearchOptions.builder().k(5).threads(4).build();
      assertThat(index.searchAll(queries, shared)).isEqualTo(index.searchAll(queries, alone));
      for (Code query : queries) {
        assertThat(index.search(query, shared)).isEqualTo(index.search(query, alone));
      }
    }
  }

  @Test
  void finding22_aSaveIsWrittenAsItIsMadeAndAsLargeAsForetold() throws IOException {
    NphdIndex index = NphdIndex.builder().build();
    index.addAll(codes(0, 800));
    long foretold = index.store().live().shards().active().rows().fileBytes();
    long[] largest = new long[1];
    FileSteps watching =
        new FileSteps() {
          @Override
          Written write(Path file, Content content) throws IOException {
            return super.write(
                file,
                out ->
                    content.writeTo(
                        new java.io.FilterOutputStream(out) {
                          @Override
                          public void write(byte[] bytes, int from, int length) throws IOException {
                            largest[0] = Math.max(largest[0], length);
                            out.write(bytes, from, length);
                          }
                        }));
          }
        };
    index.save(dir.resolve("a.usearch"));
    NphdIndex again = NphdIndex.builder().steps(watching).load(dir.resolve("a.usearch"));
    again.save(dir.resolve("b.usearch"));
    assertThat(dir.resolve("b.usearch"))
        .hasSize(foretold)
        .hasSameBinaryContentAs(dir.resolve("a.usearch"));
    // In pieces, never as one copy of the whole.
    assertThat(largest[0]).isPositive().isLessThan(foretold / 2 + 1);
  }

  @Test
  void finding23_theBloomFilterIsSmallCountsKeysAndForgetsRemovedOnesWhenRebuilt()
      throws IOException {
    Path files = dir.resolve("d");
    try (ShardedNphdIndex index = sharded(files).open()) {
      index.addAll(codes(0, 100));
      index.addAll(codes(0, 100));
      index.save();
      assertThat(Files.size(files.resolve(DirectoryNames.BLOOM))).isLessThan(200_000);
      assertThat(ScalableBloomFilter.load(files.resolve(DirectoryNames.BLOOM)).count())
          .isEqualTo(100);
      index.removeAll(LongStream.range(0, 60).boxed().toList());
      index.rebuildBloom();
      index.save();
      assertThat(ScalableBloomFilter.load(files.resolve(DirectoryNames.BLOOM)).count())
          .isEqualTo(40);
    }
  }

  @Test
  void finding24_noShardIsLargerThanTheShardSizeHoweverLargeTheBatch() throws IOException {
    Path files = dir.resolve("d");
    try (ShardedNphdIndex index = sharded(files).shardSize(30_000).open()) {
      index.addAll(codes(0, 1000));
      index.save();
      assertThat(index.size()).isEqualTo(1000);
    }
    int shards = 0;
    for (Path file : list(files)) {
      if (DirectoryNames.shardNumber(file.getFileName().toString()) >= 0) {
        assertThat(Files.size(file)).isLessThanOrEqualTo(30_000);
        shards++;
      }
    }
    assertThat(shards).isBetween(6, 9);
  }

  @Test
  void finding25_lengthsAreChecked() throws IOException {
    for (int bits : new int[] {0, 7, 12, 264, -8}) {
      assertThatThrownBy(() -> sharded(dir.resolve("d")).maxDim(bits).open())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("maxDim is " + bits);
    }
    assertThatThrownBy(() -> ShardedIndex.builder(dir.resolve("h")).open())
        .hasMessageContaining("maxDim is missing");
    try (ShardedNphdIndex index = sharded(dir.resolve("e")).maxDim(64).open()) {
      assertThatThrownBy(() -> index.add(1L, Code.of(new byte[16])))
          .hasMessageContaining("128 bits")
          .hasMessageContaining("at most 64");
    }
    try (ShardedIndex index =
        ShardedIndex.builder(dir.resolve("f")).steps(new FailingSteps()).maxDim(64).open()) {
      assertThatThrownBy(() -> index.add(1L, Code.of(new byte[4])))
          .hasMessageContaining("exactly 64");
      assertThatThrownBy(() -> index.search(Code.of(new byte[4]), 1))
          .hasMessageContaining("64-bit codes");
    }
  }

  @Test
  void finding26_aShardIsFullLongBeforeItsSlotsRunOut() throws IOException {
    // Of the smallest rows there are, the largest shard size allowed must hold no more than fit.
    IndexOptions smallest = new IndexOptions("x", Metric.NPHD, KeyKind.U64);
    smallest.maxBits = 8;
    smallest.connectivity = 2;
    smallest.shardBytes = 32L << 30;
    IndexOptions.Found none = new IndexOptions.Found(null, null);
    assertThatThrownBy(() -> smallest.settings(none))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("shardSize is " + (32L << 30))
        .hasMessageContaining("to " + 33L * RowGraph.MAX_LIVE);
    smallest.shardBytes = 33L * RowGraph.MAX_LIVE;
    IndexSettings settings = smallest.settings(none);
    GraphRows rows = GraphRows.create(settings);
    for (long key = 0; key < 1000; key++) {
      rows.add(UsearchKey.of(key), Code.of(new byte[] {(byte) key}));
    }
    assertThat(rows.fileBytes() / 1000).isGreaterThanOrEqualTo(33);
    assertThat(GraphRows.leastBytesPerRow(settings)).isEqualTo(33);
    assertThat(settings.shardBytes() / 33).isLessThanOrEqualTo(RowGraph.MAX_LIVE);
    smallest.maxBits = 256;
    smallest.connectivity = 16;
    smallest.shardBytes = 32L << 30;
    assertThat(smallest.settings(none).shardBytes()).isEqualTo(32L << 30);
    assertThatThrownBy(() -> sharded(dir.resolve("d")).shardSize(1L << 50).open())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("shardSize is " + (1L << 50));
  }

  @Test
  void finding27_theSameEntriesInTheSameOrderMakeTheSameFiles() throws IOException {
    List<Entry<Long>> entries = new ArrayList<>();
    codes(0, 700).forEach((key, code) -> entries.add(new Entry<>(key, code)));
    for (String name : List.of("a", "b")) {
      try (ShardedNphdIndex index = sharded(dir.resolve(name)).shardSize(60_000).open()) {
        // Batches of other sizes make no other graphs.
        int size = name.equals("a") ? 1 : 37;
        for (int from = 0; from < entries.size(); from += size) {
          index.addAll(entries.subList(from, Math.min(entries.size(), from + size)));
        }
        index.save();
      }
    }
    for (Path file : list(dir.resolve("a"))) {
      String name = file.getFileName().toString();
      if (DirectoryNames.isPartForPeer(name)) {
        assertThat(dir.resolve("b").resolve(name)).hasSameBinaryContentAs(file);
      }
    }
  }
}
