package io.flinkiscc.quantise;

import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.CodeArray;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;

/**
 * The codes of vectors, with the vectors or without them, searched by exact scans of the codes.
 *
 * <p>With the vectors, the nearest codes are ranked anew by the distances of the vectors
 * themselves; without them a vector takes {@code bits / 8} bytes. One thread adds; any number of
 * threads search at the same time.
 */
public final class QuantisedVectors {

  private final BinaryQuantiser quantiser;
  private final VectorMetric metric;
  private final CodeArray codes;
  private volatile float[][] kept;

  private QuantisedVectors(BinaryQuantiser quantiser, VectorMetric metric, boolean keep) {
    this.quantiser = Objects.requireNonNull(quantiser, "quantiser");
    this.metric = metric;
    this.codes = new CodeArray(quantiser.bits());
    this.kept = keep ? new float[16][] : null;
  }

  /** Makes an empty holder that keeps the vectors and ranks by their distances. */
  public static QuantisedVectors keeping(BinaryQuantiser quantiser, VectorMetric metric) {
    return new QuantisedVectors(quantiser, Objects.requireNonNull(metric, "metric"), true);
  }

  /** Makes an empty holder that drops the vectors and ranks by the differing bits of the codes. */
  public static QuantisedVectors dropping(BinaryQuantiser quantiser) {
    return new QuantisedVectors(quantiser, null, false);
  }

  /**
   * Adds a vector.
   *
   * @return its place, from 0
   * @throws IllegalArgumentException if it is no vector of the quantiser
   */
  public int add(float[] vector) {
    return restore(quantiser.encode(vector), kept == null ? null : vector.clone());
  }

  /** Adds a vector whose code is known; takes the array. */
  int restore(Code code, float[] vector) {
    if (kept != null) {
      int ordinal = codes.size();
      if (ordinal == kept.length) {
        kept = Arrays.copyOf(kept, 2 * ordinal);
      }
      // Written before its code is published, so that whoever sees the code sees the vector.
      kept[ordinal] = vector;
    }
    return codes.append(code);
  }

  /**
   * Saves quantiser, codes and kept vectors in the format that {@link VectorsCodec} tells. The
   * stream stays open. No vectors may be added meanwhile.
   *
   * @throws IOException if writing fails
   */
  public void writeTo(OutputStream out) throws IOException {
    VectorsCodec.write(this, out);
  }

  /**
   * Reads what {@link #writeTo} saved and leaves the stream behind it. The bytes need not be
   * trusted.
   *
   * @throws CorruptQuantiserException if they are no vectors, damaged, or of a newer version
   * @throws IOException if reading fails
   */
  public static QuantisedVectors readFrom(InputStream in) throws IOException {
    return VectorsCodec.read(in);
  }

  /** Returns the quantiser of the codes. */
  public BinaryQuantiser quantiser() {
    return quantiser;
  }

  /** Returns the metric of kept vectors, or null. */
  VectorMetric metric() {
    return metric;
  }

  /** Returns the number of vectors. */
  public int size() {
    return codes.size();
  }

  /** Returns whether the vectors themselves are kept. */
  public boolean keepsVectors() {
    return kept != null;
  }

  /**
   * Returns the code of a vector.
   *
   * @throws IndexOutOfBoundsException if there is no such vector
   */
  public Code code(int ordinal) {
    return codes.get(ordinal);
  }

  /**
   * Returns a copy of a vector.
   *
   * @throws IndexOutOfBoundsException if there is no such vector
   * @throws IllegalStateException if vectors are dropped
   */
  public float[] vector(int ordinal) {
    if (kept == null) {
      throw new IllegalStateException("The vectors were dropped; only their codes are held");
    }
    Objects.checkIndex(ordinal, size());
    return kept[ordinal].clone();
  }

  /**
   * Finds the nearest vectors.
   *
   * @param query a vector of the quantiser
   * @param k number of hits wanted, from 1 on
   * @param candidates number of nearest codes that are ranked anew by their vectors, at least
   *     {@code k}; without vectors it does not matter
   * @return up to {@code k} hits by ascending distance, then place
   * @throws IllegalArgumentException if an argument is not allowed
   */
  public List<VectorHit> search(float[] query, int k, int candidates) {
    if (k < 1 || candidates < k) {
      throw new IllegalArgumentException(
          "k is %d and candidates is %d; allowed are k from 1 on and candidates from k on"
              .formatted(k, candidates));
    }
    Code code = quantiser.encode(query);
    List<VectorHit> hits = new ArrayList<>();
    for (long candidate : nearest(code, keepsVectors() ? candidates : k)) {
      int ordinal = (int) candidate;
      int hamming = (int) (candidate >>> 32);
      double distance =
          kept == null
              ? (double) hamming / quantiser.bits()
              : metric.distance(query, kept[ordinal]);
      hits.add(new VectorHit(ordinal, hamming, distance));
    }
    hits.sort(Comparator.comparingDouble(VectorHit::distance).thenComparingInt(VectorHit::ordinal));
    return List.copyOf(hits.subList(0, Math.min(k, hits.size())));
  }

  /** The nearest codes, as {@code hamming << 32 | ordinal} in any order. */
  private Iterable<Long> nearest(Code code, int count) {
    PriorityQueue<Long> farthestFirst = new PriorityQueue<>(Comparator.reverseOrder());
    codes.scan(
        code,
        0,
        codes.size(),
        quantiser.bits(),
        (ordinal, hamming) -> {
          farthestFirst.add((long) hamming << 32 | ordinal);
          if (farthestFirst.size() <= count) {
            return quantiser.bits();
          }
          farthestFirst.poll();
          // Ordinals ascend, so a later code of the same distance never comes in.
          return (int) (farthestFirst.peek() >>> 32) - 1;
        });
    return farthestFirst;
  }
}
