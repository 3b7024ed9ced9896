package io.flinkiscc.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.index.KeyGroups;
import io.flinkiscc.index.LogSpan;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexManifestTest {

  /** Where the number of packs stands: behind magic, version, key groups and the time. */
  private static final int PACKS_AT = 4 + 2 + 2 + 2 + 2 + 8;

  private static StateFile file(Random random, String kind) {
    return new StateFile(
        kind + "-" + random.nextInt(1 << 20), random.nextLong() >>> 1, random.nextInt());
  }

  private static KeyGroups clip(Random random) {
    KeyGroups clip = KeyGroups.none();
    for (int i = random.nextInt(3); i >= 0; i--) {
      int first = random.nextInt(100);
      clip = clip.or(KeyGroups.range(first, first + random.nextInt(28)));
    }
    return clip;
  }

  private static IndexManifest random(Random random) {
    List<StateFile> packs = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      packs.add(file(random, "pack"));
    }
    List<ManifestShard> shards = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      SavedTombstones tombstones =
          random.nextBoolean()
              ? null
              : new SavedTombstones(
                  "dead-" + random.nextInt(),
                  packs.get(random.nextInt(packs.size())).name(),
                  random.nextInt(1 << 20),
                  random.nextInt(1 << 20),
                  random.nextInt());
      shards.add(new ManifestShard(file(random, "shard"), clip(random), tombstones));
    }
    List<LogGroup> groups = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      List<LogSpan> logs = new ArrayList<>();
      for (int j = random.nextInt(3); j > 0; j--) {
        int start = random.nextInt(1000);
        logs.add(new LogSpan("log-" + j, random.nextBoolean(), start, start + 5L, KeyGroups.all()));
      }
      groups.add(
          new LogGroup(clip(random), logs, List.of(file(random, "delta"), file(random, "delta"))));
    }
    return new IndexManifest(
        IndexManifest.VERSION, 3, 77, 32768, random.nextLong(), packs, shards, groups);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void whatIsWrittenIsRead(long seed) throws IOException {
    IndexManifest manifest = random(new Random(seed));
    IndexManifest read = IndexManifest.parse(manifest.toBytes());
    assertThat(read).as("seed %d", seed).isEqualTo(manifest);
    assertThat(read.legacy()).isFalse();
  }

  @Test
  void everyDamagedByteAndEveryCutIsRefused() {
    byte[] bytes = random(new Random(11)).toBytes();
    for (int at = 0; at < bytes.length; at++) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 0x10;
      assertThatThrownBy(() -> IndexManifest.parse(damaged))
          .as("byte %d of %d changed", at, bytes.length)
          .isInstanceOf(IOException.class);
      byte[] cut = Arrays.copyOf(bytes, at);
      assertThatThrownBy(() -> IndexManifest.parse(cut))
          .as("cut at %d of %d", at, bytes.length)
          .isInstanceOf(IOException.class);
    }
  }

  /** With a right checksum, as only a program could write it. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void wrongBytesWithARightChecksumNeverGetFurtherThanAnIOException(long seed) {
    Random random = new Random(seed);
    byte[] bytes = random(new Random(12)).toBytes();
    for (int round = 0; round < 20_000; round++) {
      byte[] damaged = bytes.clone();
      for (int i = random.nextInt(3); i >= 0; i--) {
        damaged[6 + random.nextInt(bytes.length - 10)] = (byte) random.nextInt(256);
      }
      try {
        IndexManifest.parse(checksummed(damaged));
      } catch (IOException expected) {
        assertThat(expected.getMessage()).as("seed %d, round %d", seed, round).isNotBlank();
      }
    }
  }

  @Test
  void countsAreHeldAgainstWhatIsLeftBeforeAnythingIsAllocated() {
    byte[] bytes = random(new Random(13)).toBytes();
    ByteBuffer.wrap(bytes).putInt(PACKS_AT, Integer.MAX_VALUE);
    assertThatThrownBy(() -> IndexManifest.parse(checksummed(bytes)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("2147483647 packs")
        .hasMessageContaining("bytes left");
  }

  @Test
  void unknownVersionsAreRefusedWithBothNumbers() {
    for (int version : List.of(0, 4, 65535)) {
      byte[] bytes = random(new Random(14)).toBytes();
      ByteBuffer.wrap(bytes).putShort(4, (short) version);
      assertThatThrownBy(() -> IndexManifest.parse(checksummed(bytes)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("version " + version)
          .hasMessageContaining("1 to 3");
    }
  }

  @Test
  void namesThatLeadElsewhereAreRefused() throws IOException {
    byte[] bytes =
        manifest(
            out -> {
              out.writeShort(2);
              out.writeShort(0);
              out.writeShort(127);
              out.writeLong(0);
              out.writeInt(1);
              out.writeUTF("../../etc/passwd");
              out.writeLong(1);
              out.writeInt(1);
            });
    assertThatThrownBy(() -> IndexManifest.parse(bytes))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("../../etc/passwd");
  }

  @Test
  void versionsBeforeSharedStateAreRead() throws IOException {
    IndexManifest first =
        IndexManifest.parse(
            manifest(
                out -> {
                  out.writeShort(1);
                  out.writeShort(5);
                  out.writeShort(9);
                  out.writeLong(1234);
                }));
    assertThat(first.legacy()).isTrue();
    assertThat(first.shards()).isEmpty();
    assertThat(first.firstKeyGroup()).isEqualTo(5);
    IndexManifest second =
        IndexManifest.parse(
            manifest(
                out -> {
                  out.writeShort(2);
                  out.writeShort(0);
                  out.writeShort(127);
                  out.writeLong(1234);
                  out.writeInt(1);
                  out.writeUTF("shard-1");
                  out.writeLong(77);
                  out.writeInt(88);
                }));
    assertThat(second.legacy()).isTrue();
    assertThat(second.shards())
        .containsExactly(
            new ManifestShard(new StateFile("shard-1", 77, 88), KeyGroups.all(), null));
  }

  private interface Fields {
    void write(DataOutputStream out) throws IOException;
  }

  private static byte[] manifest(Fields fields) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(0x49534D46);
    fields.write(out);
    out.writeInt(0);
    return checksummed(bytes.toByteArray());
  }

  private static byte[] checksummed(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length - 4);
    ByteBuffer.wrap(bytes).putInt(bytes.length - 4, (int) crc.getValue());
    return bytes;
  }
}
