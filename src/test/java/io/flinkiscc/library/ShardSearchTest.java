package io.flinkiscc.library;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.graph.UsearchHits;
import io.flinkiscc.metadata.FieldType;
import io.flinkiscc.metadata.MetadataFilter;
import io.flinkiscc.metadata.MetadataRow;
import io.flinkiscc.metadata.MetadataSchema;
import io.flinkiscc.nphd.Code;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
  void deadEntriesMakeNoSearchWider() {
    Shard shard = index.store().live().shards().active();
    shard.dead().kill(0);
    for (Code query : centres) {
      assertThat(index.search(query, 10).visited())
          .isEqualTo(shard.rows().search(query, 10, WIDTH, slot -> slot != 0).visited());
    }
  }
}
