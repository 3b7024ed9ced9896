package io.flinkiscc.quantise;

/**
 * A vector that a search found.
 *
 * @param ordinal its place, from 0
 * @param hamming differing bits of the codes
 * @param distance distance of the vectors by the metric, or, where vectors are dropped, {@code
 *     hamming / bits}
 */
public record VectorHit(int ordinal, int hamming, double distance) {}
