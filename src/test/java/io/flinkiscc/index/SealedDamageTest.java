package io.flinkiscc.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Damaged, cut and hostile files lead to a clear exception or to an answer, never to more. */
class SealedDamageTest {

  private static final int ENTRIES = 120;

  @TempDir Path directory;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final ShardData data = new ShardData(5);
  private byte[] whole;
  private SealedTable table;

  @BeforeEach
  void writeShard() throws IOException {
    Path path = directory.resolve("whole");
    SealedShardWriter.write(
        path,
        ShardData.source(entries()),
        SealedOptions.builder()
            .unitTypes(EnumSet.complementOf(EnumSet.of(UnitType.SEMANTIC_TEXT_V0)))
            .blockBytes(2000)
            .graphThreshold(8)
            .everyGraph(true)
            .build(),
        SealedProgress.NONE);
    whole = Files.readAllBytes(path);
    table = SealedFile.open(path).table();
  }

  /** Few columns, so that each change is likely to meet something that matters. */
  private List<SealedEntry> entries() {
    List<SealedEntry> entries = new ArrayList<>();
    for (long key = 0; key < ENTRIES; key++) {
      Asset.Builder asset =
          Asset.builder(key)
              .unit(UnitType.META_NONE_V0, data.code(8))
              .unit(UnitType.INSTANCE_NONE_V0, data.code(key % 3 == 0 ? 16 : 32))
              .metadata(("{\"name\":\"asset number " + key + "\"}").getBytes());
      if (key % 2 == 0) {
        asset.unit(UnitType.DATA_NONE_V0, data.code(key % 4 == 0 ? 3 : 32));
        asset.chunk(UnitType.CONTENT_TEXT_V0, new Chunk(data.code(8), key, 7));
        asset.chunk(UnitType.CONTENT_TEXT_V0, new Chunk(data.code(32), key + 7, 9));
      }
      if (key % 5 == 0) {
        asset.unit(UnitType.SEMANTIC_TEXT_V0, data.code(8));
        asset.chunk(UnitType.SEMANTIC_TEXT_V0, new Chunk(data.code(8), key, 7));
      }
      entries.add(
          new SealedEntry(
              ShardData.keyGroup(key), key, key, 1000 + key, AssetCodec.encode(asset.build())));
    }
    entries.sort(SealedEntry::compare);
    return entries;
  }

  @Test
  void aFileCutAnywhereIsRefused() throws IOException {
    TreeSet<Integer> lengths = new TreeSet<>(List.of(0, 1, 15, 16, 55, 56));
    for (SealedSection section : table.sections()) {
      for (int nearby = -1; nearby <= 1; nearby++) {
        lengths.add((int) section.offset() + nearby);
        lengths.add((int) section.end() + nearby);
      }
    }
    for (int cut = 1; cut < 200; cut++) {
      lengths.add(whole.length - cut);
    }
    for (int length : lengths) {
      if (length < whole.length) {
        Path path = write(Arrays.copyOf(whole, length));
        assertThatThrownBy(() -> SealedShard.open(path))
            .as("%d of %d bytes", length, whole.length)
            .isInstanceOf(CorruptDataException.class)
            .hasMessageContaining(path.toString());
      }
    }
    Path longer = write(Arrays.copyOf(whole, whole.length + 1));
    assertThatThrownBy(() -> SealedShard.open(longer)).isInstanceOf(CorruptDataException.class);
  }

  @Test
  void everyChangedBitIsFoundByVerify() throws IOException {
    for (int i = 0; i < 2000; i++) {
      byte[] changed = whole.clone();
      int bit = random.nextInt(8 * changed.length);
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      Path path = write(changed);
      assertThatThrownBy(() -> SealedShard.open(path).verify())
          .as("seed %d, bit %d", seed, bit)
          .isInstanceOf(CorruptDataException.class);
    }
  }

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void changedBytesWithRightChecksumsNeverDoMoreThanThrow() throws IOException {
    int opened = 0;
    for (int i = 0; i < 2000; i++) {
      byte[] changed = whole.clone();
      for (int n = 1 + random.nextInt(8); n > 0; n--) {
        changeOneNumber(changed);
      }
      repairChecksums(changed);
      try {
        use(SealedShard.open(write(changed)));
        opened++;
      } catch (CorruptDataException e) {
        assertThat(e).hasMessageContaining("Shard file");
      }
    }
    assertThat(opened).as("seed %d", seed).isGreaterThan(100);
  }

  @Test
  void anEntryInFrontOfTheFirstBlockIsDamage() throws IOException {
    byte[] changed = whole.clone();
    SealedSection blocks =
        table.sections().stream()
            .filter(section -> section.name().kind() == SealedSection.Kind.BLOCKS)
            .findFirst()
            .orElseThrow();
    ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt((int) blocks.offset(), 1);
    repairChecksums(changed);
    SealedShard shard = SealedShard.open(write(changed));
    assertThatThrownBy(() -> shard.form(0))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("entry 0 is in no block");
  }

  @Test
  void aNewerVersionIsRefusedNamingBoth() throws IOException {
    byte[] newer = whole.clone();
    newer[8] = 9;
    Path path = write(newer);
    assertThatThrownBy(() -> SealedShard.open(path))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("has format version 9; this program reads versions 1 to 2");
  }

  @Test
  void anotherKindOfFileIsRefused() throws IOException {
    Path path =
        write("{\"this\": \"is no shard, but long enough to be one, or is it?\"}".getBytes());
    assertThatThrownBy(() -> SealedShard.open(path))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("is no shard file");
  }

  @Test
  void sectionsThatOverlapOrRepeatAreRefused() throws IOException {
    int tableAt = whole.length - SealedFormat.TAIL_BYTES - SealedFormat.SECTION_BYTES * sections();
    byte[] twice = whole.clone();
    System.arraycopy(twice, tableAt, twice, tableAt + SealedFormat.SECTION_BYTES, 8);
    repairChecksums(twice);
    Path path = write(twice);
    assertThatThrownBy(() -> SealedShard.open(path)).hasMessageContaining("has two sections");
    byte[] overlapping = whole.clone();
    overlapping[tableAt + SealedFormat.SECTION_BYTES + 8] ^= 64;
    repairChecksums(overlapping);
    Path other = write(overlapping);
    assertThatThrownBy(() -> SealedShard.open(other)).hasMessageContaining("it must begin at");
  }

  private int sections() {
    return table.sections().size();
  }

  /** Puts a number in a section that is small, large, negative or near to what was there. */
  private void changeOneNumber(byte[] bytes) {
    List<SealedSection> sections = table.sections();
    SealedSection section = sections.get(random.nextInt(sections.size()));
    if (section.length() >= 4) {
      int at = (int) (section.offset() + random.nextInt((int) section.length() - 3));
      ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      int aligned = at - at % 4;
      switch (random.nextInt(5)) {
        case 0 -> buffer.putInt(aligned, random.nextInt());
        case 1 -> buffer.putInt(aligned, random.nextInt(2 * ENTRIES));
        case 2 -> buffer.putInt(aligned, Integer.MIN_VALUE | random.nextInt(2 * ENTRIES));
        case 3 -> buffer.putInt(aligned, buffer.getInt(aligned) + random.nextInt(5) - 2);
        default -> buffer.put(at, (byte) random.nextInt());
      }
    }
  }

  private void repairChecksums(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int tailAt = bytes.length - SealedFormat.TAIL_BYTES;
    int tableAt = tailAt - SealedFormat.SECTION_BYTES * sections();
    int row = tableAt;
    for (SealedSection section : table.sections()) {
      buffer.putInt(row + 24, crc(bytes, (int) section.offset(), (int) section.length()));
      row += SealedFormat.SECTION_BYTES;
    }
    buffer.putInt(tailAt + 12, crc(bytes, tableAt, tailAt - tableAt));
    buffer.putInt(tailAt + 28, crc(bytes, tailAt, 28));
  }

  private static int crc(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, length);
    return (int) crc.getValue();
  }

  /** Everything a shard can be asked, each part giving an answer or the one kind of exception. */
  private void use(SealedShard shard) {
    SealedShardView view = new SealedShardView(shard, 0, 40, DeadEntries.NONE);
    attempt(shard::verify);
    for (long key = 0; key < 20; key++) {
      long k = key;
      attempt(() -> view.get(k));
      attempt(() -> view.units(k));
      attempt(() -> shard.entries().find(k, ShardData.keyGroup(k)));
    }
    for (int entry = 0; entry < Math.min(shard.size(), 10); entry++) {
      int e = entry;
      attempt(() -> shard.asset(e));
      attempt(() -> shard.units(e, EnumSet.allOf(UnitType.class)));
      attempt(() -> shard.entries().keyGroup(e));
    }
    Code query = data.code();
    for (UnitType type : UnitType.values()) {
      attempt(() -> view.assetsWithSimprints(type));
      attempt(() -> view.nearest(type, query, 16, false, new NearestHits(5, Radius.all())));
      attempt(() -> view.within(type, query, Radius.nphd(.3), (key, h, bits) -> {}));
      attempt(() -> view.prefixMatches(type, query, (key, h, bits) -> {}));
      attempt(() -> view.chunksWithin(type, query, Radius.nphd(.3), hit -> {}));
    }
  }

  private interface Attempt {
    void run() throws IOException;
  }

  private void attempt(Attempt attempt) {
    try {
      attempt.run();
    } catch (CorruptDataException e) {
      assertThat(e).hasMessageContaining("Shard file");
    } catch (UncheckedIOException e) {
      assertThat(e.getCause()).isInstanceOf(CorruptDataException.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException | Error e) {
      throw new AssertionError("seed " + seed, e);
    }
  }

  /** A new file each time: cutting one that many mappings still hold is slow. */
  private Path write(byte[] bytes) throws IOException {
    Files.deleteIfExists(directory.resolve("changed"));
    return Files.write(directory.resolve("changed"), bytes);
  }
}
