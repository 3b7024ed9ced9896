package io.flinkiscc.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.flinkiscc.index.CorruptDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScalableBloomFilterTest {

  @TempDir Path dir;

  @Test
  void aKeySetsTheBitsThePeerSets() throws IOException {
    JsonNode cases = Fixtures.json("bloom_vectors").get("cases");
    assertThat(cases).hasSizeGreaterThan(30);
    for (JsonNode node : cases) {
      ScalableBloomFilter filter =
          ScalableBloomFilter.builder()
              .initialCapacity(node.get("capacity").asInt())
              .falsePositiveRate(node.get("fpr").asDouble())
              .build();
      if (node.has("key_int")) {
        filter.add(Long.parseUnsignedLong(node.get("key_int").asText()));
      } else {
        filter.add(HexFormat.of().parseHex(node.get("key_bytes").asText()));
      }
      BloomLayer layer = filter.allLayers()[0];
      assertThat(layer.bytes() * 8).as("%s", node).isEqualTo(node.get("m").asLong());
      assertThat(layer.hashes()).as("%s", node).isEqualTo(node.get("k").asInt());
      assertThat(BitSet.valueOf(layer.words()).stream())
          .as("%s", node)
          .containsExactlyElementsOf(
              StreamSupport.stream(node.get("bits").spliterator(), false)
                  .map(JsonNode::asInt)
                  .toList());
    }
  }

  @Test
  void aLongIsItsEightBytesLittleEndian() {
    long seed = 20261;
    Random random = new Random(seed);
    ScalableBloomFilter byLong = ScalableBloomFilter.builder().initialCapacity(1000).build();
    ScalableBloomFilter byBytes = ScalableBloomFilter.builder().initialCapacity(1000).build();
    for (int i = 0; i < 3000; i++) {
      long key = i < 4 ? new long[] {0, -1, Long.MIN_VALUE, Long.MAX_VALUE}[i] : random.nextLong();
      byLong.add(key);
      byBytes.add(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(key).array());
      assertThat(byLong.contains(key)).isTrue();
    }
    assertThat(byLong.layers()).isEqualTo(2);
    for (int i = 0; i < 2; i++) {
      assertThat(byLong.allLayers()[i].words())
          .as("seed %d", seed)
          .isEqualTo(byBytes.allLayers()[i].words());
    }
  }

  @Test
  void filesOfThePeerAreReadAndWrittenUnchanged() throws IOException {
    for (String name : new String[] {"sharded_u64", "sharded_u64_clean", "sharded_uuid"}) {
      Path files = Fixtures.directory(name, dir.resolve(name));
      JsonNode json = Fixtures.json(name);
      KeyKind<?> kind = name.endsWith("uuid") ? KeyKind.U128 : KeyKind.U64;
      ScalableBloomFilter filter = ScalableBloomFilter.load(files.resolve("bloom.isbf"));
      assertThat(filter.count()).isEqualTo(json.get("bloom").get("count").asLong());
      assertThat(filter.layers()).isEqualTo(json.get("bloom").get("filters").size());
      for (int i = 0; i < filter.layers(); i++) {
        assertThat(BitSet.valueOf(filter.allLayers()[i].words()).cardinality())
            .isEqualTo(json.get("bloom").get("filters").get(i).get("ones").asInt());
      }
      for (JsonNode live : json.get("live")) {
        assertThat(kind.maybeIn(filter, Fixtures.key(kind, live.get("key").asText()))).isTrue();
      }
      filter.save(files.resolve("again"));
      assertThat(files.resolve("again")).hasSameBinaryContentAs(files.resolve("bloom.isbf"));
    }
  }

  @Test
  void itGrowsAndKeepsItsRate() {
    long seed = 7;
    Random random = new Random(seed);
    ScalableBloomFilter filter = ScalableBloomFilter.builder().initialCapacity(500).build();
    for (int i = 0; i < 20_000; i++) {
      filter.add(new Key128(1, i));
    }
    for (int i = 0; i < 20_000; i++) {
      assertThat(filter.contains(new Key128(1, i))).isTrue();
    }
    int wrong = 0;
    for (int i = 0; i < 20_000; i++) {
      wrong += filter.contains(new Key128(2, random.nextLong())) ? 1 : 0;
    }
    assertThat(filter.layers()).isEqualTo(6);
    assertThat(wrong).as("false positives, seed %d", seed).isLessThan(400);
  }

  @Test
  void aKnownKeyIsNotCountedAgain() {
    ScalableBloomFilter filter = ScalableBloomFilter.builder().build();
    assertThat(filter.add(5)).isTrue();
    assertThat(filter.add(5)).isFalse();
    assertThat(filter.count()).isEqualTo(1);
  }

  @Test
  void theNinthLayerIsRefusedBecauseNoFileHoldsIt() {
    assertThatThrownBy(() -> BloomLayer.create(10_000_000L << 8, .01 * Math.pow(.5, 8), 8))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("layer 9")
        .hasMessageContaining("4294967295");
  }

  @Test
  void damagedFilesAreRefusedBeforeRoomIsMade() throws IOException {
    ScalableBloomFilter filter = ScalableBloomFilter.builder().initialCapacity(100).build();
    filter.add(1);
    Path file = dir.resolve("b");
    filter.save(file);
    byte[] good = Files.readAllBytes(file);
    for (int length = 0; length < good.length; length++) {
      assertRefused(file, java.util.Arrays.copyOf(good, length));
    }
    assertRefused(file, java.util.Arrays.copyOf(good, good.length + 1));
    // Number of layers, then capacity, hashes and bytes of the first one.
    for (int at : new int[] {33, 37, 41, 45}) {
      for (int value : new int[] {0, -1, Integer.MIN_VALUE, 1 << 30}) {
        byte[] bad = good.clone();
        ByteBuffer.wrap(bad).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
        if (at != 37 || value == 0) {
          assertRefused(file, bad);
        }
      }
    }
    byte[] newer = good.clone();
    newer[4] = 2;
    Files.write(file, newer);
    assertThatThrownBy(() -> ScalableBloomFilter.load(file))
        .isInstanceOf(NewerFormatException.class)
        .hasMessageContaining("version 2")
        .hasMessageContaining("up to version 1");
  }

  private static void assertRefused(Path file, byte[] content) throws IOException {
    Files.write(file, content);
    assertThatThrownBy(() -> ScalableBloomFilter.load(file))
        .isInstanceOf(CorruptDataException.class);
  }

  @Test
  void optionsAreChecked() {
    assertThatThrownBy(() -> ScalableBloomFilter.builder().initialCapacity(0).build())
        .hasMessageContaining("initialCapacity is 0");
    assertThatThrownBy(() -> ScalableBloomFilter.builder().falsePositiveRate(1).build())
        .hasMessageContaining("falsePositiveRate is 1.0");
    assertThatThrownBy(() -> ScalableBloomFilter.builder().growth(.5).build())
        .hasMessageContaining("growth is 0.5");
  }
}
