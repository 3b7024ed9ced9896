package io.flinkiscc.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.roaringbitmap.RoaringBitmap;

class SealedShardTest {

  private static final SealedOptions SMALL_BLOCKS =
      SealedOptions.builder().blockBytes(500).graphThreshold(10).everyGraph(true).build();

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 63, 64, 65, 700})
  void findsWhatTheOracleFinds(int count) throws IOException {
    long seed = new Random().nextLong();
    ShardData data = new ShardData(seed);
    List<SealedEntry> entries = data.entries(count);
    SealedShard shard = write(entries, SMALL_BLOCKS);
    shard.verify();
    Random random = new Random(seed);
    for (int round = 0; round < 4; round++) {
      int first = round == 0 ? 0 : random.nextInt(ShardData.KEY_GROUPS);
      int last = round == 0 ? ShardData.KEY_GROUPS : random.nextInt(ShardData.KEY_GROUPS);
      RoaringBitmap dead = new RoaringBitmap();
      for (int entry = 0; entry < count; entry++) {
        if (random.nextInt(3) < round) {
          dead.add(entry);
        }
      }
      SealedShardView view = new SealedShardView(shard, first, last, DeadEntries.of(dead));
      AssetOracle oracle = new AssetOracle();
      List<Long> keys = new ArrayList<>(List.of(1L, -1L, Long.MAX_VALUE));
      for (int entry = 0; entry < count; entry++) {
        SealedEntry e = entries.get(entry);
        keys.add(e.key());
        if (!dead.contains(entry) && e.keyGroup() >= first && e.keyGroup() <= last) {
          oracle.put(ShardData.asset(e));
        }
      }
      String what = "seed %d, round %d, key groups %d to %d".formatted(seed, round, first, last);
      ShardAssert check = new ShardAssert(view, oracle, what);
      check.assertCountsAndAssets(keys);
      for (int query = 0; query < 60; query++) {
        check.assertSearches(data.type(), data.code(), 1 + random.nextInt(20));
      }
    }
  }

  @Test
  void answersQueriesOfAllLengthsOverCodesOfAllLengths() throws IOException {
    long seed = new Random().nextLong();
    ShardData data = new ShardData(seed);
    List<SealedEntry> entries = new ArrayList<>();
    AssetOracle oracle = new AssetOracle();
    for (int i = 0; i < 32 * 20; i++) {
      Asset asset =
          Asset.builder(i)
              .unit(UnitType.DATA_NONE_V0, data.code(1 + i % 32))
              .unit(UnitType.INSTANCE_NONE_V0, data.code(1 + i % 32))
              .chunk(UnitType.CONTENT_TEXT_V0, new Chunk(data.code(1 + i % 32), i, i))
              .build();
      oracle.put(asset);
      entries.add(new SealedEntry(3, i, i, 7, AssetCodec.encode(asset)));
    }
    SealedShard shard = write(entries, SealedOptions.defaults());
    shard.verify();
    ShardAssert check =
        new ShardAssert(new SealedShardView(shard, 3, 3, DeadEntries.NONE), oracle, "seed " + seed);
    for (int bytes = 1; bytes <= 32; bytes++) {
      check.assertSearches(UnitType.DATA_NONE_V0, data.code(bytes), 10);
      check.assertSearches(UnitType.INSTANCE_NONE_V0, data.code(bytes), 10);
      check.assertSearches(UnitType.CONTENT_TEXT_V0, data.code(bytes), 10);
    }
  }

  @Test
  void everyMemberOfALargeGroupOfEqualCodesIsFound() throws IOException {
    List<SealedEntry> entries = new ArrayList<>();
    Code zero = Code.of(new byte[32]);
    Code other = Code.of(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    for (int i = 0; i < 400; i++) {
      Asset asset = Asset.builder(i).unit(UnitType.META_NONE_V0, i % 2 == 0 ? zero : other).build();
      entries.add(new SealedEntry(i / 100, i, AssetOp.NO_SEQ, 0, AssetCodec.encode(asset)));
    }
    SealedShard shard = write(entries, SealedOptions.defaults());
    assertThat(shard.field(UnitType.META_NONE_V0).nodes()).isEqualTo(2);
    SealedShardView view = new SealedShardView(shard, 0, 3, DeadEntries.NONE);
    for (Code query : List.of(zero, other)) {
      Set<Long> found = new HashSet<>();
      view.within(UnitType.META_NONE_V0, query, Radius.exact(), (key, h, bits) -> found.add(key));
      assertThat(found).hasSize(200).allMatch(key -> (key % 2 == 0) == (query == zero));
      NearestHits nearest = new NearestHits(200, Radius.all());
      view.nearest(UnitType.META_NONE_V0, query, nearest);
      assertThat(nearest.sorted()).hasSize(200).allMatch(hit -> hit.hamming() == 0);
    }
  }

  @Test
  void tellsOfEveryEntryWhatWasWritten() throws IOException {
    long seed = new Random().nextLong();
    List<SealedEntry> entries = new ShardData(seed).entries(3000);
    SealedShard shard = write(entries, SMALL_BLOCKS);
    SealedEntries read = shard.entries();
    assertThat(shard.size()).isEqualTo(3000);
    for (int i = 0; i < entries.size(); i++) {
      SealedEntry entry = entries.get(i);
      String what = "seed " + seed + ", entry " + i;
      assertThat(read.key(i)).as(what).isEqualTo(entry.key());
      assertThat(read.keyGroup(i)).as(what).isEqualTo(entry.keyGroup());
      assertThat(read.seq(i)).as(what).isEqualTo(entry.seq());
      assertThat(read.eventTimeMicros(i)).as(what).isEqualTo(entry.eventTimeMicros());
      assertThat(read.digest(i)).as(what).isEqualTo(SealedDigest.of(entry.form()));
      assertThat(shard.form(i)).as(what).isEqualTo(ByteBuffer.wrap(entry.form()));
      assertThat(read.find(entry.key(), entry.keyGroup())).as(what).isEqualTo(i);
      assertThat(read.find(entry.key(), entry.keyGroup() + 1)).as(what).isEqualTo(SealedShard.NONE);
      assertThat(read.find(entry.key() + 1, entry.keyGroup())).as(what).isEqualTo(SealedShard.NONE);
    }
  }

  @Test
  void theFilterOfKeysLetsFewAbsentOnesPass() throws IOException {
    Random random = new Random(7);
    List<SealedEntry> entries = new ArrayList<>();
    long key = 1_600_000_000_000_000L;
    for (int i = 0; i < 100_000; i++) {
      // Sequential times with a server number behind them, as ISCC-IDs are.
      key += 4096L * (1 + random.nextInt(3));
      entries.add(
          new SealedEntry(
              0, key, AssetOp.NO_SEQ, 0, AssetCodec.encode(Asset.builder(key).build())));
    }
    SealedEntries read = write(entries, SealedOptions.defaults()).entries();
    Set<Long> present = new HashSet<>();
    for (SealedEntry entry : entries) {
      present.add(entry.key());
      assertThat(read.find(entry.key(), 0)).isNotEqualTo(SealedShard.NONE);
    }
    int passed = 0;
    int absent = 0;
    for (long candidate = entries.get(0).key(); candidate < key; candidate += 4096) {
      if (!present.contains(candidate)) {
        absent++;
        passed += read.mayContain(candidate) ? 1 : 0;
        assertThat(read.find(candidate, 0)).isEqualTo(SealedShard.NONE);
      }
    }
    assertThat(absent).isGreaterThan(50_000);
    assertThat((double) passed / absent).isLessThan(.02);
  }

  @Test
  void keyGroupsAreRangesOfEntries() throws IOException {
    List<SealedEntry> entries = new ArrayList<>();
    for (int group : new int[] {2, 2, 5, 9, 9, 9, 32767}) {
      long key = entries.size();
      entries.add(
          new SealedEntry(
              group, key, AssetOp.NO_SEQ, 0, AssetCodec.encode(Asset.builder(key).build())));
    }
    SealedEntries read = write(entries, SealedOptions.defaults()).entries();
    assertThat(read.minKeyGroup()).isEqualTo(2);
    assertThat(read.maxKeyGroup()).isEqualTo(32767);
    assertThat(read.firstEntry(0)).isZero();
    assertThat(read.firstEntry(2)).isZero();
    assertThat(read.firstEntry(3)).isEqualTo(2);
    assertThat(read.firstEntry(9)).isEqualTo(3);
    assertThat(read.firstEntry(10)).isEqualTo(6);
    assertThat(read.firstEntry(32768)).isEqualTo(7);
  }

  @Test
  void anEmptyShardAnswersEverything() throws IOException {
    SealedShard shard = write(List.of(), SealedOptions.defaults());
    shard.verify();
    assertThat(shard.entries().minKeyGroup()).isEqualTo(-1);
    SealedShardView view = new SealedShardView(shard, 0, 32767, DeadEntries.NONE);
    new ShardAssert(view, new AssetOracle(), "empty").assertCountsAndAssets(List.of(0L, 5L));
    assertThat(view.source().next()).isNull();
  }

  @Test
  void mergedShardsHoldWhatWasLiveInThem() throws IOException {
    long seed = new Random().nextLong();
    ShardData data = new ShardData(seed);
    Random random = new Random(seed);
    List<SealedEntry> all = data.entries(900);
    List<List<SealedEntry>> split =
        List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    all.forEach(entry -> split.get(random.nextInt(3)).add(entry));
    List<SealedSource> sources = new ArrayList<>();
    List<SealedEntry> expected = new ArrayList<>();
    AssetOracle oracle = new AssetOracle();
    for (int i = 0; i < 3; i++) {
      Path path = directory.resolve("part" + i);
      SealedShardWriter.write(
          path, ShardData.source(split.get(i)), SMALL_BLOCKS, SealedProgress.NONE);
      RoaringBitmap dead = new RoaringBitmap();
      for (int entry = 0; entry < split.get(i).size(); entry++) {
        SealedEntry e = split.get(i).get(entry);
        if (random.nextInt(4) == 0) {
          dead.add(entry);
        } else if (e.keyGroup() >= 2 && e.keyGroup() <= 11) {
          expected.add(e);
          oracle.put(ShardData.asset(e));
        }
      }
      sources.add(
          new SealedShardView(SealedShard.open(path), 2, 11, DeadEntries.of(dead)).source());
    }
    Path path = directory.resolve("merged");
    SealedShardWriter.write(path, new SealedMerge(sources), SMALL_BLOCKS, SealedProgress.NONE);
    SealedShard merged = SealedShard.open(path);
    merged.verify();
    expected.sort(SealedEntry::compare);
    assertThat(merged.size()).as("seed %d", seed).isEqualTo(expected.size());
    for (int i = 0; i < expected.size(); i++) {
      assertThat(merged.form(i)).isEqualTo(ByteBuffer.wrap(expected.get(i).form()));
      assertThat(merged.entries().seq(i)).isEqualTo(expected.get(i).seq());
      assertThat(merged.entries().eventTimeMicros(i)).isEqualTo(expected.get(i).eventTimeMicros());
    }
    ShardAssert check =
        new ShardAssert(
            new SealedShardView(merged, 0, 32767, DeadEntries.NONE), oracle, "seed " + seed);
    check.assertCountsAndAssets(all.stream().map(SealedEntry::key).toList());
    for (int query = 0; query < 30; query++) {
      check.assertSearches(data.type(), data.code(), 10);
    }
  }

  private SealedShard write(List<SealedEntry> entries, SealedOptions options) throws IOException {
    Path path = directory.resolve("shard");
    SealedShardWriter.write(path, ShardData.source(entries), options, SealedProgress.NONE);
    return SealedShard.open(path);
  }
}
