package io.flinkiscc.library;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.graph.UsearchHits;
import io.flinkiscc.graph.UsearchKey;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EffortTest {

  private static final long SEED = 11;
  private static final int ROWS = 3000;

  @TempDir Path dir;

  private final Queue<Runnable> background = new ArrayDeque<>();

  @Test
  void noSearchWaitsForAMeasurement() {
    CountedRows rows = new CountedRows(graph(uniform()), ROWS);
    Shard shard = shard(rows, null);
    assertThat(shard.effort().width(shard)).isEqualTo(Effort.SCAN);
    assertThat(shard.effort().width(shard)).isEqualTo(Effort.SCAN);
    assertThat(rows.searches).isZero();
    assertThat(background).as("asked for once").hasSize(1);
    background.remove().run();
    assertThat(rows.searches).isPositive();
    SearchWidth measured = shard.effort().measured();
    assertThat(measured.rows()).isEqualTo(ROWS);
    assertThat(measured.k()).isEqualTo(Effort.NEAREST);
    assertThat(measured.width()).isGreaterThanOrEqualTo(64);
    assertThat(shard.effort().width(shard)).isEqualTo(measured.width());
    assertThat(background).isEmpty();
  }

  @Test
  void largeShardsAreSearchedByAWideBeamUntilMeasured() {
    CountedRows rows = new CountedRows(graph(clustered()), Effort.SCANNED_UNMEASURED + 1);
    Shard unknown = shard(rows, null);
    assertThat(unknown.effort().width(unknown)).isEqualTo(Effort.UNMEASURED_WIDTH);
    Shard outgrown = shard(rows, new SearchWidth(1024, rows.slots() / 2, Effort.NEAREST));
    assertThat(outgrown.effort().width(outgrown)).isEqualTo(1024);
    assertThat(background).hasSize(2);
    Shard known = shard(rows, new SearchWidth(128, rows.slots(), Effort.NEAREST));
    assertThat(known.effort().width(known)).isEqualTo(128);
    assertThat(background).hasSize(2);
    Shard forOthers = shard(rows, new SearchWidth(128, rows.slots(), Effort.NEAREST + 1));
    assertThat(forOthers.effort().width(forOthers)).isEqualTo(Effort.UNMEASURED_WIDTH);
    assertThat(rows.searches).isZero();
  }

  @Test
  void whatCanNotBeMeasuredIsSearchedAllTheSame() {
    Rows broken =
        new CountedRows(graph(clustered()), ROWS) {
          @Override
          public Code code(int slot) {
            throw new IllegalStateException("damaged");
          }
        };
    Shard shard = shard(broken, null);
    assertThat(shard.effort().width(shard)).isEqualTo(Effort.SCAN);
    background.remove().run();
    assertThat(shard.effort().width(shard)).isEqualTo(Effort.SCAN);
    assertThat(background).as("not tried again").isEmpty();
  }

  @Test
  void savedIndexesKnowTheirWidthsWhenTheyAreOpened() throws IOException {
    Map<Long, Code> codes = uniform();
    try (ShardedNphdIndex index =
        ShardedNphdIndex.builder(dir).shardSize(300_000).bloomFilter(false).open()) {
      index.addAll(codes);
      index.save();
      assertThat(index.stats().shards()).isGreaterThan(1);
    }
    Map<String, SearchWidth> written = ManifestJson.read(dir.resolve(Manifest.NAME)).widths();
    assertThat(written).containsKey("shard_000.usearch");
    for (boolean readOnly : new boolean[] {true, false}) {
      try (ShardedNphdIndex index = ShardedNphdIndex.builder(dir).readOnly(readOnly).open()) {
        assertKnown(index.store().live(), written);
        assertRecall(index, codes);
      }
    }
    try (ShardedNphdIndex index = ShardedNphdIndex.builder(dir).open()) {
      index.removeAll(List.copyOf(codes.keySet()).subList(0, 100));
      index.compact();
    }
    written = ManifestJson.read(dir.resolve(Manifest.NAME)).widths();
    assertThat(written).containsKey("shard_000.usearch");
    try (ShardedNphdIndex index = ShardedNphdIndex.builder(dir).readOnly(true).open()) {
      assertKnown(index.store().live(), written);
    }
  }

  @Test
  void savedFilesKnowTheirWidthWhenTheyAreOpened() throws IOException {
    Path file = dir.resolve("one.usearch");
    Map<Long, Code> codes = uniform();
    NphdIndex made = NphdIndex.builder().build();
    made.addAll(codes);
    made.save(file);
    Map<String, SearchWidth> written =
        ManifestJson.read(dir.resolve("one.usearch.manifest.json")).widths();
    assertThat(written).containsOnlyKeys("one.usearch");
    for (NphdIndex index : List.of(NphdIndex.view(file), NphdIndex.load(file))) {
      Shard shard = index.store().live().shards().newestFirst().get(0);
      assertThat(shard.effort().measured()).isEqualTo(written.get("one.usearch"));
      assertRecall(index, codes);
    }
    Files.delete(dir.resolve("one.usearch.manifest.json"));
    NphdIndex foreign = NphdIndex.view(file);
    assertThat(foreign.search(codes.get(1L), 10).exact()).isTrue();
  }

  private static void assertKnown(LiveIndex live, Map<String, SearchWidth> written) {
    for (Shard shard : live.shards().newestFirst()) {
      assertThat(shard.effort().measured()).isEqualTo(written.get(Shard.fileName(shard.number())));
    }
  }

  private static void assertRecall(CodeIndex<Long> index, Map<Long, Code> codes) {
    Random random = new Random(SEED);
    int found = 0;
    for (int i = 0; i < 50; i++) {
      Code query = Samples.code(random, 32);
      Set<Long> right = new HashSet<>(index.search(query, 10).keys());
      right.retainAll(
          Samples.nearest(codes, KeyKind.U64, query, 10).stream().map(Match::key).toList());
      found += right.size();
    }
    assertThat(found).as("of 500, seed %d", SEED).isGreaterThan(475);
  }

  private Shard shard(Rows rows, SearchWidth known) {
    return new Shard(0, rows, new DeadSlots(), null, new Effort(known, background::add));
  }

  private static Map<Long, Code> uniform() {
    Random random = new Random(SEED);
    Map<Long, Code> codes = new HashMap<>();
    for (long key = 0; key < ROWS; key++) {
      codes.put(key, Samples.code(random, 32));
    }
    return codes;
  }

  private static Map<Long, Code> clustered() {
    Random random = new Random(SEED);
    List<Code> centres = List.copyOf(uniform().values()).subList(0, ROWS / 20);
    Map<Long, Code> codes = new HashMap<>();
    for (long key = 0; key < ROWS; key++) {
      Code centre = centres.get(random.nextInt(centres.size()));
      codes.put(key, Samples.near(random, centre, random.nextInt(21)));
    }
    return codes;
  }

  private static Rows graph(Map<Long, Code> codes) {
    NphdIndex index = NphdIndex.builder().build();
    index.addAll(codes);
    return index.store().live().shards().active().rows();
  }

  /** Counts searches; says that it has as many rows as it is told to. */
  private static class CountedRows implements Rows {
    private final Rows rows;
    private final int slots;
    private int searches;

    CountedRows(Rows rows, int slots) {
      this.rows = rows;
      this.slots = slots;
    }

    @Override
    public int slots() {
      return slots;
    }

    @Override
    public int live() {
      return slots;
    }

    @Override
    public boolean removed(int slot) {
      return rows.removed(slot);
    }

    @Override
    public UsearchKey key(int slot) {
      return rows.key(slot);
    }

    @Override
    public Code code(int slot) {
      return rows.code(slot);
    }

    @Override
    public int slot(UsearchKey key) {
      return rows.slot(key);
    }

    @Override
    public UsearchHits search(Code query, int k, int ef, IntPredicate accept) {
      searches++;
      return rows.search(query, k, ef, accept);
    }

    @Override
    public UsearchHits nearest(Code query, int k, IntPredicate accept) {
      searches++;
      return rows.nearest(query, k, accept);
    }

    @Override
    public UsearchHits within(Code query, Radius radius, IntPredicate accept) {
      return rows.within(query, radius, accept);
    }

    @Override
    public boolean isMisnamed() {
      return rows.isMisnamed();
    }

    @Override
    public long fileBytes() {
      return rows.fileBytes();
    }

    @Override
    public long heapBytes() {
      return rows.heapBytes();
    }
  }
}
