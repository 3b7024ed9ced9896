package io.flinkiscc.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.roaringbitmap.RoaringBitmap;

/** Only listed unit types are searched, and a type that comes back finds all there is. */
class UnitTypesTest {

  private static final Set<UnitType> ALL = EnumSet.allOf(UnitType.class);
  private static final Set<UnitType> NO_TEXT =
      EnumSet.complementOf(EnumSet.of(UnitType.CONTENT_TEXT_V0, UnitType.META_NONE_V0));
  private static final Set<UnitType> TEXT_AND_DIGEST =
      EnumSet.of(UnitType.CONTENT_TEXT_V0, UnitType.INSTANCE_NONE_V0);
  private static final Radius NEAR = Radius.nphd(.1);
  private static final int KEYS = 400;
  private static final int OPS = 1200;

  @TempDir private Path directory;

  private final Map<Long, Asset> live = new HashMap<>();

  private AssetIndex index(Set<UnitType> types) {
    return AssetIndex.builder()
        .directory(directory)
        .options(
            EngineOptions.builder()
                .unitTypes(types)
                .shardMaxAssets(90)
                .mergeFanIn(3)
                .graphFrom(20)
                .everyGraph(true)
                .build())
        .build();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void typesComeAndGoBetweenRuns(long seed) throws IOException {
    Random random = new Random(seed);
    RandomAssets assets = new RandomAssets(random);
    List<Set<UnitType>> runs = List.of(ALL, NO_TEXT, TEXT_AND_DIGEST, NO_TEXT, ALL);
    FrozenBytes frozen = null;
    for (int run = 0; run < runs.size(); run++) {
      Set<UnitType> types = runs.get(run);
      String what = "seed " + seed + ", run " + run;
      try (AssetIndex index = index(types)) {
        if (frozen != null) {
          frozen.restoreInto(index, KeyGroups.all());
          check(index, types, assets, what + ", restored");
        }
        for (int op = 0; op < OPS; op++) {
          change(index, assets, random);
          if (op % 200 == 0) {
            check(index, types, assets, what + ", op " + op);
          }
        }
        if (random.nextBoolean()) {
          Settling.settle(index);
          check(index, types, assets, what + ", settled");
          assertThat(index.snapshot().sealedParts())
              .as(what)
              .isNotEmpty()
              .allMatch(part -> part.shard().leftOut(types).isEmpty());
        }
        frozen = FrozenBytes.of(index);
      }
    }
  }

  private void change(AssetIndex index, RandomAssets assets, Random random) {
    long key = random.nextInt(KEYS);
    if (random.nextInt(4) == 0) {
      index.apply(AssetOp.delete(key, AssetOp.NO_SEQ, 0), (int) key & 127);
      live.remove(key);
    } else {
      Asset asset = assets.asset(key);
      index.apply(AssetOp.upsert(asset, AssetOp.NO_SEQ, 0), (int) key & 127);
      live.put(key, asset);
    }
  }

  private void check(AssetIndex index, Set<UnitType> types, RandomAssets assets, String what) {
    AssetOracle oracle = new AssetOracle();
    live.values().forEach(asset -> oracle.put(indexed(asset, types)));
    IndexSnapshot snapshot = index.snapshot();
    assertThat(snapshot.liveAssets()).as(what).isEqualTo(live.size());
    for (long key = 0; key < KEYS; key++) {
      Asset expected = live.get(key);
      assertThat(snapshot.get(key).orElse(null)).as("%s, key %d", what, key).isEqualTo(expected);
      assertThat(snapshot.units(key))
          .as("%s, key %d", what, key)
          .isEqualTo(expected == null ? Map.of() : oracle.get(key).units());
    }
    for (UnitType type : ALL) {
      assertThat(index.liveUnits(type))
          .as("%s, %s", what, type)
          .isEqualTo(oracle.assets().stream().filter(a -> a.units().containsKey(type)).count());
      assertThat(snapshot.assetsWithSimprints(type))
          .as("%s, %s", what, type)
          .isEqualTo(oracle.withSimprints(type));
    }
    for (int query = 0; query < 10; query++) {
      checkSearches(snapshot, assets.type(), assets.code(), oracle, what);
    }
  }

  private static void checkSearches(
      IndexSnapshot snapshot, UnitType type, Code query, AssetOracle oracle, String what) {
    String search = "%s, %s, query %s".formatted(what, type, query);
    assertThat(snapshot.nearest(type, query, 12))
        .as(search)
        .isEqualTo(oracle.nearest(type, query, 12));
    List<UnitHit> within = new ArrayList<>();
    snapshot.within(type, query, NEAR, (key, h, bits) -> within.add(new UnitHit(key, h, bits)));
    within.sort(null);
    assertThat(within).as(search).isEqualTo(oracle.within(type, query, NEAR));
    List<ChunkHit> chunks = new ArrayList<>();
    snapshot.chunksWithin(type, query, NEAR, chunks::add);
    assertThat(chunks)
        .as(search)
        .containsExactlyInAnyOrderElementsOf(oracle.chunksWithin(type, query, NEAR));
  }

  /** The asset with what is searched of it. */
  private static Asset indexed(Asset asset, Set<UnitType> types) {
    Asset.Builder part = Asset.builder(asset.key());
    asset
        .units()
        .forEach(
            (type, code) -> {
              if (types.contains(type)) {
                part.unit(type, code);
              }
            });
    asset
        .simprints()
        .forEach(
            (type, chunks) -> {
              if (types.contains(type)) {
                chunks.forEach(chunk -> part.chunk(type, chunk));
              }
            });
    return part.build();
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
  void aShardAnswersOfAllTypesWhateverItWasWrittenWith(long seed) throws IOException {
    Random random = new Random(seed);
    ShardData data = new ShardData(seed);
    List<SealedEntry> entries = data.entries(300);
    Set<UnitType> written = someTypes(random);
    Path path = directory.resolve("shard");
    SealedShardWriter.write(
        path,
        ShardData.source(entries),
        SealedOptions.builder()
            .blockBytes(500)
            .graphThreshold(10)
            .everyGraph(true)
            .unitTypes(written)
            .build(),
        SealedProgress.NONE);
    SealedShard shard = SealedShard.open(path);
    shard.verify();
    assertThat(shard.leftOut(written)).isEmpty();
    assertThat(shard.leftOut(EnumSet.complementOf(EnumSet.copyOf(written)))).isNotEmpty();
    for (Set<UnitType> types : List.of(ALL, written, someTypes(random))) {
      RoaringBitmap dead = new RoaringBitmap();
      AssetOracle oracle = new AssetOracle();
      for (int entry = 0; entry < entries.size(); entry++) {
        if (random.nextInt(4) == 0) {
          dead.add(entry);
        } else {
          oracle.put(indexed(ShardData.asset(entries.get(entry)), types));
        }
      }
      SealedShardView view = new SealedShardView(shard, DeadEntries.of(dead), types);
      String what = "seed %d, written with %s, asked for %s".formatted(seed, written, types);
      ShardAssert check = new ShardAssert(view, oracle, what);
      for (SealedEntry entry : entries) {
        Asset searched = oracle.get(entry.key());
        assertThat(view.get(entry.key()))
            .as(what)
            .isEqualTo(searched == null ? null : ShardData.asset(entry));
        assertThat(view.units(entry.key()))
            .as(what)
            .isEqualTo(searched == null ? null : searched.units());
      }
      for (UnitType type : ALL) {
        assertThat(view.assetsWithSimprints(type)).as(what).isEqualTo(oracle.withSimprints(type));
        for (int query = 0; query < 5; query++) {
          check.assertSearches(type, data.code(), 1 + random.nextInt(20));
        }
      }
    }
  }

  private static Set<UnitType> someTypes(Random random) {
    EnumSet<UnitType> types = EnumSet.of(UnitType.META_NONE_V0);
    ALL.stream().filter(type -> random.nextBoolean()).forEach(types::add);
    types.remove(random.nextBoolean() ? UnitType.CONTENT_TEXT_V0 : UnitType.SEMANTIC_TEXT_V0);
    return types;
  }

  @Test
  void whatIsNotIndexedTakesNoSpace() throws IOException {
    long[] bytes = new long[2];
    for (int i = 0; i < 2; i++) {
      RandomAssets assets = new RandomAssets(new Random(9));
      try (AssetIndex index = index(i == 0 ? ALL : EnumSet.of(UnitType.DATA_NONE_V0))) {
        for (long key = 0; key < 85; key++) {
          index.apply(AssetOp.upsert(assets.asset(key), AssetOp.NO_SEQ, 0), 0);
        }
        index.rotate();
        Settling.settle(index);
        bytes[i] = index.mappedBytes();
        SealedShard shard = index.snapshot().sealedParts().get(0).shard();
        assertThat(shard.field(UnitType.META_NONE_V0) == null).isEqualTo(i == 1);
        assertThat(shard.chunks(UnitType.CONTENT_TEXT_V0) == null).isEqualTo(i == 1);
        assertThat(shard.field(UnitType.DATA_NONE_V0)).isNotNull();
      }
    }
    assertThat(bytes[1]).isLessThan(bytes[0] / 2);
  }
}
