package io.flinkiscc.library;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.metadata.FieldType;
import io.flinkiscc.metadata.MetadataFilter;
import io.flinkiscc.metadata.MetadataRow;
import io.flinkiscc.metadata.MetadataSchema;
import io.flinkiscc.nphd.Code;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random operations on a sharded index and on a map; both must always hold the same. */
class RandomOperationsTest {

  private static final MetadataSchema SCHEMA =
      MetadataSchema.builder().field("colour", FieldType.LONG).build();
  private static final int KEYS = 250;
  private static final int STEPS = 120;

  @TempDir Path dir;

  private record Value(Code code, long colour) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void anIndexHoldsWhatAMapHolds(long seed) throws IOException {
    run(
        seed,
        () ->
            ShardedNphdIndex.builder(dir)
                .steps(new FailingSteps())
                .shardSize(9000)
                .metadata(SCHEMA)
                .backgroundRotation(seed % 2 == 0)
                .open(),
        i -> Long.MIN_VALUE + i,
        Samples::code);
  }

  @ParameterizedTest
  @ValueSource(longs = {4})
  void anIndexOfOneLengthAnd128BitKeysDoesToo(long seed) throws IOException {
    run(
        seed,
        () ->
            ShardedIndex128.builder(dir)
                .steps(new FailingSteps())
                .maxDim(128)
                .shardSize(9000)
                .metadata(SCHEMA)
                .open(),
        i -> new Key128(i % 5, -i),
        random -> Samples.code(random, 16));
  }

  private interface Opener<K> {
    DirectoryIndex<K> open() throws IOException;
  }

  private static <K> void run(
      long seed, Opener<K> opener, Function<Long, K> key, Function<Random, Code> code)
      throws IOException {
    System.out.println("RandomOperationsTest seed " + seed);
    Random random = new Random(seed);
    Map<K, Value> map = new HashMap<>();
    DirectoryIndex<K> index = opener.open();
    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(12)) {
        case 0, 1, 2, 3 -> {
          List<Entry<K>> entries = entries(random, key, code);
          long expected = entries.size();
          for (Entry<K> entry : entries) {
            expected -= map.putIfAbsent(entry.key(), value(entry)) == null ? 0 : 1;
          }
          assertThat(index.addAll(entries)).as("seed %d", seed).isEqualTo(expected);
        }
        case 4, 5, 6 -> {
          List<Entry<K>> entries = entries(random, key, code);
          entries.forEach(entry -> map.put(entry.key(), value(entry)));
          index.upsertAll(entries);
        }
        case 7, 8 -> {
          List<K> keys = entries(random, key, code).stream().map(Entry::key).toList();
          long expected = keys.stream().filter(k -> map.remove(k) != null).count();
          assertThat(index.removeAll(keys)).as("seed %d", seed).isEqualTo(expected);
        }
        case 9 -> index.save();
        case 10 -> {
          index.close();
          index = opener.open();
        }
        default -> {
          if (random.nextInt(3) == 0) {
            index.compact();
          } else if (random.nextInt(10) == 0) {
            index.reset();
            map.clear();
          }
        }
      }
      if (step % 4 == 0) {
        check(index, map, code.apply(random), "seed %d step %d".formatted(seed, step));
      }
    }
    assertThat(index.verify().problems()).isEmpty();
    index.close();
  }

  private static <K> List<Entry<K>> entries(
      Random random, Function<Long, K> key, Function<Random, Code> code) {
    List<Entry<K>> entries = new ArrayList<>();
    for (int i = random.nextInt(30); i >= 0; i--) {
      MetadataRow row = MetadataRow.fromMap(SCHEMA, Map.of("colour", random.nextInt(20)));
      entries.add(new Entry<>(key.apply((long) random.nextInt(KEYS)), code.apply(random), row));
    }
    return entries;
  }

  private static <K> Value value(Entry<K> entry) {
    return new Value(entry.code(), (Long) entry.metadata().get("colour"));
  }

  private static <K> void check(
      DirectoryIndex<K> index, Map<K, Value> map, Code query, String where) {
    Map<K, Value> found = new HashMap<>();
    for (Entry<K> entry : index.entries()) {
      assertThat(found.put(entry.key(), value(entry))).as(where).isNull();
    }
    assertThat(found).as(where).isEqualTo(map);
    assertThat(index.size()).as(where).isEqualTo(map.size());
    map.forEach((key, value) -> assertThat(index.get(key)).as(where).isEqualTo(value.code()));
    Map<K, Code> codes = new HashMap<>();
    Map<K, Code> red = new HashMap<>();
    map.forEach(
        (key, value) -> {
          codes.put(key, value.code());
          if (value.colour() == 3) {
            red.put(key, value.code());
          }
        });
    KeyKind<K> kind = index.keyKind();
    assertThat(index.search(query, 7).list())
        .as(where)
        .isEqualTo(Samples.nearest(codes, kind, query, 7));
    SearchOptions onlyRed =
        SearchOptions.builder().k(4).filter(MetadataFilter.eq("colour", 3)).build();
    assertThat(index.search(query, onlyRed).list())
        .as(where)
        .isEqualTo(Samples.nearest(red, kind, query, 4));
  }
}
