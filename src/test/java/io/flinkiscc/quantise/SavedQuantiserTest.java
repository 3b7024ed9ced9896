package io.flinkiscc.quantise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SavedQuantiserTest {

  private final Embeddings embeddings = new Embeddings(11, 40, 10);

  private BinaryQuantiser quantiser(QuantiserMethod method) {
    return BinaryQuantiserTest.train(method, 40, 64, embeddings.next(300));
  }

  private static byte[] save(BinaryQuantiser quantiser) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    quantiser.writeTo(out);
    return out.toByteArray();
  }

  private static BinaryQuantiser read(byte[] bytes) throws IOException {
    return BinaryQuantiser.readFrom(new ByteArrayInputStream(bytes));
  }

  @ParameterizedTest
  @EnumSource
  void comesBackEqualAndEncodesTheSame(QuantiserMethod method) throws IOException {
    BinaryQuantiser quantiser = quantiser(method);
    byte[] followed = Arrays.copyOf(save(quantiser), save(quantiser).length + 3);
    ByteArrayInputStream in = new ByteArrayInputStream(followed);
    BinaryQuantiser read = BinaryQuantiser.readFrom(in);
    assertThat(in.available()).isEqualTo(3);
    assertThat(read).isEqualTo(quantiser).hasSameHashCodeAs(quantiser);
    for (float[] vector : embeddings.next(100)) {
      assertThat(read.encode(vector)).isEqualTo(quantiser.encode(vector));
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyBitFlipAndEveryTruncationIsRefused(QuantiserMethod method) throws IOException {
    byte[] bytes = save(quantiser(method));
    for (int i = 0; i < 8 * bytes.length; i++) {
      byte[] flipped = bytes.clone();
      flipped[i >> 3] ^= (byte) (1 << (i & 7));
      assertThatThrownBy(() -> read(flipped)).isInstanceOf(CorruptQuantiserException.class);
    }
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> read(cut)).isInstanceOf(CorruptQuantiserException.class);
    }
  }

  private static byte[] with(byte[] bytes, int at, int value) {
    byte[] changed = bytes.clone();
    ByteBuffer.wrap(changed).putInt(at, value);
    CRC32C crc = new CRC32C();
    crc.update(changed, 0, changed.length - 4);
    ByteBuffer.wrap(changed).putInt(changed.length - 4, (int) crc.getValue());
    return changed;
  }

  @Test
  void hostileBytesOfRightChecksumAreRefusedWithTheReason() throws IOException {
    byte[] bytes = save(quantiser(QuantiserMethod.MEDIAN_THRESHOLD));
    assertThatThrownBy(() -> read(with(bytes, 4, 2 << 16)))
        .hasMessage("The quantiser is of version 2, this program reads version 1");
    assertThatThrownBy(() -> read(with(bytes, 12, Integer.MAX_VALUE)))
        .hasMessageContaining("2147483647 dimensions");
    assertThatThrownBy(() -> read(with(bytes, 16, 40)))
        .hasMessage("Bit 0 of the quantiser is of dimension 40, there are 40");
    assertThatThrownBy(() -> read(with(bytes, 20, Float.floatToIntBits(Float.NaN))))
        .hasMessage("The threshold of bit 0 of the quantiser is NaN");
  }

  @ParameterizedTest
  @EnumSource
  void vectorsComeBackWithTheirCodes(VectorMetric metric) throws IOException {
    BinaryQuantiser quantiser = quantiser(QuantiserMethod.RANDOM_ROTATION);
    List<float[]> vectors = embeddings.next(50);
    for (QuantisedVectors held :
        List.of(
            QuantisedVectors.keeping(quantiser, metric), QuantisedVectors.dropping(quantiser))) {
      vectors.forEach(held::add);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      held.writeTo(out);
      QuantisedVectors read =
          QuantisedVectors.readFrom(new ByteArrayInputStream(out.toByteArray()));
      assertThat(read.size()).isEqualTo(50);
      assertThat(read.quantiser()).isEqualTo(quantiser);
      assertThat(read.keepsVectors()).isEqualTo(held.keepsVectors());
      for (float[] query : embeddings.next(20)) {
        assertThat(read.search(query, 5, 20)).isEqualTo(held.search(query, 5, 20));
      }
    }
  }

  @Test
  void damagedVectorsAreRefused() throws IOException {
    QuantisedVectors held =
        QuantisedVectors.keeping(quantiser(QuantiserMethod.MEDIAN_THRESHOLD), VectorMetric.L2);
    embeddings.next(5).forEach(held::add);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    held.writeTo(out);
    byte[] bytes = out.toByteArray();
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      byte[] damaged = bytes.clone();
      damaged[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      byte[] cut = i % 2 == 0 ? damaged : Arrays.copyOf(bytes, random.nextInt(bytes.length));
      assertThatThrownBy(
              () -> QuantisedVectors.readFrom(new ByteArrayInputStream(cut)), "seed %d", seed)
          .isInstanceOf(CorruptQuantiserException.class);
    }
  }
}
