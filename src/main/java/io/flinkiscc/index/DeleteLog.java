package io.flinkiscc.index;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/**
 * The log of the numbered deletes that are remembered, apart from the logs of the shards because it
 * outlives them. Consists of pieces that are dropped as a whole when all in them has expired: all
 * deletes are remembered equally long, so the oldest piece goes first and nothing is rewritten. For
 * one thread.
 */
final class DeleteLog {

  /** Few pieces, because a checkpoint lists them; some ten thousand deletes each. */
  private static final int PIECE_BYTES = 1 << 20;

  private final Deque<Piece> pieces = new ArrayDeque<>();
  private final Supplier<String> names;

  private static final class Piece {
    final OperationLog log;
    long untilMillis;

    Piece(String id) {
      log = new OperationLog(id);
    }
  }

  /**
   * @param names gives names that no other log has
   */
  DeleteLog(Supplier<String> names) {
    this.names = names;
  }

  void append(byte[] record, long untilMillis) {
    Piece last = pieces.peekLast();
    if (last == null || last.log.length() >= PIECE_BYTES) {
      last = new Piece(names.get());
      pieces.add(last);
    }
    last.log.append(record);
    last.untilMillis = Math.max(last.untilMillis, untilMillis);
  }

  /** Drops pieces that no longer say anything. */
  void expire(long nowMillis) {
    while (!pieces.isEmpty() && pieces.peek().untilMillis <= nowMillis) {
      pieces.poll();
    }
  }

  /** The log as it is now. */
  List<OperationLog.Frozen> freeze() {
    List<OperationLog.Frozen> frozen = new ArrayList<>(pieces.size());
    pieces.forEach(piece -> frozen.add(piece.log.freeze()));
    return frozen;
  }

  /** Notes that everything up to here came from logs that were restored. */
  void markRestored() {
    pieces.forEach(piece -> piece.log.markRestored());
  }

  long memoryBytes() {
    return pieces.stream().mapToLong(piece -> piece.log.memoryBytes() + 64).sum();
  }
}
