package io.flinkiscc.cli;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.Chunk;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.library.Entry;
import io.flinkiscc.library.Key128;
import io.flinkiscc.library.ShardedNphdIndex;
import io.flinkiscc.library.ShardedNphdIndex128;
import io.flinkiscc.nphd.Code;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Imports directories of iscc-usearch, one per unit type, joined by key: {@code DIR/units/TYPE}, or
 * {@code DIR/TYPE}, and {@code DIR/simprints/TYPE}. Simprints are on the heap meanwhile.
 */
final class UsearchSource implements ImportSource {

  private static final int UNIT_STEP = 32;

  private static final Comparator<Chunk> BY_PLACE =
      Comparator.comparingLong(Chunk::offset).thenComparingLong(Chunk::size);

  private final Map<UnitType, Path> units;
  private final Map<UnitType, Path> simprints;
  private final boolean adopt;
  private final PrintWriter err;
  private final CleanUp cleanUp;

  /**
   * @param adopt whether to take what another program has changed since this one saved it
   */
  UsearchSource(Path directory, boolean adopt, PrintWriter err, CleanUp cleanUp)
      throws IOException {
    Path inside = directory.resolve(IndexExport.UNITS);
    this.units = byType(Files.isDirectory(inside) ? inside : directory);
    this.simprints = byType(directory.resolve(IndexExport.SIMPRINTS));
    this.adopt = adopt;
    this.err = err;
    this.cleanUp = cleanUp;
    if (units.isEmpty() && simprints.isEmpty()) {
      throw new IllegalArgumentException(
          directory
              + " has no directories of iscc-usearch that are called as unit types, such as "
              + inside.resolve(UnitType.CONTENT_TEXT_V0.name())
              + " or "
              + directory.resolve(UnitType.CONTENT_TEXT_V0.name()));
    }
  }

  private static Map<UnitType, Path> byType(Path directory) throws IOException {
    Map<UnitType, Path> found = new EnumMap<>(UnitType.class);
    for (UnitType type : UnitType.values()) {
      Path path = directory.resolve(type.name());
      if (UsearchDirectory.isIndex(path)) {
        found.put(type, path);
      }
    }
    return found;
  }

  @Override
  public void readInto(ImportTarget target, Map<String, Object> summary) throws IOException {
    List<ShardedNphdIndex> opened = new ArrayList<>();
    List<UnitType> types = new ArrayList<>();
    try {
      for (Map.Entry<UnitType, Path> unit : units.entrySet()) {
        opened.add(
            ShardedNphdIndex.builder(unit.getValue())
                .readOnly(true)
                .adoptForeignChanges(adopt)
                .open());
        types.add(unit.getKey());
        summary.put("units." + unit.getKey(), opened.get(opened.size() - 1).size());
      }
      Map<Long, Map<UnitType, List<Chunk>>> chunks = readSimprints(summary);
      TimedProgress progress = new TimedProgress(err, "assets", 0);
      for (int i = 0; i < opened.size(); i++) {
        for (long key : opened.get(i).keys()) {
          if (!isInOneBefore(opened, i, key)) {
            cleanUp.goOn();
            progress.next();
            target.apply(change(key, opened, types, i, chunks.remove(key)));
          }
        }
      }
      Set<Long> without = new HashSet<>(chunks.keySet());
      for (long key : without) {
        cleanUp.goOn();
        progress.next();
        target.apply(change(key, List.of(), types, 0, chunks.get(key)));
      }
      summary.put("assets", progress.count());
    } finally {
      for (ShardedNphdIndex index : opened) {
        index.close();
      }
    }
  }

  private static boolean isInOneBefore(List<ShardedNphdIndex> opened, int place, long key) {
    for (int i = 0; i < place; i++) {
      if (opened.get(i).contains(key)) {
        return true;
      }
    }
    return false;
  }

  private static AssetOp change(
      long key,
      List<ShardedNphdIndex> opened,
      List<UnitType> types,
      int from,
      Map<UnitType, List<Chunk>> chunks)
      throws IOException {
    Asset.Builder asset = Asset.builder(key);
    for (int i = from; i < opened.size(); i++) {
      Code code = opened.get(i).get(key);
      if (code != null) {
        if (code.bits() % UNIT_STEP != 0) {
          throw new IOException(
              "%s has a code of %d bits with key %016x, units have 32 to 256 in steps of 32"
                  .formatted(opened.get(i).path(), code.bits(), key));
        }
        asset.unit(types.get(i), code);
      }
    }
    if (chunks != null) {
      chunks.forEach(
          (type, list) -> {
            list.sort(BY_PLACE);
            list.forEach(chunk -> asset.chunk(type, chunk));
          });
    }
    return AssetOp.upsert(asset.build(), AssetOp.NO_SEQ, 0);
  }

  private Map<Long, Map<UnitType, List<Chunk>>> readSimprints(Map<String, Object> summary)
      throws IOException {
    Map<Long, Map<UnitType, List<Chunk>>> chunks = new HashMap<>();
    for (Map.Entry<UnitType, Path> type : simprints.entrySet()) {
      TimedProgress progress = new TimedProgress(err, "simprints of " + type.getKey(), 0);
      try (ShardedNphdIndex128 index =
          ShardedNphdIndex128.builder(type.getValue())
              .readOnly(true)
              .adoptForeignChanges(adopt)
              .open()) {
        summary.put("simprints." + type.getKey(), index.size());
        for (Entry<Key128> entry : index.entries()) {
          cleanUp.goOn();
          progress.next();
          long place = entry.key().low();
          chunks
              .computeIfAbsent(entry.key().high(), key -> new EnumMap<>(UnitType.class))
              .computeIfAbsent(type.getKey(), t -> new ArrayList<>())
              .add(new Chunk(entry.code(), place >>> Integer.SIZE, place & Chunk.MAX_POSITION));
        }
      }
    }
    return chunks;
  }
}
