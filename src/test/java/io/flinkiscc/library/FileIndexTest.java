package io.flinkiscc.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.flinkiscc.index.CorruptDataException;
import io.flinkiscc.metadata.FieldType;
import io.flinkiscc.metadata.MetadataFilter;
import io.flinkiscc.metadata.MetadataRow;
import io.flinkiscc.metadata.MetadataSchema;
import io.flinkiscc.nphd.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileIndexTest {

  private static final MetadataSchema SCHEMA =
      MetadataSchema.builder().field("rare", FieldType.BOOLEAN).build();

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nphd_u64_empty",
        "nphd_u64_500",
        "nphd_u64_removed_800",
        "nphd_u64_m8_300",
        "nphd_uuid_removed_400"
      })
  void filesOfThePeerAreLoadedViewedAndSavedAgain(String name) throws IOException {
    Path file = Fixtures.file(name + ".usearch", dir);
    JsonNode json = Fixtures.json(name);
    FileIndexBuilder<? extends FileIndex<?>> builder =
        name.contains("uuid") ? NphdIndex128.builder() : NphdIndex.builder();
    assertHolds(builder.view(file), json);
    FileIndex<?> loaded = builder.load(file);
    assertHolds(loaded, json);
    Path copy = dir.resolve("copy.usearch");
    loaded.save(copy);
    assertHolds(builder.view(copy), json);
    assertThat(loaded.verify().problems()).isEmpty();
    loaded.compact();
    assertThat(loaded.stats().dead()).isZero();
    assertHolds(loaded, json);
  }

  private static <K> void assertHolds(FileIndex<K> index, JsonNode json) {
    Map<K, Code> expected = new HashMap<>();
    for (JsonNode live : json.get("live")) {
      expected.put(
          index.keyKind().user(Fixtures.key(index.keyKind(), live.get("key").asText())),
          Fixtures.code(live.get("vector").asText()));
    }
    assertThat(index.size()).isEqualTo(expected.size());
    assertThat(index.keys()).containsExactlyInAnyOrderElementsOf(expected.keySet());
    expected.forEach((key, code) -> assertThat(index.get(key)).isEqualTo(code));
    for (JsonNode query : json.get("queries")) {
      Code code = Fixtures.code(query.get("query").asText());
      assertThat(index.search(code, SearchOptions.builder().exact(true).build()).list())
          .isEqualTo(Samples.nearest(expected, index.keyKind(), code, 10));
    }
  }

  @Test
  void emptyCodesOfThePeerAreThereAndNotLost() throws IOException {
    Path file = Fixtures.file("nphd_u64_edge.usearch", dir);
    NphdIndex index = NphdIndex.load(file);
    long empty = 0;
    for (Entry<Long> entry : index.entries()) {
      assertThat(index.contains(entry.key())).isTrue();
      empty += entry.code() == null ? 1 : 0;
    }
    assertThat(empty).isEqualTo(1);
    assertThat(index.size()).isEqualTo(12);
    Path copy = dir.resolve("copy.usearch");
    index.save(copy);
    assertThat(NphdIndex.view(copy).size()).isEqualTo(12);
    assertThatThrownBy(index::copy).hasMessageContaining("empty code");
  }

  @Test
  void aSelectiveFilterStillGivesAllThereIs() {
    long seed = 5;
    Random random = new Random(seed);
    NphdIndex index = NphdIndex.builder().metadata(SCHEMA).expansionSearch(32).build();
    Map<Long, Code> rare = new HashMap<>();
    Code centre = Samples.code(random, 32);
    for (long key = 0; key < 2500; key++) {
      boolean isRare = key % 500 == 7;
      // What is rare is far from where it is looked for.
      Code code = isRare ? Samples.code(random, 32) : Samples.near(random, centre, 20);
      index.add(key, code, MetadataRow.fromMap(SCHEMA, Map.of("rare", isRare)));
      if (isRare) {
        rare.put(key, code);
      }
    }
    Matches<Long> common = index.search(centre, 5);
    assertThat(common.exact()).isFalse();
    for (int k : new int[] {1, 5, 9}) {
      SearchOptions options =
          SearchOptions.builder().k(k).filter(MetadataFilter.eq("rare", true)).build();
      assertThat(index.search(centre, options).list())
          .as("seed %d", seed)
          .isEqualTo(Samples.nearest(rare, KeyKind.U64, centre, k));
    }
    SearchOptions most =
        SearchOptions.builder().k(10).filter(MetadataFilter.eq("rare", false)).build();
    assertThat(index.search(centre, most).keys()).hasSize(10).noneMatch(rare::containsKey);
    NphdIndex plain = NphdIndex.builder().build();
    assertThatThrownBy(() -> plain.search(centre, most)).hasMessageContaining("without metadata");
    assertThatThrownBy(
            () ->
                index.search(
                    centre, SearchOptions.builder().filter(MetadataFilter.eq("colour", 1)).build()))
        .hasMessageContaining("colour");
  }

  @Test
  void copyResetAndCloseLeaveOthersAlone() throws IOException {
    NphdIndex index = NphdIndex.builder().metadata(SCHEMA).build();
    index.add(1L, Code.of(new byte[8]), MetadataRow.fromMap(SCHEMA, Map.of("rare", true)));
    index.add(2L, Code.of(new byte[16]));
    index.remove(2L);
    NphdIndex copy = index.copy();
    index.reset();
    assertThat(index.isEmpty()).isTrue();
    assertThat(index.dirty()).isZero();
    assertThat(copy.getEntry(1L).metadata().get("rare")).isEqualTo(true);
    assertThat(copy.stats().dead()).isZero();
    index.close();
    assertThatThrownBy(() -> index.contains(1L)).hasMessageContaining("closed");
    assertThatThrownBy(() -> index.add(1L, Code.of(new byte[8]))).hasMessageContaining("closed");
    assertThatThrownBy(copy::save).hasMessageContaining("no file yet");
    assertThat(copy.contains(1L)).isTrue();
  }

  @Test
  void aFileThatDoesNotFitItsManifestIsRefusedUnlessAdopted() throws IOException {
    Path file = dir.resolve("i.usearch");
    NphdIndex index = NphdIndex.builder().build();
    index.add(1L, Code.of(new byte[8]));
    index.save(file);
    NphdIndex foreign = NphdIndex.builder().build();
    foreign.add(1L, Code.of(new byte[8]));
    foreign.add(2L, Code.of(new byte[8]));
    foreign.save(dir.resolve("f.usearch"));
    Files.copy(dir.resolve("f.usearch"), file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> NphdIndex.load(file))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("changed by another program");
    assertThat(NphdIndex.builder().adoptForeignChanges(true).load(file).size()).isEqualTo(2);
    // A changed bit is noticed by what reads the whole file.
    Path bits = dir.resolve("f.usearch");
    byte[] bytes = Files.readAllBytes(bits);
    bytes[9] ^= 1;
    Files.write(bits, bytes);
    assertThatThrownBy(() -> NphdIndex.load(bits)).hasMessageContaining("CRC32C");
    assertThat(NphdIndex.view(bits).verify().isSound()).isFalse();
  }

  @Test
  void wrongKindsAreRefused() throws IOException {
    Path file = dir.resolve("i.usearch");
    NphdIndex128.builder().build().save(file);
    assertThatThrownBy(() -> NphdIndex.load(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NphdIndex128");
    Files.delete(dir.resolve("i.usearch.manifest.json"));
    assertThatThrownBy(() -> NphdIndex.view(file)).hasMessageContaining("UUID");
    assertThatThrownBy(() -> NphdIndex128.builder().maxDim(64).view(file))
        .hasMessageContaining("maxDim is 64, but the index has 256");
  }

  @Test
  void changesAreCountedAsTheyAreMade() throws IOException {
    NphdIndex index = NphdIndex.builder().build();
    Entry<Long> one = new Entry<>(1L, Code.of(new byte[8]));
    Entry<Long> two = new Entry<>(2L, Code.of(new byte[8]));
    index.add(1L, one.code());
    assertThat(index.dirty()).isEqualTo(1);
    index.upsertAll(java.util.List.of(one, two, one));
    assertThat(index.dirty()).as("one replaced, one new").isEqualTo(4);
    index.remove(1L);
    index.remove(1L);
    index.add(2L, two.code());
    assertThat(index.dirty()).isEqualTo(5);
    index.reset();
    assertThat(index.dirty()).isZero();
  }

  @Test
  void theLinksAreThoseOfTheFile() throws IOException {
    Path file = dir.resolve("i.usearch");
    NphdIndex index = NphdIndex.builder().connectivity(8).build();
    index.add(1L, Code.of(new byte[8]));
    index.save(file);
    for (int round = 0; round < 2; round++) {
      assertThat(NphdIndex.load(file).info().connectivity()).isEqualTo(8);
      assertThat(NphdIndex.builder().connectivity(8).view(file).info().connectivity()).isEqualTo(8);
      assertThatThrownBy(() -> NphdIndex.builder().connectivity(20).load(file))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("connectivity is 20, but the index has 8");
      Files.deleteIfExists(dir.resolve("i.usearch.manifest.json"));
    }
  }

  @Test
  void theLinksOfShardsHoldForThoseMadeFromNowOn() throws IOException {
    Path files = dir.resolve("shards");
    try (ShardedNphdIndex index = ShardedNphdIndex.builder(files).connectivity(8).open()) {
      index.add(1L, Code.of(new byte[8]));
      index.save();
    }
    try (ShardedNphdIndex index = ShardedNphdIndex.builder(files).connectivity(20).open()) {
      assertThat(index.info().connectivity()).isEqualTo(20);
      GraphRows next = (GraphRows) index.store().newActive(9).rows();
      assertThat(next.connectivity()).isEqualTo(20);
      GraphRows loaded = (GraphRows) index.store().live().shards().active().rows();
      assertThat(loaded.connectivity()).isEqualTo(8);
    }
  }

  @Test
  void damagedMetadataIsRefused() throws IOException {
    Path file = dir.resolve("i.usearch");
    NphdIndex index = NphdIndex.builder().metadata(SCHEMA).build();
    for (long key = 0; key < 3; key++) {
      index.add(key, Code.of(new byte[8]), MetadataRow.fromMap(SCHEMA, Map.of("rare", true)));
    }
    index.save(file);
    Path metadata = dir.resolve("i.metadata");
    byte[] good = Files.readAllBytes(metadata);
    for (int length = 0; length < good.length; length++) {
      Files.write(metadata, Arrays.copyOf(good, length));
      assertThatThrownBy(() -> NphdIndex.view(file)).isInstanceOf(CorruptDataException.class);
      int cut = length;
      assertThatThrownBy(() -> MetadataFile.open(metadata, SCHEMA, 3))
          .as("%d bytes", cut)
          .isInstanceOf(CorruptDataException.class);
    }
    for (int at = 0; at < good.length; at++) {
      byte[] bad = good.clone();
      bad[at] ^= (byte) 0x81;
      Files.write(metadata, bad);
      assertThatThrownBy(() -> NphdIndex.load(file)).isInstanceOf(CorruptDataException.class);
    }
  }
}
