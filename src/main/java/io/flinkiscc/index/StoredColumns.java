package io.flinkiscc.index;

import io.flinkiscc.iscc.UnitType;
import java.lang.ref.SoftReference;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

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
  CodeColumn units(UnitType type) {
    SealedLeftOut left = shard.leftOut(SealedSection.Role.UNIT, type);
    return left == null ? null : made(units, type, () -> unitsOf(left, type));
  }

  /** The simprints of a type, those of dead entries too; null if the shard has a column. */
  ChunkColumn chunks(UnitType type) {
    SealedLeftOut left = shard.leftOut(SealedSection.Role.SIMPRINT, type);
    return left == null ? null : made(chunks, type, () -> chunksOf(left, type));
  }

  private synchronized <T> T made(
      Map<UnitType, SoftReference<T>> columns, UnitType type, Supplier<T> maker) {
    SoftReference<T> held = columns.get(type);
    T column = held == null ? null : held.get();
    if (column == null) {
      column = maker.get();
      columns.put(type, new SoftReference<>(column));
    }
    return column;
  }

  private CodeColumn unitsOf(SealedLeftOut left, UnitType type) {
    CodeColumn column = new CodeColumn(null);
    forEach(
        left, (entry, asset) -> column.add(required(asset.units().get(type), type, entry), entry));
    return column;
  }

  private ChunkColumn chunksOf(SealedLeftOut left, UnitType type) {
    ChunkColumn column = new ChunkColumn(null);
    forEach(
        left,
        (entry, asset) -> column.add(required(asset.simprints().get(type), type, entry), entry));
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

  private <T> T required(T found, UnitType type, int entry) {
    if (found == null) {
      throw shard.damaged("entry %d is said to have codes of type %s".formatted(entry, type));
    }
    return found;
  }
}
