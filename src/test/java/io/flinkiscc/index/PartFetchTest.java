package io.flinkiscc.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of a sealed shard only what a part of its key groups needs. */
class PartFetchTest {

  private static final int KEYS = 9000;
  private static final int KEY_GROUPS = 90;

  @TempDir private Path directory;
  private final RandomAssets assets = new RandomAssets(new Random(3));
  private final Map<Long, Asset> live = new HashMap<>();
  private FrozenBytes frozen;
  private String name;
  private FrozenBytes.Shard shard;

  private AssetIndex index() {
    return index(EnumSet.allOf(UnitType.class));
  }

  private AssetIndex index(Set<UnitType> types) {
    return AssetIndex.builder()
        .options(EngineOptions.builder().everyGraph(true).graphFrom(500).unitTypes(types).build())
        .directory(directory)
        .build();
  }

  @BeforeEach
  void sealAShard() throws IOException {
    seal(EnumSet.allOf(UnitType.class));
  }

  private void seal(Set<UnitType> types) throws IOException {
    try (AssetIndex index = index(types)) {
      for (long key = 0; key < KEYS; key++) {
        Asset asset = assets.asset(key);
        index.apply(AssetOp.upsert(asset, AssetOp.NO_SEQ, key), keyGroup(key));
        live.put(key, asset);
      }
      index.rotate();
      Settling.settle(index);
      frozen = FrozenBytes.of(index);
    }
    name = frozen.shards().keySet().iterator().next();
    shard = frozen.shards().get(name);
    assertThat(shard.file()).hasSizeGreaterThan(1 << 20);
  }

  private static int keyGroup(long key) {
    return (int) (key % KEY_GROUPS);
  }

  private static ByteSource source(byte[] file) {
    return (offset, to) -> System.arraycopy(file, Math.toIntExact(offset), to, 0, to.length);
  }

  private PreparedShard fetch(IndexRestore restore, KeyGroups wanted, byte[] file)
      throws IOException {
    return restore.fetchPart(name, file.length, shard.checksum(), wanted, source(file));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "17, 29", "60, 89", "89, 89"})
  void aPartAnswersAsTheWholeDoes(int first, int last) throws IOException {
    KeyGroups wanted = KeyGroups.range(first, last);
    try (AssetIndex part = index();
        AssetIndex whole = index()) {
      IndexRestore restore = part.restoring();
      PreparedShard fetched = fetch(restore, wanted, shard.file());
      assertThat(fetched.part()).isTrue();
      assertThat(fetched.fetchedBytes()).isLessThan(shard.file().length * 2L / 3);
      restore.add(fetched, wanted, null, null);
      restore.finish();
      frozen.restoreInto(whole, wanted);
      assertSame(part, whole, wanted);
      Settling.settle(part);
      assertThat(part.stats().compactions()).isPositive();
      assertSame(part, whole, wanted);
      try (FrozenIndex now = part.freeze()) {
        assertThat(now.shards()).noneMatch(FrozenShard::part);
      }
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aPartAnswersOfTypesItHasNoColumnsOf() throws IOException {
    seal(EnumSet.complementOf(EnumSet.of(UnitType.CONTENT_TEXT_V0, UnitType.DATA_NONE_V0)));
    aPartAnswersAsTheWholeDoes(17, 29);
  }

  private void assertSame(AssetIndex part, AssetIndex whole, KeyGroups wanted) {
    IndexSnapshot snapshot = part.snapshot();
    assertThat(part.liveAssets()).isEqualTo(whole.liveAssets()).isPositive();
    live.forEach(
        (key, asset) ->
            assertThat(snapshot.get(key).orElse(null))
                .as("key %d", key)
                .isEqualTo(wanted.contains(keyGroup(key)) ? asset : null));
    for (int i = 0; i < 50; i++) {
      var type = assets.type();
      var code = assets.code();
      assertThat(snapshot.nearest(type, code, 10))
          .isEqualTo(whole.snapshot().nearest(type, code, 10));
      assertThat(chunks(snapshot, code)).isEqualTo(chunks(whole.snapshot(), code));
    }
  }

  private static Set<ChunkHit> chunks(IndexSnapshot snapshot, Code code) {
    Set<ChunkHit> hits = new HashSet<>();
    snapshot.chunksWithin(UnitType.CONTENT_TEXT_V0, code, Radius.nphd(.1), hits::add);
    return hits;
  }

  @Test
  void mostOfAShardAndSmallOnesAreFetchedWhole() throws IOException {
    try (AssetIndex index = index()) {
      IndexRestore restore = index.restoring();
      assertThat(fetch(restore, KeyGroups.range(0, 50), shard.file())).isNull();
      byte[] small = Arrays.copyOf(shard.file(), 1000);
      assertThat(fetch(restore, KeyGroups.range(0, 1), small)).isNull();
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void severalFrozenIndexesShareOnePart() throws IOException {
    KeyGroups one = KeyGroups.range(0, 9);
    KeyGroups other = KeyGroups.range(20, 29);
    try (AssetIndex part = index();
        AssetIndex whole = index()) {
      IndexRestore restore = part.restoring();
      PreparedShard fetched = fetch(restore, one.or(other), shard.file());
      restore.add(fetched, one, null, null);
      restore.add(fetched, other, null, null);
      // Before the end of the restore nothing is compacted.
      try (FrozenIndex now = part.freeze()) {
        assertThat(now.shards().get(0).part()).isTrue();
        assertThatThrownBy(() -> now.shards().get(0).writeTo(OutputStream.nullOutputStream()))
            .isInstanceOf(IOException.class)
            .hasMessageContaining(name);
      }
      restore.finish();
      frozen.restoreInto(whole, one.or(other));
      assertSame(part, whole, one.or(other));
      assertThat(part.stats().sealedShards()).isEqualTo(1);
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void twoPartsOfOneShardAreRefused() throws IOException {
    KeyGroups one = KeyGroups.range(0, 9);
    KeyGroups other = KeyGroups.range(20, 29);
    try (AssetIndex index = index()) {
      IndexRestore restore = index.restoring();
      restore.add(fetch(restore, one, shard.file()), one, null, null);
      PreparedShard second = fetch(restore, other, shard.file());
      assertThatThrownBy(() -> restore.add(second, other, null, null))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(name);
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void damageIsFoundOrDoesNoHarm() throws IOException {
    KeyGroups wanted = KeyGroups.range(17, 29);
    Random random = new Random(8);
    int refused = 0;
    for (int i = 0; i < 100; i++) {
      byte[] damaged = shard.file().clone();
      int at = random.nextInt(damaged.length);
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      try (AssetIndex part = index()) {
        IndexRestore restore = part.restoring();
        restore.add(fetch(restore, wanted, damaged), wanted, null, null);
        restore.finish();
        for (long key = 17; key < KEYS; key += KEY_GROUPS) {
          assertThat(part.snapshot().get(key)).as("byte %d", at).contains(live.get(key));
        }
        // It is written anew now, for which all is read that was fetched.
        Settling.settle(part);
      } catch (CorruptDataException e) {
        assertThat(e).hasMessageContaining(name);
        refused++;
      }
    }
    assertThat(refused).isPositive();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aPartTakesOfTheDiskWhatWasFetched() throws IOException {
    EngineOptions tight = EngineOptions.builder().diskMaxBytes(shard.file().length).build();
    try (AssetIndex part = AssetIndex.builder().options(tight).directory(directory).build()) {
      IndexRestore restore = part.restoring();
      PreparedShard fetched = fetch(restore, KeyGroups.range(17, 29), shard.file());
      restore.add(fetched, KeyGroups.range(17, 29), null, null);
      assertThat(part.stats().sealedBytes()).isEqualTo(fetched.fetchedBytes());
      restore.finish();
      Settling.settle(part);
      assertThat(part.stats().compactions()).isPositive();
      assertThat(part.stats().failedWrites()).isZero();
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void whatIsFetchedTooLateIsRemoved() throws IOException {
    AssetIndex index = index();
    IndexRestore restore = index.restoring();
    ByteSource closing =
        (offset, to) -> {
          source(shard.file()).read(offset, to);
          index.close();
        };
    assertThatThrownBy(
            () ->
                restore.fetchPart(
                    name, shard.file().length, shard.checksum(), KeyGroups.range(1, 2), closing))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(name);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aFileThatEndsIsRefused() throws IOException {
    ByteSource ended =
        (offset, to) -> {
          throw new java.io.EOFException("ended");
        };
    try (AssetIndex index = index()) {
      IndexRestore restore = index.restoring();
      assertThatThrownBy(() -> restore.fetchPart(name, 1 << 21, 0, KeyGroups.range(0, 1), ended))
          .isInstanceOf(IOException.class);
    }
    assertThat(Files.list(directory)).isEmpty();
  }
}
