package io.flinkiscc.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrozenIndexTest {

  private static FrozenBytes sample(int assets) throws IOException {
    AssetIndex index = AssetIndex.builder().build();
    RandomAssets random = new RandomAssets(new Random(5));
    for (int i = 0; i < assets; i++) {
      index.apply(AssetOp.upsert(random.asset(i), i, i), i % 128);
    }
    return FrozenBytes.of(index);
  }

  @Test
  void anEmptyIndexIsWrittenAndRead() throws IOException {
    FrozenBytes frozen = FrozenBytes.of(AssetIndex.builder().build());
    assertThat(frozen.delta()).hasSizeLessThan(100);
    AssetIndex read = AssetIndex.builder().build();
    frozen.restoreInto(read, KeyGroups.all());
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
    AssetIndex read = AssetIndex.builder().build();
    FrozenBytes.of(frozen).restoreInto(read, KeyGroups.all());
    assertThat(read.liveAssets()).isEqualTo(5000);
    assertThat(read.stats().deadEntries()).isZero();
  }

  @Test
  void everyCutIsRefused() throws IOException {
    FrozenBytes frozen = sample(5);
    byte[] bytes = frozen.delta();
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertRefused(frozen.withDelta(cut), "cut at " + length);
    }
  }

  @Test
  void everyFlippedBitIsRefused() throws IOException {
    FrozenBytes frozen = sample(5);
    byte[] bytes = frozen.delta();
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] damaged = bytes.clone();
      damaged[bit / 8] ^= (byte) (1 << (bit % 8));
      assertRefused(frozen.withDelta(damaged), "flipped bit " + bit);
    }
  }

  private static void assertRefused(FrozenBytes frozen, String what) {
    AssetIndex index = AssetIndex.builder().build();
    assertThatThrownBy(() -> frozen.restoreInto(index, KeyGroups.all()))
        .as(what)
        .isInstanceOf(UncheckedIOException.class)
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void aNewerVersionIsRefusedWithBothNumbers() throws IOException {
    FrozenBytes frozen = sample(1);
    frozen.delta()[5] = 9;
    assertThatThrownBy(() -> frozen.restoreInto(AssetIndex.builder().build(), KeyGroups.all()))
        .hasMessageContaining("version 9")
        .hasMessageContaining("version 1");
  }
}
