package io.flinkiscc.library;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.graph.UsearchHits;
import io.flinkiscc.metadata.FieldType;
import io.flinkiscc.metadata.MetadataFilter;
import io.flinkiscc.metadata.MetadataRow;
import io.flinkiscc.metadata.MetadataSchema;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What searches look at. */
class ShardSearchTest {

  private static final long SEED = 20261122;
  private static final int WIDTH = 64;
  private static final MetadataSchema SCHEMA =
      MetadataSchema.builder().field("parity", FieldType.LONG).build();

  private final Random random = new Random(SEED);
  private final NphdIndex index =
      NphdIndex.builder().expansionSearch(WIDTH).metadata(SCHEMA).build();
  private final List<Code> centres = new ArrayList<>();

  @BeforeEach
  void fill() {
    for (int i = 0; i < 100; i++) {
      centres.add(Samples.code(random, 32));
    }
    List<Entry<Long>> entries = new ArrayList<>();
    for (long key = 0; key < 4000; key++) {
      Code code = Samples.near(random, centres.get(random.nextInt(100)), 30);
      MetadataRow row = MetadataRow.fromMap(SCHEMA, Map.of("parity", key % 2));
      entries.add(new Entry<>(key, code, row));
    }
    index.addAll(entries);
  }

  @Test
  void theBeamIsAsWideAsSaidUnlessThereIsAFilter() {
    Rows rows = index.store().live().shards().active().rows();
    SearchOptions even = SearchOptions.builder().filter(MetadataFilter.eq("parity", 0)).build();
    for (Code query : centres) {
      UsearchHits narrow = rows.search(query, 10, WIDTH, null);
      assertThat(narrow.exact()).isFalse();
      assertThat(index.search(query, 10).visited()).isEqualTo(narrow.visited());
      UsearchHits wide = rows.search(query, 10, 2 * WIDTH, slot -> slot % 2 == 0);
      assertThat(index.search(query, even).visited())
          .isEqualTo(wide.visited())
          .isGreaterThan(narrow.visited());
    }
  }

  @Test
  void aBoundOfDifferingBitsHoldsForCodesOfAllLengths() {
    NphdIndex mixed = NphdIndex.builder().build();
    Map<Long, Code> codes = new HashMap<>();
    Code query = Samples.code(random, 32);
    for (long key = 0; key < 2000; key++) {
      Code prefix = Code.of(Arrays.copyOf(query.toBytes(), 8 + 8 * random.nextInt(4)));
      codes.put(key, Samples.near(random, prefix, random.nextInt(40)));
    }
    mixed.addAll(codes);
    for (int most : new int[] {0, 5, 20, 1000}) {
      List<Match<Long>> expected =
          new ArrayList<>(Samples.nearest(codes, KeyKind.U64, query, codes.size()));
      expected.removeIf(match -> match.hamming() > most);
      for (int k : new int[] {3, 2000}) {
        SearchOptions options = SearchOptions.builder().k(k).maxHamming(most).build();
        assertThat(mixed.search(query, options).list())
            .as("%d of at most %d bits, seed %d", k, most, SEED)
            .isEqualTo(expected.subList(0, Math.min(k, expected.size())));
      }
    }
  }

  @Test
  void threadsShareTheScanOfOneShard() {
    NphdIndex large = NphdIndex.builder().metadata(SCHEMA).build();
    List<Entry<Long>> entries = new ArrayList<>();
    for (long key = 0; key < 2L * ShardSearch.SMALLEST_RANGE; key++) {
      MetadataRow row = MetadataRow.fromMap(SCHEMA, Map.of("parity", key % 2));
      entries.add(new Entry<>(key, centres.get((int) key % 100), row));
    }
    large.addAll(entries);
    Shard shard = large.store().live().shards().active();
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    CountDownLatch two = new CountDownLatch(2);
    MetadataColumn watched =
        new MetadataColumn() {
          @Override
          public MetadataRow get(int slot) {
            if (threads.add(Thread.currentThread())) {
              two.countDown();
              try {
                // The first one waits for the second, which has to come.
                assertThat(two.await(60, TimeUnit.SECONDS)).isTrue();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            }
            return shard.metadata().get(slot);
          }

          @Override
          public long heapBytes() {
            return 0;
          }
        };
    Shard copy = new Shard(0, shard.rows(), shard.dead(), watched);
    LiveIndex live = new LiveIndex(large.store().settings(), new Shards(List.of(copy), null), null);
    SearchOptions odd =
        SearchOptions.builder().k(200).exact(true).filter(MetadataFilter.eq("parity", 1)).build();
    Matches<Long> shared = new ShardSearch(live, odd).run(centres.get(1), KeyKind.U64, 2);
    assertThat(threads).hasSize(2);
    assertThat(shared).isEqualTo(large.search(centres.get(1), odd));
    Code query = centres.get(3);
    SearchOptions within =
        SearchOptions.builder().k(Integer.MAX_VALUE).exact(true).radius(.4).threads(3).build();
    assertThat(large.search(query, within)).isEqualTo(large.within(query, Radius.nphd(.4)));
  }

  @Test
  void deadEntriesMakeNoSearchWider() {
    Shard shard = index.store().live().shards().active();
    shard.dead().kill(0);
    for (Code query : centres) {
      assertThat(index.search(query, 10).visited())
          .isEqualTo(shard.rows().search(query, 10, WIDTH, slot -> slot != 0).visited());
    }
  }
}
