package io.flinkiscc.library;

/**
 * A damaged shard that was left out when an index was opened.
 *
 * @param file name of its file in the directory of the index
 * @param reason what is wrong with it
 */
public record SkippedShard(String file, String reason) {}
