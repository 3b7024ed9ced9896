package io.flinkiscc.index;

import io.flinkiscc.iscc.UnitType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * Looks for codes that no search of a graph can find, in the graphs of sealed shards; each of them
 * is looked through once, which reads all its links. For one thread, beside any others.
 */
public final class UnreachableNodes {

  private final Map<SealedShard, Long> known = new WeakHashMap<>();

  /** Has looked at nothing yet. */
  public UnreachableNodes() {}

  /**
   * Number of unreachable nodes in all graphs that are searched of the sealed shards of a snapshot.
   *
   * @throws java.io.UncheckedIOException if a file is damaged
   */
  public long count(IndexSnapshot snapshot) {
    long unreachable = 0;
    for (SealedPart part : snapshot.sealedParts()) {
      unreachable += known.computeIfAbsent(part.shard(), s -> count(s, snapshot.indexed()));
    }
    return unreachable;
  }

  static long count(SealedShard shard, Set<UnitType> indexed) {
    List<SealedCodes> columns = new ArrayList<>();
    for (UnitType type : indexed) {
      SealedField field = shard.field(type);
      if (field != null) {
        columns.addAll(field.lengths());
      }
      SealedChunks chunks = shard.chunks(type);
      if (chunks != null) {
        columns.addAll(chunks.lengths());
      }
    }
    long unreachable = 0;
    for (SealedCodes codes : columns) {
      unreachable += codes.graph() == null ? 0 : codes.graph().unreachable();
    }
    return unreachable;
  }
}
