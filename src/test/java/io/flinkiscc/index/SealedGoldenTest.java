package io.flinkiscc.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Shards of every format version that were written once and must stay readable.
 *
 * <p>{@code v1-plain.shard} has neither graphs nor compressed blocks, so that its bytes follow from
 * the format alone; {@code v1.shard} has both. {@code v2-plain.shard} is like the first, of a part
 * of the unit types. Every run leaves what it would write now in {@code target/golden}; a new
 * version of the format gets new files from there, beside the old ones.
 */
class SealedGoldenTest {

  private static final int ENTRIES = 150;
  private static final SealedOptions PLAIN = plain().build();
  private static final SealedOptions SOME_TYPES =
      plain()
          .unitTypes(
              EnumSet.complementOf(EnumSet.of(UnitType.CONTENT_TEXT_V0, UnitType.INSTANCE_NONE_V0)))
          .build();
  private static final SealedOptions FULL =
      SealedOptions.builder().blockBytes(2048).graphThreshold(20).everyGraph(true).build();

  @TempDir Path directory;

  private static SealedOptions.Builder plain() {
    return SealedOptions.builder()
        .blockBytes(2048)
        .compress(false)
        .graphThreshold(Integer.MAX_VALUE);
  }

  @Test
  void theSameEntriesStillMakeTheSameBytes() throws IOException {
    for (Path written :
        List.of(write("v1-plain.shard", PLAIN), write("v2-plain.shard", SOME_TYPES))) {
      assertThat(written)
          .as("a change of the bytes is a change of the format: it needs a new version")
          .hasSameBinaryContentAs(golden(written.getFileName().toString()));
    }
  }

  @Test
  void filesOfEveryVersionHoldWhatWasWritten() throws IOException {
    write("v1.shard", FULL);
    for (String name : List.of("v1-plain.shard", "v1.shard", "v2-plain.shard")) {
      SealedShard shard = SealedShard.open(golden(name));
      shard.verify();
      List<SealedEntry> expected = entries();
      assertThat(shard.size()).isEqualTo(expected.size());
      AssetOracle oracle = new AssetOracle();
      List<Long> keys = new ArrayList<>();
      for (int i = 0; i < expected.size(); i++) {
        SealedEntry entry = expected.get(i);
        assertThat(shard.asset(i)).as(name).isEqualTo(ShardData.asset(entry));
        assertThat(shard.entries().keyGroup(i)).as(name).isEqualTo(entry.keyGroup());
        assertThat(shard.entries().seq(i)).as(name).isEqualTo(entry.seq());
        assertThat(shard.entries().eventTimeMicros(i)).as(name).isEqualTo(entry.eventTimeMicros());
        oracle.put(ShardData.asset(entry));
        keys.add(entry.key());
      }
      ShardAssert check =
          new ShardAssert(new SealedShardView(shard, DeadEntries.NONE), oracle, name);
      check.assertCountsAndAssets(keys);
      for (UnitType type : UnitType.values()) {
        check.assertSearches(type, code(new SplittableRandom(7), 32), 10);
        check.assertSearches(type, code(new SplittableRandom(8), 8), 10);
      }
    }
  }

  @Test
  void onlyAFileThatLeavesTypesOutHasVersion2() throws IOException {
    assertThat(Files.readAllBytes(golden("v1.shard"))[8]).isEqualTo((byte) 1);
    assertThat(Files.readAllBytes(golden("v2-plain.shard"))[8]).isEqualTo((byte) 2);
    Set<UnitType> others = EnumSet.complementOf(EnumSet.of(UnitType.CONTENT_TEXT_V0));
    Path nothingLeftOut = directory.resolve("nothing-left-out");
    Asset asset =
        Asset.builder(1).unit(UnitType.META_NONE_V0, code(new SplittableRandom(1), 8)).build();
    SealedShardWriter.write(
        nothingLeftOut,
        ShardData.source(List.of(new SealedEntry(0, 1, 1, 1, AssetCodec.encode(asset)))),
        plain().unitTypes(others).build(),
        SealedProgress.NONE);
    assertThat(Files.readAllBytes(nothingLeftOut)[8]).isEqualTo((byte) 1);
  }

  @Test
  void theFullFileHasGraphsAndCompressedBlocks() throws IOException {
    SealedShard full = SealedShard.open(golden("v1.shard"));
    assertThat(full.field(UnitType.CONTENT_TEXT_V0).lengths())
        .extracting(SealedCodes::bits)
        .containsExactly(64, 128, 192, 256);
    assertThat(full.field(UnitType.CONTENT_TEXT_V0).lengths().get(3).graph()).isNotNull();
    assertThat(full.chunks(UnitType.CONTENT_TEXT_V0).lengths().get(0).graph()).isNotNull();
    assertThat(full.meta().blocks()).isGreaterThan(1);
  }

  private Path write(String name, SealedOptions options) throws IOException {
    Path written = Files.createDirectories(Path.of("target", "golden")).resolve(name);
    SealedShardWriter.write(written, ShardData.source(entries()), options, SealedProgress.NONE);
    return written;
  }

  private Path golden(String name) throws IOException {
    Path file = directory.resolve(name);
    if (!Files.exists(file)) {
      try (InputStream in = SealedGoldenTest.class.getResourceAsStream("/shards/" + name)) {
        Files.copy(in, file);
      }
    }
    return file;
  }

  /** Entries that follow from fixed numbers: all unit types, mixed lengths, equal codes. */
  private static List<SealedEntry> entries() {
    SplittableRandom random = new SplittableRandom(20_240_101);
    List<SealedEntry> entries = new ArrayList<>();
    for (int i = 0; i < ENTRIES; i++) {
      Asset.Builder asset = Asset.builder((i % 2 == 0 ? Long.MIN_VALUE : 0) + 4096L * i);
      for (UnitType type : UnitType.values()) {
        if (type == UnitType.CONTENT_TEXT_V0 || random.nextInt(12) == 0) {
          asset.unit(type, code(random, 8 * (1 + random.nextInt(4))));
        }
      }
      if (i % 3 == 0) {
        asset.chunk(UnitType.CONTENT_TEXT_V0, new Chunk(code(random, 8), 100L * i, 100));
        asset.chunk(UnitType.CONTENT_TEXT_V0, new Chunk(code(random, 8), 100L * i + 100, 57));
        asset.chunk(UnitType.SEMANTIC_TEXT_V0, new Chunk(code(random, 32), 0xFFFF_FFFFL, i));
      }
      if (i % 4 != 0) {
        String json = "{\"name\":\"Asset number " + i + "\",\"note\":\"" + "ab".repeat(i) + "\"}";
        asset.metadata(json.getBytes(StandardCharsets.UTF_8));
      }
      entries.add(
          new SealedEntry(
              i % 7 * 4681,
              asset.build().key(),
              i % 5 == 0 ? AssetOp.NO_SEQ : i,
              1_700_000_000_000_000L + i,
              AssetCodec.encode(asset.build())));
    }
    entries.sort(SealedEntry::compare);
    return entries;
  }

  /** One of a few codes, often with some bits flipped. */
  private static Code code(SplittableRandom random, int bytes) {
    byte[] body = new byte[bytes];
    SplittableRandom centre = new SplittableRandom(random.nextInt(12));
    for (int i = 0; i < bytes; i++) {
      body[i] = (byte) centre.nextInt(256);
    }
    for (int flips = random.nextInt(6); flips > 0; flips--) {
      body[random.nextInt(bytes)] ^= (byte) (1 << random.nextInt(8));
    }
    return Code.of(body);
  }
}
