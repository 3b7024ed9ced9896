package io.flinkiscc.quantise;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Made-up embeddings: points around random centres, not centred at zero. */
final class Embeddings {

  private final Random random;
  private final float[][] centres;
  private final int dimensions;

  Embeddings(long seed, int dimensions, int clusters) {
    this.random = new Random(seed);
    this.dimensions = dimensions;
    this.centres = new float[clusters][dimensions];
    for (float[] centre : centres) {
      for (int d = 0; d < dimensions; d++) {
        centre[d] = (float) (0.3 + random.nextGaussian());
      }
    }
  }

  float[] next() {
    float[] vector = centres[random.nextInt(centres.length)].clone();
    for (int d = 0; d < dimensions; d++) {
      vector[d] += (float) (0.35 * random.nextGaussian());
    }
    return vector;
  }

  List<float[]> next(int count) {
    List<float[]> vectors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      vectors.add(next());
    }
    return vectors;
  }

  static List<Integer> nearest(List<float[]> vectors, float[] query, int k) {
    double[] distances =
        vectors.stream().mapToDouble(v -> VectorMetric.L2.distance(v, query)).toArray();
    return IntStream.range(0, distances.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> distances[i]))
        .limit(k)
        .toList();
  }
}
