package io.flinkiscc.index;

/**
 * A simprint near a queried one.
 *
 * @param key body of the ISCC-ID of the asset it belongs to, unsigned 64 bit
 * @param chunk the stored simprint and its place in the asset
 * @param hamming number of different bits within the common prefix
 * @param bits length of the common prefix in bits
 */
public record ChunkHit(long key, Chunk chunk, int hamming, int bits) {}
