package io.flinkiscc.index;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The index as it was when it was frozen, ready to be written out by any thread while the index
 * goes on: the files of its sealed shards with their tombstones, and logs of the rest, which are
 * newer than the sealed shards: a put in them replaces an entry there.
 *
 * <p>Much of it is what an earlier frozen index had: a shard of the same name has the same file,
 * tombstones of the same name need not be written again, and a log of the same id has only grown.
 *
 * @see IndexRestore
 */
public final class FrozenIndex implements AutoCloseable {

  private final List<FrozenShard> shards;
  private final List<FrozenLog> logs;
  private final long maxEventTimeMicros;
  private final AtomicBoolean released = new AtomicBoolean();

  FrozenIndex(List<FrozenShard> shards, List<FrozenLog> logs, long maxEventTimeMicros) {
    this.shards = List.copyOf(shards);
    this.logs = List.copyOf(logs);
    this.maxEventTimeMicros = maxEventTimeMicros;
  }

  /** The sealed shards, the newest first. */
  public List<FrozenShard> shards() {
    return shards;
  }

  /** The logs: of the shards that are not sealed, the oldest first, then of remembered deletes. */
  public List<FrozenLog> logs() {
    return logs;
  }

  /** Highest event time taken, in microseconds since 1970 UTC. */
  public long maxEventTimeMicros() {
    return maxEventTimeMicros;
  }

  /** Gives the files of the sealed shards back; after that they cannot be read any more. */
  @Override
  public void close() {
    if (released.compareAndSet(false, true)) {
      shards.forEach(FrozenShard::release);
    }
  }
}
