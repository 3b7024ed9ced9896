/**
 * Trained binary quantisers: they make float embeddings, and codes that are longer than an index
 * takes, into binary codes of 64 to 256 bits whose Hamming distances follow the distances of the
 * originals.
 *
 * <p>A {@link io.flinkiscc.quantise.QuantiserTrainer} samples a stream of vectors and trains a
 * {@link io.flinkiscc.quantise.BinaryQuantiser}; {@link io.flinkiscc.quantise.QuantisedVectors}
 * holds the codes, with or without the vectors themselves.
 */
package io.flinkiscc.quantise;
