package io.flinkiscc.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.graph.CodeGraph;
import io.flinkiscc.graph.GraphOptions;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.roaringbitmap.RoaringBitmap;

class SealedGraphTest {

  private static final UnitType TYPE = UnitType.CONTENT_TEXT_V0;
  private static final int CODES = 36_000;
  private static final int FEW = 2000;

  private static final int GROUP = 200;
  private static final long FIRST_OF_GROUP = 1_000_000;
  private static final Code SHARED = Code.of(new byte[32]);
  private static final SealedOptions EVERY_GRAPH =
      SealedOptions.builder().graphThreshold(10).everyGraph(true).build();

  @TempDir static Path directory;

  private static final long SEED = new Random().nextLong();
  private static List<SealedEntry> many;
  private static SealedShard large;

  private final long seed = SEED;
  private final Random random = new Random(seed);

  /** Enough codes for a graph to be quicker than a scan. */
  @BeforeAll
  static void writeLargeShard() throws IOException {
    many = clustered(CODES, new Random(SEED));
    for (long key = FIRST_OF_GROUP; key < FIRST_OF_GROUP + GROUP; key++) {
      many.add(entry(key, SHARED));
    }
    many.sort(SealedEntry::compare);
    Path path = directory.resolve("large");
    SealedShardWriter.write(
        path, ShardData.source(many), SealedOptions.defaults(), SealedProgress.NONE);
    large = SealedShard.open(path);
    large.verify();
  }

  @Test
  void aGraphFindsTheNearestAmongManyCodes() {
    assertThat(large.field(TYPE).lengths().get(0).graph()).isNotNull();
    SealedShardView view = new SealedShardView(large, DeadEntries.NONE);
    int byGraph = 0;
    for (int i = 0; i < 100; i++) {
      Code query = ShardData.asset(many.get(random.nextInt(many.size()))).units().get(TYPE);
      byGraph += view.nearest(TYPE, query, 0, false, new NearestHits(10, Radius.all())) ? 0 : 1;
      assertThat(view.nearest(TYPE, query, 0, true, new NearestHits(10, Radius.all()))).isTrue();
    }
    assertThat(byGraph).as("seed %d", seed).isGreaterThan(80);
    assertThat(recall(view, oracle(many, null), 100)).as("seed %d", seed).isGreaterThan(.98);
  }

  @Test
  void aQueryWithoutCloseNeighboursIsScannedAndSaysSo() {
    SealedShardView view = new SealedShardView(large, DeadEntries.NONE);
    AssetOracle oracle = oracle(many, null);
    // Other numbers than those the clusters were drawn from.
    Random others = new Random(~seed);
    for (int i = 0; i < 20; i++) {
      byte[] body = new byte[32];
      others.nextBytes(body);
      NearestHits hits = new NearestHits(10, Radius.all());
      assertThat(view.nearest(TYPE, Code.of(body), 0, false, hits)).as("seed %d", seed).isTrue();
      assertThat(hits.sorted())
          .as("seed %d", seed)
          .isEqualTo(oracle.nearest(TYPE, Code.of(body), 10));
    }
  }

  @Test
  void whatIsDeadOrOutsideTheClipIsNeverFound() {
    RoaringBitmap dead = new RoaringBitmap();
    RoaringBitmap unseen = new RoaringBitmap();
    for (int entry = 0; entry < many.size(); entry++) {
      if (random.nextInt(3) == 0) {
        dead.add(entry);
      }
      if (dead.contains(entry) || many.get(entry).keyGroup() < 4) {
        unseen.add(entry);
      }
    }
    SealedShardView view =
        new SealedShardView(large, 4, ShardData.KEY_GROUPS, DeadEntries.of(dead));
    AssetOracle live = oracle(many, unseen);
    assertThat(view.liveAssets()).isEqualTo(live.size());
    assertThat(recall(view, live, 100)).as("seed %d", seed).isGreaterThan(.97);
  }

  @Test
  void aGraphThatLosesItsWayGivesWayToAScan() {
    RoaringBitmap dead = new RoaringBitmap();
    dead.add(0L, many.size());
    Set<Integer> alive = new HashSet<>();
    for (int i = 0; i < 12; i++) {
      int entry = random.nextInt(many.size());
      alive.add(entry);
      dead.remove(entry);
    }
    SealedShardView view = new SealedShardView(large, DeadEntries.of(dead));
    for (int i = 0; i < 20; i++) {
      Code query = ShardData.asset(many.get(random.nextInt(many.size()))).units().get(TYPE);
      NearestHits hits = new NearestHits(20, Radius.all());
      boolean exact = view.nearest(TYPE, query, 0, false, hits);
      assertThat(hits.sorted())
          .as("seed %d, said to be exact: %s", seed, exact)
          .hasSize(alive.size());
    }
  }

  @Test
  void allMembersOfAGroupOfEqualCodesAreOffered() {
    SealedShardView view = new SealedShardView(large, DeadEntries.NONE);
    NearestHits hits = new NearestHits(GROUP, Radius.all());
    view.nearest(TYPE, SHARED, 0, false, hits);
    assertThat(hits.sorted())
        .as("seed %d", seed)
        .hasSize(GROUP)
        .allMatch(hit -> hit.hamming() == 0 && hit.key() >= FIRST_OF_GROUP);
  }

  @Test
  void aGivenGraphIsUsedThoughSomeOfItsCodesAreGone() throws IOException {
    List<SealedEntry> entries = clustered(FEW, random);
    CodeGraph graph = graph(entries);
    int nodes = graph.size();
    List<SealedEntry> most = new ArrayList<>(entries);
    most.removeIf(entry -> random.nextInt(10) == 0);
    SealedShard shard = write(most, EVERY_GRAPH, (role, type, bits) -> bits == 256 ? graph : null);
    shard.verify();
    assertThat(shard.field(TYPE).nodes()).as("seed %d", seed).isEqualTo(nodes);
    assertThat(graph.size()).isEqualTo(nodes);
    SealedShardView view = new SealedShardView(shard, DeadEntries.NONE);
    AssetOracle oracle = oracle(most, null);
    assertThat(recall(view, oracle, 100)).as("seed %d", seed).isGreaterThan(.98);
    new ShardAssert(view, oracle, "seed " + seed)
        .assertSearches(TYPE, ShardData.asset(most.get(7)).units().get(TYPE), 10);
  }

  @Test
  void aGivenGraphWithoutSomeCodesOrWithTooManyOthersIsNotUsed() throws IOException {
    List<SealedEntry> entries = clustered(FEW, random);
    CodeGraph tooFew = graph(entries.subList(0, FEW - 300));
    SealedShard one = write(entries, EVERY_GRAPH, (role, type, bits) -> tooFew);
    one.verify();
    assertThat(one.field(TYPE).nodes()).isEqualTo(distinct(entries));
    List<SealedEntry> half = entries.subList(0, FEW / 2);
    CodeGraph tooMany = graph(entries);
    SealedShard two = write(half, EVERY_GRAPH, (role, type, bits) -> tooMany);
    two.verify();
    assertThat(two.field(TYPE).nodes()).isEqualTo(distinct(half));
  }

  @Test
  void codesWithoutStructureGetNoGraph() throws IOException {
    List<SealedEntry> entries = new ArrayList<>();
    for (int key = 0; key < CODES; key++) {
      byte[] body = new byte[32];
      random.nextBytes(body);
      entries.add(entry(key, Code.of(body)));
    }
    entries.sort(SealedEntry::compare);
    GraphOptions quick = GraphOptions.builder().connectivity(4).expansionAdd(8).build();
    SealedShard shard =
        write(entries, SealedOptions.builder().graph(quick).build(), SealedGraphs.NONE);
    assertThat(shard.field(TYPE).lengths().get(0).graph()).as("seed %d", seed).isNull();
    assertThat(shard.field(TYPE).nodes()).isEqualTo(CODES);
  }

  @Test
  void fewCodesAndShortOnesAndChecksumsGetNoGraph() throws IOException {
    ShardData data = new ShardData(seed);
    List<SealedEntry> entries = new ArrayList<>();
    for (int key = 0; key < 400; key++) {
      Asset asset =
          Asset.builder(key)
              .unit(UnitType.INSTANCE_NONE_V0, data.code(32))
              .unit(UnitType.META_NONE_V0, data.code(4))
              .unit(TYPE, data.code(8))
              .build();
      entries.add(new SealedEntry(1, key, AssetOp.NO_SEQ, 0, AssetCodec.encode(asset)));
    }
    SealedShard all = write(entries, EVERY_GRAPH, SealedGraphs.NONE);
    assertThat(all.field(UnitType.INSTANCE_NONE_V0).lengths().get(0).graph()).isNull();
    assertThat(all.field(UnitType.META_NONE_V0).lengths().get(0).graph()).isNull();
    assertThat(all.field(TYPE).lengths().get(0).graph()).isNotNull();
    all.verify();
    SealedShard none = write(entries, SealedOptions.defaults(), SealedGraphs.NONE);
    assertThat(none.field(TYPE).lengths().get(0).graph()).isNull();
  }

  /** Share of the ten nearest that are found; every hit must be live and at its true distance. */
  private double recall(SealedShardView view, AssetOracle oracle, int queries) {
    int found = 0;
    List<Asset> assets = List.copyOf(oracle.assets());
    for (int i = 0; i < queries; i++) {
      byte[] body = assets.get(random.nextInt(assets.size())).units().get(TYPE).toBytes();
      body[random.nextInt(body.length)] ^= 5;
      Code query = Code.of(body);
      List<UnitHit> expected = oracle.nearest(TYPE, query, 10);
      NearestHits nearest = new NearestHits(10, Radius.all());
      view.nearest(TYPE, query, 0, false, nearest);
      List<UnitHit> hits = nearest.sorted();
      assertThat(hits).as("seed %d", seed).hasSize(10);
      for (UnitHit hit : hits) {
        assertThat(hit.hamming())
            .as("seed %d", seed)
            .isEqualTo(oracle.get(hit.key()).units().get(TYPE).hamming(query));
        found += hit.hamming() <= expected.get(9).hamming() ? 1 : 0;
      }
    }
    return (double) found / (10 * queries);
  }

  private static List<SealedEntry> clustered(int count, Random random) {
    byte[][] centres = new byte[count / 20][32];
    for (byte[] centre : centres) {
      random.nextBytes(centre);
    }
    List<SealedEntry> entries = new ArrayList<>();
    for (int key = 0; key < count; key++) {
      byte[] body = centres[random.nextInt(centres.length)].clone();
      for (int flips = random.nextInt(20); flips > 0; flips--) {
        body[random.nextInt(body.length)] ^= (byte) (1 << random.nextInt(8));
      }
      entries.add(entry(key, Code.of(body)));
    }
    entries.sort(SealedEntry::compare);
    return entries;
  }

  private static SealedEntry entry(long key, Code code) {
    return new SealedEntry(
        ShardData.keyGroup(key),
        key,
        AssetOp.NO_SEQ,
        0,
        AssetCodec.encode(Asset.builder(key).unit(TYPE, code).build()));
  }

  private static CodeGraph graph(List<SealedEntry> entries) {
    CodeGraph graph = new CodeGraph(256, GraphOptions.defaults());
    entries.stream()
        .map(entry -> ShardData.asset(entry).units().get(TYPE))
        .distinct()
        .forEach(graph::add);
    return graph;
  }

  private static int distinct(List<SealedEntry> entries) {
    return (int) entries.stream().map(entry -> ShardData.asset(entry).units()).distinct().count();
  }

  private static AssetOracle oracle(List<SealedEntry> entries, RoaringBitmap dead) {
    AssetOracle oracle = new AssetOracle();
    for (int entry = 0; entry < entries.size(); entry++) {
      if (dead == null || !dead.contains(entry)) {
        oracle.put(ShardData.asset(entries.get(entry)));
      }
    }
    return oracle;
  }

  private SealedShard write(List<SealedEntry> entries, SealedOptions options, SealedGraphs given)
      throws IOException {
    Path path = directory.resolve("shard");
    SealedShardWriter.write(path, ShardData.source(entries), options, SealedProgress.NONE, given);
    return SealedShard.open(path);
  }
}
