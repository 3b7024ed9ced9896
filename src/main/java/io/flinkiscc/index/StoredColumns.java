package io.flinkiscc.index;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import java.lang.ref.SoftReference;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Columns of types that were not indexed when a sealed shard was written, but are now: made of its
 * asset forms when they are first asked for, which takes as long as reading them all, and compared
 * code by code. Such a shard is written anew before long, so they are held softly: memory that is
 * needed for something else is given back, and they are made again. Any thread; one that finds them
 * being made waits for them.
 */
final class StoredColumns {

  private final SealedShard shard;
  private final KeyGroups readable;
  private final Map<UnitType, SoftReference<CodeColumn>> units = new EnumMap<>(UnitType.class);
  private final Map<UnitType, SoftReference<ChunkColumn>> chunks = new EnumMap<>(UnitType.class);

  /**
   * @param readable the key groups whose asset forms are there
   */
  StoredColumns(SealedShard shard, KeyGroups readable) {
    this.shard = shard;
    this.readable = readable;
  }

  /** The units of a type, by entry, those of dead entries too; null if the shard has a column. */
  synchronized CodeColumn units(UnitType type) {
    SealedLeftOut left = shard.leftOut(SealedSection.Role.UNIT, type);
    if (left == null) {
      return null;
    }
    SoftReference<CodeColumn> made = units.get(type);
    CodeColumn column = made == null ? null : made.get();
    if (column == null) {
      CodeColumn fresh = new CodeColumn(null);
      forEach(left, (entry, asset) -> fresh.add(code(asset, type, entry), entry));
      units.put(type, new SoftReference<>(fresh));
      column = fresh;
    }
    return column;
  }

  /** The simprints of a type, those of dead entries too; null if the shard has a column. */
  synchronized ChunkColumn chunks(UnitType type) {
    SealedLeftOut left = shard.leftOut(SealedSection.Role.SIMPRINT, type);
    if (left == null) {
      return null;
    }
    SoftReference<ChunkColumn> made = chunks.get(type);
    ChunkColumn column = made == null ? null : made.get();
    if (column == null) {
      ChunkColumn fresh = new ChunkColumn(null);
      forEach(left, (entry, asset) -> fresh.add(simprints(asset, type, entry), entry));
      chunks.put(type, new SoftReference<>(fresh));
      column = fresh;
    }
    return column;
  }

  private void forEach(SealedLeftOut left, BiConsumer<Integer, Asset> consumer) {
    SealedPayload payload = shard.payload();
    for (int entry = 0; entry < shard.size(); entry++) {
      if (left.entries().contains(entry) && readable.contains(shard.entries().keyGroup(entry))) {
        consumer.accept(entry, shard.asset(entry, payload));
      }
    }
  }

  private Code code(Asset asset, UnitType type, int entry) {
    return required(asset.units().get(type), type, entry);
  }

  private List<Chunk> simprints(Asset asset, UnitType type, int entry) {
    return required(asset.simprints().get(type), type, entry);
  }

  private <T> T required(T found, UnitType type, int entry) {
    if (found == null) {
      throw shard.damaged("entry %d is said to have codes of type %s".formatted(entry, type));
    }
    return found;
  }
}
