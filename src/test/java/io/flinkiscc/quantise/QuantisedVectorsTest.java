package io.flinkiscc.quantise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QuantisedVectorsTest {

  private final Embeddings embeddings = new Embeddings(5, 32, 8);
  private final BinaryQuantiser quantiser =
      BinaryQuantiserTest.train(QuantiserMethod.RANDOM_ROTATION, 32, 64, embeddings.next(200));

  @ParameterizedTest
  @EnumSource
  void withAllAsCandidatesTheRankingIsThatOfTheVectors(VectorMetric metric) {
    List<float[]> vectors = embeddings.next(300);
    QuantisedVectors held = QuantisedVectors.keeping(quantiser, metric);
    vectors.forEach(held::add);
    float[] query = embeddings.next();
    List<Integer> expected =
        IntStream.range(0, 300)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> metric.distance(query, vectors.get(i))))
            .limit(7)
            .toList();
    assertThat(held.search(query, 7, 300)).extracting(VectorHit::ordinal).isEqualTo(expected);
    assertThat(held.search(query, 400, 400)).hasSize(300);
  }

  @Test
  void withoutVectorsTheRankingIsThatOfTheCodes() {
    List<float[]> vectors = embeddings.next(300);
    QuantisedVectors held = QuantisedVectors.dropping(quantiser);
    vectors.forEach(held::add);
    float[] query = embeddings.next();
    List<Integer> expected =
        IntStream.range(0, 300)
            .boxed()
            .sorted(Comparator.comparingInt(i -> held.code(i).hamming(quantiser.encode(query))))
            .limit(7)
            .toList();
    List<VectorHit> hits = held.search(query, 7, 7);
    assertThat(hits).extracting(VectorHit::ordinal).isEqualTo(expected);
    assertThat(hits).allMatch(h -> h.distance() == h.hamming() / 64.0);
    assertThatThrownBy(() -> held.vector(0)).hasMessageContaining("were dropped");
  }

  @Test
  void theMetricsAreWhatTheirNamesSay() {
    float[] a = {3, 0, 0, 0, 0};
    float[] b = {0, 4, 0, 0, 0};
    assertThat(VectorMetric.L2.distance(a, b)).isEqualTo(5);
    assertThat(VectorMetric.COSINE.distance(a, b)).isEqualTo(1);
    assertThat(VectorMetric.COSINE.distance(a, new float[] {-1, 0, 0, 0, 0})).isEqualTo(2);
    assertThat(VectorMetric.COSINE.distance(a, new float[5])).isEqualTo(1);
  }

  @Test
  void keptVectorsAreCopies() {
    QuantisedVectors held = QuantisedVectors.keeping(quantiser, VectorMetric.COSINE);
    float[] vector = embeddings.next();
    float first = vector[0];
    held.add(vector);
    vector[0] = 99;
    held.vector(0)[0] = 99;
    assertThat(held.vector(0)[0]).isEqualTo(first);
    assertThatThrownBy(() -> held.vector(1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void wrongSizesOfAnswersAreRefused() {
    QuantisedVectors held = QuantisedVectors.dropping(quantiser);
    assertThat(held.search(embeddings.next(), 1, 1)).isEmpty();
    assertThatThrownBy(() -> held.search(embeddings.next(), 0, 5)).hasMessageContaining("k is 0");
    assertThatThrownBy(() -> held.search(embeddings.next(), 5, 4))
        .hasMessageContaining("candidates is 4");
  }
}
