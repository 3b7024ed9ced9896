package io.flinkiscc.index;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which sealed shards to write anew as one. Shards of like size are merged, a given number at a
 * time, so that an asset is rewritten once per size class; a shard with too many dead entries is
 * rewritten before its turn, together with others of the kind.
 */
final class CompactionPlan {

  private final EngineOptions options;

  CompactionPlan(EngineOptions options) {
    this.options = options;
  }

  /** Chooses from shards, those without live entries left out; empty if all is well. */
  List<SealedPart> choose(List<SealedPart> sealed) {
    List<SealedPart> rotten = new ArrayList<>(sealed);
    rotten.removeIf(part -> part.deadShare() <= options.deadShare());
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

  /** The smallest first, as many as one shard may hold, but at least one. */
  private List<SealedPart> upToLargest(List<SealedPart> parts) {
    List<SealedPart> smallestFirst = new ArrayList<>(parts);
    smallestFirst.sort(Comparator.comparingInt(SealedPart::live));
    List<SealedPart> chosen = new ArrayList<>();
    long live = 0;
    for (SealedPart part : smallestFirst) {
      live += part.live();
      if (!chosen.isEmpty()
          && (live > options.mergedMaxAssets() || chosen.size() == options.mergeFanIn())) {
        break;
      }
      chosen.add(part);
    }
    return chosen;
  }

  private int sizeClass(SealedPart part) {
    int sizeClass = 0;
    for (long size = part.live(); size >= options.mergeFanIn(); size /= options.mergeFanIn()) {
      sizeClass++;
    }
    return sizeClass;
  }
}
