package io.flinkiscc.index;

import java.util.ArrayList;
import java.util.List;

/**
 * The shards of an index between two changes of them. Immutable.
 *
 * @param active the one that grows
 * @param waiting full ones in memory, the newest first
 * @param sealed those in files, the newest first
 */
record ShardList(ActiveShard active, List<WaitingShard> waiting, List<SealedPart> sealed) {

  ShardList {
    waiting = List.copyOf(waiting);
    sealed = List.copyOf(sealed);
  }

  /** The same with a new growing shard. */
  ShardList rotated(ActiveShard fresh) {
    List<WaitingShard> more = new ArrayList<>();
    more.add(new WaitingShard(active));
    more.addAll(waiting);
    return new ShardList(fresh, more, sealed);
  }

  /** The same with the oldest waiting shard sealed. */
  ShardList sealedOldest(SealedPart part) {
    List<SealedPart> more = new ArrayList<>();
    if (part != null) {
      more.add(part);
    }
    more.addAll(sealed);
    return new ShardList(active, waiting.subList(0, waiting.size() - 1), more);
  }

  /** The same with another object for a sealed shard. */
  ShardList with(SealedPart old, SealedPart now) {
    List<SealedPart> other = new ArrayList<>(sealed);
    other.replaceAll(part -> part == old ? now : part);
    return new ShardList(active, waiting, other);
  }

  /** The same with one sealed shard, or none (null), in the place of those of some files. */
  ShardList replaced(List<ShardFile> old, SealedPart now) {
    List<SealedPart> other = new ArrayList<>();
    boolean placed = now == null;
    for (SealedPart part : sealed) {
      if (!old.contains(part.file())) {
        other.add(part);
      } else if (!placed) {
        other.add(now);
        placed = true;
      }
    }
    return new ShardList(active, waiting, other);
  }

  /** The sealed shard of a file. */
  SealedPart part(ShardFile file) {
    for (SealedPart part : sealed) {
      if (part.file() == file) {
        return part;
      }
    }
    throw new IllegalStateException("sealed shard " + file.name() + " is not in the index");
  }

  /** The oldest waiting shard, or null. */
  WaitingShard oldestWaiting() {
    return waiting.isEmpty() ? null : waiting.get(waiting.size() - 1);
  }

  /** Number of shards. */
  int size() {
    return 1 + waiting.size() + sealed.size();
  }
}
