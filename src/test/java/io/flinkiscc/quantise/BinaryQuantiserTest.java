package io.flinkiscc.quantise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.nphd.Code;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BinaryQuantiserTest {

  private static final long SEED = 7;

  /**
   * Not the seed of the data: axes made of the same random numbers as centres are no random axes.
   */
  private static final long TRAINING_SEED = 8;

  static BinaryQuantiser train(
      QuantiserMethod method, int dimensions, int bits, List<float[]> vectors) {
    QuantiserTrainer trainer =
        QuantiserTrainer.builder()
            .method(method)
            .dimensions(dimensions)
            .bits(bits)
            .seed(TRAINING_SEED)
            .trainingSize(Math.min(vectors.size(), 1000))
            .build();
    vectors.forEach(trainer::add);
    return trainer.train();
  }

  /** Chance would find 10 of 2000, a recall of .005. */
  @ParameterizedTest
  @CsvSource({
    "MEDIAN_THRESHOLD, 384, 256, .45",
    "MEDIAN_THRESHOLD, 64, 256, .45",
    "MEDIAN_THRESHOLD, 128, 128, .35",
    "RANDOM_ROTATION, 384, 256, .35",
    "RANDOM_ROTATION, 64, 256, .35",
    "RANDOM_ROTATION, 128, 64, .25"
  })
  void neighboursOfEmbeddingsAreNeighboursOfCodes(
      QuantiserMethod method, int dimensions, int bits, double wanted) {
    Embeddings embeddings = new Embeddings(SEED, dimensions, 100);
    List<float[]> vectors = embeddings.next(2000);
    BinaryQuantiser quantiser = train(method, dimensions, bits, vectors);
    QuantisedVectors byCode = QuantisedVectors.dropping(quantiser);
    QuantisedVectors byVector = QuantisedVectors.keeping(quantiser, VectorMetric.L2);
    vectors.forEach(byCode::add);
    vectors.forEach(byVector::add);
    int found = 0;
    int reranked = 0;
    int queries = 100;
    for (float[] query : embeddings.next(queries)) {
      List<Integer> nearest = Embeddings.nearest(vectors, query, 10);
      found +=
          byCode.search(query, 10, 10).stream().filter(h -> nearest.contains(h.ordinal())).count();
      reranked +=
          byVector.search(query, 10, 60).stream()
              .filter(h -> nearest.contains(h.ordinal()))
              .count();
    }
    System.out.printf(
        "%s %d -> %d: recall@10 %.3f, reranked %.3f%n",
        method, dimensions, bits, found / 1000.0, reranked / 1000.0);
    assertThat(found / 1000.0).isGreaterThan(wanted);
    assertThat(reranked / 1000.0).isGreaterThan(0.9);
  }

  @ParameterizedTest
  @EnumSource
  void bitsAreBalancedAlthoughTheDataIsOffCentre(QuantiserMethod method) {
    Embeddings embeddings = new Embeddings(SEED, 300, 400);
    BinaryQuantiser quantiser = train(method, 300, 256, embeddings.next(2000));
    int[] ones = new int[256];
    for (float[] vector : embeddings.next(2000)) {
      byte[] code = quantiser.encode(vector).toBytes();
      for (int bit = 0; bit < 256; bit++) {
        ones[bit] += code[bit >> 3] >> (7 - (bit & 7)) & 1;
      }
    }
    assertThat(Arrays.stream(ones).boxed()).allSatisfy(n -> assertThat(n).isBetween(800, 1200));
  }

  @ParameterizedTest
  @EnumSource
  void oneSeedAndOneStreamGiveOneQuantiser(QuantiserMethod method) {
    BinaryQuantiser first = train(method, 80, 96, new Embeddings(SEED, 80, 20).next(1500));
    BinaryQuantiser second = train(method, 80, 96, new Embeddings(SEED, 80, 20).next(1500));
    BinaryQuantiser other = train(method, 80, 96, new Embeddings(SEED + 1, 80, 20).next(1500));
    assertThat(second).isEqualTo(first).hasSameHashCodeAs(first);
    assertThat(other).isNotEqualTo(first);
    float[] vector = new Embeddings(3, 80, 1).next();
    assertThat(second.encode(vector)).isEqualTo(first.encode(vector));
  }

  @ParameterizedTest
  @EnumSource
  void longerCodesKeepTheirNeighbours(QuantiserMethod method) {
    Random random = new Random(SEED);
    byte[][] codes = new byte[600][128];
    for (int i = 0; i < codes.length; i++) {
      random.nextBytes(codes[i]);
    }
    QuantiserTrainer trainer =
        QuantiserTrainer.builder().method(method).dimensions(1024).trainingSize(600).build();
    for (byte[] code : codes) {
      trainer.addBits(code);
    }
    BinaryQuantiser quantiser = trainer.train();
    for (byte[] original : codes) {
      byte[] near = original.clone();
      for (int flips = 0; flips < 40; flips++) {
        int bit = random.nextInt(1024);
        near[bit >> 3] ^= (byte) (1 << (bit & 7));
      }
      Code code = quantiser.encodeBits(original);
      assertThat(code.hamming(quantiser.encodeBits(near))).isLessThan(80);
      assertThat(code.hamming(quantiser.encodeBits(codes[random.nextInt(50)])))
          .satisfiesAnyOf(h -> assertThat(h).isBetween(80, 176), h -> assertThat(h).isEqualTo(0));
    }
  }

  @Test
  void theMostVaryingDimensionsAreUsedFirst() {
    Random random = new Random(SEED);
    QuantiserTrainer trainer =
        QuantiserTrainer.builder()
            .method(QuantiserMethod.MEDIAN_THRESHOLD)
            .dimensions(100)
            .bits(64)
            .trainingSize(500)
            .build();
    for (int i = 0; i < 500; i++) {
      float[] vector = new float[100];
      for (int d = 0; d < 100; d++) {
        vector[d] = (float) (random.nextGaussian() * (1 + d));
      }
      trainer.add(vector);
    }
    MedianThresholdQuantiser quantiser = (MedianThresholdQuantiser) trainer.train();
    assertThat(quantiser.dimensionOfBit(0)).isGreaterThan(85);
    assertThat(quantiser.dimensionOfBit(63)).isLessThan(50);
  }

  @ParameterizedTest
  @EnumSource
  void wrongVectorsAreRefused(QuantiserMethod method) {
    BinaryQuantiser quantiser = train(method, 8, 64, new Embeddings(SEED, 8, 3).next(10));
    assertThatThrownBy(() -> quantiser.encode(new float[9]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A vector of 9 dimensions was given, expected are 8");
    assertThatThrownBy(() -> quantiser.encode(new float[] {0, 0, Float.NaN, 0, 0, 0, 0, 0}))
        .hasMessage("Dimension 2 of the vector is NaN, allowed are finite numbers");
    assertThatThrownBy(() -> quantiser.encodeBits(new byte[2]))
        .hasMessage("A code of 16 bits was given, expected are 8");
  }
}
