package io.flinkiscc.index;

import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.util.List;

/**
 * Codes found by exact prefix: of two codes one must begin with the other. Codes of 64 bits and
 * more are met through a hash of their first 64 bits; shorter ones, and queries shorter than that,
 * by a scan. One thread adds, others look up.
 */
final class PrefixColumn {

  private static final int HASHED_BITS = 64;

  private final HashChains chains = new HashChains();
  private final IntColumn owners = new IntColumn();
  private final CodeColumn codes = new CodeColumn(null);

  /** Adds a code; {@code owner} comes back with its hits. */
  void add(Code code, int owner) {
    codes.add(code, owner);
    if (code.bits() >= HASHED_BITS) {
      owners.append(owner);
      chains.add(code.word(0));
    }
  }

  /**
   * Visits owners that may match: all that do, and by chance of the hash some that do not, so that
   * the visitor compares the codes.
   */
  void candidates(Code query, SearchRun run, OwnerConsumer visitor) {
    if (query.bits() < HASHED_BITS) {
      codes.scan(List.of(equal(query, run, visitor)));
      return;
    }
    for (int bytes = 1; bytes < HASHED_BITS / 8; bytes++) {
      codes.scanLength(bytes, List.of(equal(query, run, visitor)));
    }
    HashChains.Walk walk = chains.walk();
    for (int row = walk.first(query.word(0)); row != HashChains.NONE; row = walk.next(row)) {
      visitor.accept(owners.get(row));
    }
  }

  private static EntrySearch equal(Code query, SearchRun run, OwnerConsumer visitor) {
    return EntrySearch.within(
        query, Radius.exact(), run, (owner, hamming, bits) -> visitor.accept(owner));
  }

  long memoryBytes() {
    return chains.memoryBytes() + owners.memoryBytes() + codes.memoryBytes();
  }

  /** Takes an owner. */
  @FunctionalInterface
  interface OwnerConsumer {
    void accept(int owner);
  }
}
