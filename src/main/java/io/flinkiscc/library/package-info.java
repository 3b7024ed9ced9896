/**
 * Similarity indexes for programs: what a user of the Python library iscc-usearch knows under the
 * same names, over the same files, without native code.
 *
 * <p>{@link io.flinkiscc.library.NphdIndex} keeps codes of mixed lengths in one file, {@link
 * io.flinkiscc.library.ShardedNphdIndex} in a directory of shards; {@link
 * io.flinkiscc.library.ShardedIndex} holds codes of one length. The forms with {@code 128} in their
 * names take keys of 128 bits. One thread at a time writes, any number of threads read without
 * waiting for it.
 */
package io.flinkiscc.library;
