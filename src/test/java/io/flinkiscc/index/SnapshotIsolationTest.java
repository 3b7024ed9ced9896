package io.flinkiscc.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a snapshot answers stays the same through upserts, rotations and compactions. */
class SnapshotIsolationTest {

  private static final int KEYS = 400;
  private static final int READERS = 2;

  @TempDir private Path directory;

  /** All that a snapshot says about some queries. */
  private record Answers(
      long live,
      long withSimprints,
      List<List<UnitHit>> nearest,
      List<Set<UnitHit>> within,
      List<Set<ChunkHit>> chunks,
      List<Object> assets) {

    static Answers of(IndexSnapshot snapshot, List<Code> queries) {
      List<List<UnitHit>> nearest = new ArrayList<>();
      List<Set<UnitHit>> within = new ArrayList<>();
      List<Set<ChunkHit>> chunks = new ArrayList<>();
      List<Object> assets = new ArrayList<>();
      for (Code query : queries) {
        nearest.add(snapshot.nearest(UnitType.CONTENT_TEXT_V0, query, 20));
        Set<UnitHit> near = new HashSet<>();
        snapshot.within(
            UnitType.DATA_NONE_V0,
            query,
            Radius.nphd(.2),
            (key, h, bits) -> assertThat(near.add(new UnitHit(key, h, bits))).isTrue());
        within.add(near);
        Set<ChunkHit> parts = new HashSet<>();
        snapshot.chunksWithin(UnitType.CONTENT_TEXT_V0, query, Radius.nphd(.1), parts::add);
        chunks.add(parts);
      }
      for (long key = 0; key < KEYS; key += 7) {
        assets.add(snapshot.get(key));
        assets.add(snapshot.units(key));
      }
      return new Answers(
          snapshot.liveAssets(),
          snapshot.assetsWithSimprints(UnitType.CONTENT_TEXT_V0),
          nearest,
          within,
          chunks,
          assets);
    }
  }

  @Test
  void readersSeeTheSameInASnapshotWhateverIsWrittenMeanwhile() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService pool = Executors.newFixedThreadPool(READERS);
    try (AssetIndex index =
        AssetIndex.builder()
            .directory(directory)
            .options(EngineOptions.builder().shardMaxAssets(90).mergeFanIn(2).build())
            .build()) {
      RandomAssets assets = new RandomAssets(new Random(21));
      write(index, assets, 2);
      List<Future<Integer>> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        long seed = i;
        readers.add(pool.submit(() -> read(index, seed, done)));
      }
      write(index, assets, 40);
      done.set(true);
      for (Future<Integer> reader : readers) {
        assertThat(reader.get()).isPositive();
      }
      Settling.settle(index);
      assertThat(index.stats().rotations()).isGreaterThan(50);
      assertThat(index.stats().compactions()).isGreaterThan(5);
    } finally {
      pool.shutdownNow();
    }
  }

  private static void write(AssetIndex index, RandomAssets assets, int rounds) {
    for (int round = 0; round < rounds; round++) {
      for (long key = 0; key < KEYS; key++) {
        AssetOp op =
            key % 11 == round % 11
                ? AssetOp.delete(key, AssetOp.NO_SEQ, 0)
                : AssetOp.upsert(assets.asset(key), AssetOp.NO_SEQ, 0);
        index.apply(op, (int) key & 127);
      }
    }
  }

  /** Asks each snapshot several times; returns how many snapshots were asked. */
  private static int read(AssetIndex index, long seed, AtomicBoolean done) {
    RandomAssets assets = new RandomAssets(new Random(21));
    List<Code> queries = new ArrayList<>();
    for (int i = 0; i < 4 + seed; i++) {
      queries.add(assets.code());
    }
    int snapshots = 0;
    do {
      IndexSnapshot snapshot = index.snapshot();
      Answers first = Answers.of(snapshot, queries);
      for (int again = 0; again < 5; again++) {
        assertThat(Answers.of(snapshot, queries)).as("snapshot %d", snapshots).isEqualTo(first);
      }
      snapshots++;
    } while (!done.get());
    return snapshots;
  }

  @Test
  void aSnapshotOutlivesTheIndexAndItsFiles() {
    RandomAssets assets = new RandomAssets(new Random(22));
    List<Code> queries = List.of(assets.code(), assets.code());
    IndexSnapshot snapshot;
    Answers answers;
    try (AssetIndex index =
        AssetIndex.builder()
            .directory(directory)
            .options(EngineOptions.builder().shardMaxAssets(50).build())
            .build()) {
      write(index, assets, 2);
      Settling.settle(index);
      snapshot = index.snapshot();
      answers = Answers.of(snapshot, queries);
      write(index, assets, 3);
    }
    assertThat(directory).isEmptyDirectory();
    assertThat(Answers.of(snapshot, queries)).isEqualTo(answers);
  }

  @Test
  void aSnapshotOfAClosedIndexShowsItAsItWasLast() {
    RandomAssets assets = new RandomAssets(new Random(23));
    List<Code> queries = List.of(assets.code(), assets.code());
    AssetIndex index =
        AssetIndex.builder()
            .directory(directory)
            .options(EngineOptions.builder().shardMaxAssets(50).build())
            .build();
    Answers answers;
    try (index) {
      write(index, assets, 2);
      Settling.settle(index);
      answers = Answers.of(index.snapshot(), queries);
    }
    assertThat(Answers.of(index.snapshot(), queries)).isEqualTo(answers);
  }
}
