package io.flinkiscc.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.index.CorruptDataException;
import io.flinkiscc.metadata.FieldType;
import io.flinkiscc.metadata.MetadataRow;
import io.flinkiscc.metadata.MetadataSchema;
import io.flinkiscc.nphd.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of an index with damaged shards. */
class SalvageTest {

  private static final long SEED = 71;

  @TempDir Path dir;

  private final Map<Long, Code> codes = new HashMap<>();
  private final Map<String, Set<Long>> keysByFile = new HashMap<>();

  @BeforeEach
  void fill() throws IOException {
    Random random = new Random(SEED);
    try (ShardedNphdIndex index = builder().shardSize(8000).open()) {
      for (long key = 0; key < 200; key++) {
        codes.put(key, Samples.code(random));
        index.add(key, codes.get(key));
      }
      for (long key = 0; key < 50; key += 7) {
        codes.put(key, Samples.code(random));
        index.upsert(key, codes.get(key));
      }
      for (long key = 1; key < 50; key += 7) {
        codes.remove(key);
        index.remove(key);
      }
      index.save();
      for (Shard shard : index.store().live().shards().newestFirst()) {
        Set<Long> keys = new HashSet<>();
        for (int slot = 0; slot < shard.rows().slots(); slot++) {
          if (shard.isLive(slot)) {
            keys.add(shard.rows().key(slot).low());
          }
        }
        keysByFile.put(Shard.fileName(shard.number()), keys);
      }
    }
    assertThat(keysByFile).hasSizeGreaterThan(4);
  }

  @Test
  void damagedShardsAreRefusedByDefaultAndNamed() throws IOException {
    Path shard = dir.resolve("shard_001.usearch");
    cut(shard);
    for (boolean readOnly : new boolean[] {true, false}) {
      assertThatThrownBy(() -> builder().readOnly(readOnly).open())
          .isInstanceOf(CorruptDataException.class)
          .hasMessageContaining(shard.toString())
          .hasMessageContaining("skipDamagedShards");
    }
    Files.delete(dir.resolve(Manifest.NAME));
    assertThatThrownBy(() -> builder().open())
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining(shard.toString());
  }

  @Test
  void whatIsIntactCanBeRead() throws IOException {
    cut(dir.resolve("shard_001.usearch"));
    Files.delete(dir.resolve("shard_002.usearch"));
    flip(dir.resolve("shard_003.usearch"));
    flip(dir.resolve("bloom.isbf"));
    Map<Long, Code> left = without("shard_001.usearch", "shard_002.usearch", "shard_003.usearch");
    try (ShardedNphdIndex index = builder().skipDamagedShards(true).open()) {
      assertHolds(index, left);
      assertThat(index.readOnly()).isTrue();
      assertThatThrownBy(() -> index.remove(2L)).isInstanceOf(IllegalStateException.class);
      List<SkippedShard> skipped = index.info().skippedShards();
      assertThat(skipped)
          .extracting(SkippedShard::file)
          .containsExactlyInAnyOrder("shard_001.usearch", "shard_002.usearch", "shard_003.usearch");
      assertThat(index.verify().problems())
          .filteredOn(problem -> problem.contains("is skipped"))
          .hasSize(3)
          .anyMatch(problem -> problem.contains("CRC32C"));
    }
  }

  @Test
  void anIntactIndexLosesNothing() throws IOException {
    try (ShardedNphdIndex index = builder().skipDamagedShards(true).open()) {
      assertHolds(index, codes);
      assertThat(index.info().skippedShards()).isEmpty();
      assertThat(index.verify().problems()).isEmpty();
    }
  }

  @Test
  void removedEntriesStayRemovedWhereThePeersNewestShardIsDamaged() throws IOException {
    Files.delete(dir.resolve(Manifest.NAME));
    Files.delete(dir.resolve(DirectoryNames.DEAD));
    String newest = keysByFile.keySet().stream().max(String::compareTo).orElseThrow();
    cut(dir.resolve(newest));
    try (ShardedNphdIndex index = builder().skipDamagedShards(true).open()) {
      assertThat(index.info().skippedShards()).extracting(SkippedShard::file).containsOnly(newest);
      assertThat(index.contains(1L)).isFalse();
      Map<Long, Code> left = without(newest);
      left.forEach((key, code) -> assertThat(index.get(key)).isEqualTo(code));
    }
  }

  @Test
  void withoutAnyIntactShardThereIsNothingToOpen() throws IOException {
    for (String name : keysByFile.keySet()) {
      cut(dir.resolve(name));
    }
    assertThatThrownBy(() -> builder().skipDamagedShards(true).open())
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("no intact shard");
  }

  @Test
  void aShardWithDamagedMetadataIsSkipped() throws IOException {
    Path home = dir.resolve("metadata");
    MetadataSchema schema = MetadataSchema.builder().field("n", FieldType.LONG).build();
    try (ShardedNphdIndex index =
        ShardedNphdIndex.builder(home).shardSize(8000).metadata(schema).open()) {
      codes.forEach(
          (key, code) -> index.add(key, code, MetadataRow.fromMap(schema, Map.of("n", key))));
      index.save();
    }
    Path metadata = home.resolve(MetadataFile.name("shard_000.usearch"));
    flip(metadata);
    try (ShardedNphdIndex index = ShardedNphdIndex.builder(home).skipDamagedShards(true).open()) {
      SkippedShard skipped = index.info().skippedShards().get(0);
      assertThat(skipped.file()).isEqualTo("shard_000.usearch");
      assertThat(skipped.reason()).contains(metadata.toString());
      assertThat(index.size()).isPositive();
      index.entries().forEach(e -> assertThat(e.metadata().get("n")).isEqualTo(e.key()));
    }
  }

  private DirectoryIndexBuilder<ShardedNphdIndex> builder() {
    return ShardedNphdIndex.builder(dir);
  }

  private Map<Long, Code> without(String... files) {
    Map<Long, Code> left = new HashMap<>(codes);
    for (String file : files) {
      left.keySet().removeAll(keysByFile.get(file));
    }
    return left;
  }

  private static void assertHolds(ShardedNphdIndex index, Map<Long, Code> expected) {
    assertThat(index.size()).isEqualTo(expected.size());
    assertThat(index.keys()).containsExactlyInAnyOrderElementsOf(expected.keySet());
    expected.forEach((key, code) -> assertThat(index.get(key)).isEqualTo(code));
    Code query = Samples.code(new Random(SEED), 32);
    assertThat(index.search(query, 10).list())
        .isEqualTo(Samples.nearest(expected, KeyKind.U64, query, 10));
  }

  private static void cut(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
  }

  private static void flip(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 3] ^= 1;
    Files.write(file, bytes);
  }
}
