package io.flinkiscc.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrozenIndexTest {

  private static byte[] sample(int assets) throws IOException {
    AssetIndex index = AssetIndex.builder().build();
    RandomAssets random = new RandomAssets(new Random(5));
    for (int i = 0; i < assets; i++) {
      index.apply(AssetOp.upsert(random.asset(i), i, i), i % 128);
    }
    return AssetIndexTest.bytes(index);
  }

  @Test
  void anEmptyIndexIsWrittenAndRead() throws IOException {
    byte[] bytes = AssetIndexTest.bytes(AssetIndex.builder().build());
    assertThat(bytes).hasSize(40);
    AssetIndex read = AssetIndex.builder().build();
    read.replay(new ByteArrayInputStream(bytes), keyGroup -> true);
    assertThat(read.liveAssets()).isZero();
  }

  @Test
  void writingGoesOnWhileTheIndexChanges() throws IOException {
    AssetIndex index = AssetIndex.builder().build();
    RandomAssets random = new RandomAssets(new Random(6));
    for (int i = 0; i < 5000; i++) {
      index.apply(AssetOp.upsert(random.asset(i), -1, 0), 0);
    }
    FrozenIndex frozen = index.freeze();
    for (int i = 0; i < 50_000; i++) {
      index.apply(AssetOp.upsert(random.asset(i % 5000), -1, 0), 0);
    }
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    frozen.writeTo(out);
    assertThat(out.size()).isEqualTo(frozen.logBytes() + 40);
    AssetIndex read = AssetIndex.builder().build();
    read.replay(new ByteArrayInputStream(out.toByteArray()), keyGroup -> true);
    assertThat(read.liveAssets()).isEqualTo(5000);
    assertThat(read.stats().deadEntries()).isZero();
  }

  @Test
  void everyCutIsRefused() throws IOException {
    byte[] bytes = sample(5);
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> read(cut))
          .as("cut at %d of %d", length, bytes.length)
          .isInstanceOf(CorruptDataException.class);
    }
  }

  @Test
  void everyFlippedBitIsRefused() throws IOException {
    byte[] bytes = sample(5);
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] damaged = bytes.clone();
      damaged[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThatThrownBy(() -> read(damaged))
          .as("bit %d flipped", bit)
          .isInstanceOf(CorruptDataException.class);
    }
  }

  @Test
  void aNewerVersionIsRefusedWithBothNumbers() throws IOException {
    byte[] bytes = sample(1);
    bytes[5] = 9;
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("version 9")
        .hasMessageContaining("1 to 2");
  }

  private static void read(byte[] bytes) throws IOException {
    AssetIndex.builder().build().replay(new ByteArrayInputStream(bytes), keyGroup -> true);
  }
}
