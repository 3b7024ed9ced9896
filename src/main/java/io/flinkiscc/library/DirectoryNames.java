package io.flinkiscc.library;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of the files in the directory of an index. */
final class DirectoryNames {

  static final String BLOOM = "bloom.isbf";
  static final String DEAD = "dead.slots";

  private static final Pattern SHARD = Pattern.compile("shard_(\\d{3,9})\\.usearch");
  private static final Pattern OURS =
      Pattern.compile(
          "shard_\\d{3,9}\\.(usearch|metadata)|bloom\\.isbf|tombstones\\.npy|dead\\.slots|manifest\\.json");

  /** What iscc-usearch leaves behind when it is interrupted, and deletes itself. */
  private static final Pattern LEFTOVER =
      Pattern.compile(".+\\.(usearch|isbf|npy)\\.tmp|shard_\\d+\\.usearch\\.compact");

  private DirectoryNames() {}

  /** The number of a shard by the name of its file, or -1. */
  static int shardNumber(String name) {
    Matcher shard = SHARD.matcher(name);
    return shard.matches() ? Integer.parseInt(shard.group(1)) : -1;
  }

  static boolean isOurs(String name) {
    return OURS.matcher(name).matches();
  }

  static boolean isLeftover(String name) {
    return LEFTOVER.matcher(name).matches();
  }

  /** Whether iscc-usearch would take the file for a part of the index. */
  static boolean isPartForPeer(String name) {
    return shardNumber(name) >= 0 || name.equals(BLOOM) || name.equals(TombstoneFile.NAME);
  }
}
