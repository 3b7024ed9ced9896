package io.flinkiscc.index;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which sealed shards to write anew as one. Shards of like size are merged, a given number at a
 * time, so that an asset is rewritten once per size class; a shard with too many dead entries, or
 * without columns of types that are indexed now, is rewritten before its turn, together with others
 * of the kind.
 */
final class CompactionPlan {

  /** Of stored graphs, over all layers, by the connectivity. */
  private static final long BYTES_PER_LINK = 6;

  private static final long LONGEST_CODE_BYTES = 32;

  private final EngineOptions options;

  /** Most bytes of what is merged. Writer only. */
  private long maxBytes;

  CompactionPlan(EngineOptions options) {
    this.options = options;
    this.maxBytes = options.mergedMaxBytes();
  }

  /** Chooses from shards, those without live entries left out; empty if all is well. */
  List<SealedPart> choose(List<SealedPart> sealed) {
    List<SealedPart> rotten = new ArrayList<>(sealed);
    rotten.removeIf(part -> !isRotten(part));
    if (!rotten.isEmpty()) {
      return upToLargest(rotten);
    }
    Map<Integer, List<SealedPart>> classes = new TreeMap<>();
    for (SealedPart part : sealed) {
      classes.computeIfAbsent(sizeClass(part), c -> new ArrayList<>()).add(part);
    }
    for (List<SealedPart> alike : classes.values()) {
      List<SealedPart> chosen =
          alike.size() < options.mergeFanIn() ? List.of() : upToLargest(alike);
      if (chosen.size() >= 2) {
        return chosen;
      }
    }
    return List.of();
  }

  private boolean isRotten(SealedPart part) {
    return part.deadShare() > options.deadShare()
        || part.file().part()
        || !part.shard().leftOut(options.unitTypes()).isEmpty();
  }

  /** The smallest first, as many as one shard may hold, but at least one. */
  private List<SealedPart> upToLargest(List<SealedPart> parts) {
    List<SealedPart> smallestFirst = new ArrayList<>(parts);
    smallestFirst.sort(Comparator.comparingInt(SealedPart::live));
    List<SealedPart> chosen = new ArrayList<>();
    long live = 0;
    long bytes = 0;
    for (SealedPart part : smallestFirst) {
      live += part.live();
      bytes += bytes(part);
      if (!chosen.isEmpty()
          && (live > options.mergedMaxAssets()
              || bytes > maxBytes
              || chosen.size() == options.mergeFanIn())) {
        break;
      }
      chosen.add(part);
    }
    return chosen;
  }

  /** What the live part of a shard takes in a file, or of the heap until it is there. */
  private long bytes(SealedPart part) {
    long file =
        part.file().bytes() + graphsToCome(part.shard().meta()) + columnsToCome(part.shard());
    return Math.max(liveShare(part, file), workingBytes(part));
  }

  /** Bytes of graphs that codes may get once they are many. */
  private long graphsToCome(SealedMeta meta) {
    long bytes = 0;
    for (SealedMeta.Column column : meta.columns()) {
      for (SealedMeta.Length length : column.lengths()) {
        if (!length.hasGraph() && length.nodes() < options.graphFrom()) {
          bytes +=
              length.nodes()
                  * (length.bits() / Byte.SIZE + BYTES_PER_LINK * options.connectivity());
        }
      }
    }
    return bytes;
  }

  /** Bytes of columns and graphs of types that had none, were their codes of full length. */
  private long columnsToCome(SealedShard shard) {
    long rows = 0;
    for (SealedLeftOut left : shard.leftOut(options.unitTypes())) {
      rows += left.rows();
    }
    return rows * (LONGEST_CODE_BYTES + BYTES_PER_LINK * options.connectivity());
  }

  /** Heap that writing the live part of a shard anew takes. */
  long workingBytes(SealedPart part) {
    return liveShare(part, WritingMemory.of(part.shard(), options));
  }

  private static long liveShare(SealedPart part, long bytes) {
    return (long) (bytes * (1 - part.deadShare()));
  }

  /** Merges less from now on, since what was chosen last did not fit into one file. */
  void chooseLess() {
    maxBytes /= 2;
  }

  private int sizeClass(SealedPart part) {
    int sizeClass = 0;
    for (long size = part.live(); size >= options.mergeFanIn(); size /= options.mergeFanIn()) {
      sizeClass++;
    }
    return sizeClass;
  }
}
