package io.flinkiscc.index;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * An immutable shard in a mapped file, as {@link SealedFormat} describes it. Any number of threads
 * may use it.
 *
 * <p>Opening reads the counts and the key groups, whatever the number of entries. What the rest
 * holds is checked where it is used: each offset and ordinal against its bounds, each payload block
 * against its checksum; what cannot be right is met with an {@link java.io.UncheckedIOException}
 * around a {@link CorruptDataException}. A changed bit that can be right is only found by {@link
 * #verify}.
 */
final class SealedShard {

  /** No such entry. */
  static final int NONE = -1;

  private final SealedFile file;
  private final SealedMeta meta;
  private final SealedEntries entries;
  private final SealedPayload payload;
  private final Map<UnitType, SealedField> fields;
  private final Map<UnitType, SealedChunks> chunks;
  private final Map<SealedSection.Role, Map<UnitType, SealedLeftOut>> leftOut;
  private final StoredColumns stored;

  private SealedShard(SealedFile file, SealedShardReader reader, KeyGroups readable)
      throws CorruptDataException {
    this.file = file;
    this.meta = reader.meta();
    this.entries = reader.entries();
    this.payload = reader.payload();
    this.fields = reader.fields();
    this.chunks = reader.chunks();
    this.leftOut =
        Map.of(
            SealedSection.Role.UNIT, reader.leftOut(SealedSection.Role.UNIT),
            SealedSection.Role.SIMPRINT, reader.leftOut(SealedSection.Role.SIMPRINT));
    this.stored = new StoredColumns(this, readable);
  }

  /**
   * Opens a shard. Checks its head, tail, section table and counts, and that every section is as
   * long as the counts say.
   *
   * @throws CorruptDataException if the file is cut off, damaged, no shard or of a newer version
   */
  static SealedShard open(Path path) throws IOException {
    return open(path, true, KeyGroups.all());
  }

  /**
   * Opens a file that lacks the bytes of graphs, and of payload that nobody will ask for.
   *
   * @param readable the key groups whose payload is there
   */
  static SealedShard openPart(Path path, KeyGroups readable) throws IOException {
    return open(path, false, readable);
  }

  private static SealedShard open(Path path, boolean whole, KeyGroups readable) throws IOException {
    SealedFile file = SealedFile.open(path);
    return new SealedShard(file, new SealedShardReader(file, whole), readable);
  }

  /** Where the file is. */
  Path path() {
    return file.path();
  }

  /** Number of entries. */
  int size() {
    return meta.entries();
  }

  /** Keys, key groups and what else is known of the entries. */
  SealedEntries entries() {
    return entries;
  }

  /** Counts and ranges. */
  SealedMeta meta() {
    return meta;
  }

  /** All asset forms, for one thread that goes through many. */
  SealedPayload payload() {
    return payload.copy();
  }

  /** The asset form of an entry, as {@link AssetCodec} wrote it; read only. */
  ByteBuffer form(int entry) {
    return payload.form(Objects.checkIndex(entry, size()));
  }

  /** The asset of an entry. */
  Asset asset(int entry) {
    return asset(entry, payload);
  }

  /** The asset of an entry, read from a {@link #payload()} that its caller goes through. */
  Asset asset(int entry, SealedPayload from) {
    try {
      return AssetCodec.decode(from.form(Objects.checkIndex(entry, size())));
    } catch (CorruptDataException e) {
      throw file.damaged("entry " + entry + ": " + e.getMessage());
    }
  }

  /** The codes of an entry of some types, at most one per type, read from the columns. */
  Map<UnitType, Code> units(int entry, Set<UnitType> types) {
    Objects.checkIndex(entry, size());
    EnumMap<UnitType, Code> units = new EnumMap<>(UnitType.class);
    fields.forEach(
        (type, field) -> {
          Code code = types.contains(type) ? field.code(entry) : null;
          if (code != null) {
            units.put(type, code);
          }
        });
    return Collections.unmodifiableMap(units);
  }

  /** The codes of an entry, at most one per type, read from its asset form. */
  Map<UnitType, Code> storedUnits(int entry) {
    try {
      return AssetCodec.decodeUnitsOnly(form(entry));
    } catch (CorruptDataException e) {
      throw file.damaged("entry " + entry + ": " + e.getMessage());
    }
  }

  /** The column of the units of a type, null if there is none. */
  SealedField field(UnitType type) {
    return fields.get(type);
  }

  /** The column of the simprints of a type, null if there is none. */
  SealedChunks chunks(UnitType type) {
    return chunks.get(type);
  }

  /** What there is of a type without a column, null if it has one or no entry has any. */
  SealedLeftOut leftOut(SealedSection.Role role, UnitType type) {
    return leftOut.get(role).get(type);
  }

  /** What there is of some types without columns. */
  List<SealedLeftOut> leftOut(Set<UnitType> types) {
    List<SealedLeftOut> found = new ArrayList<>();
    for (Map<UnitType, SealedLeftOut> ofRole : leftOut.values()) {
      ofRole.forEach(
          (type, left) -> {
            if (types.contains(type)) {
              found.add(left);
            }
          });
    }
    return found;
  }

  /** Columns made of what has none. */
  StoredColumns stored() {
    return stored;
  }

  /** The entries that have units or simprints of a type, null if none has. */
  SealedEntrySet entriesWith(SealedSection.Role role, UnitType type) {
    SealedLeftOut left = leftOut(role, type);
    if (left != null) {
      return left.entries();
    }
    if (role == SealedSection.Role.UNIT) {
      SealedField field = fields.get(type);
      return field == null ? null : field.present();
    }
    SealedChunks column = chunks.get(type);
    return column == null ? null : column.withChunks();
  }

  /** The entries of a range of ordinals that are not dead, in their order. */
  SealedSource source(int from, int to, DeadEntries dead) {
    Objects.checkFromToIndex(from, to, size());
    return new LiveEntries(entries, payload.copy(), from, to, dead);
  }

  /** Bytes of the file. */
  long fileBytes() {
    return file.bytes();
  }

  /** Bytes of address space that the mapping takes; pages come into memory as they are read. */
  long mappedBytes() {
    return file.bytes();
  }

  /** Heap that an opened shard takes: a rough bound that follows its columns, not its entries. */
  long heapBytes() {
    return 1024L + 512L * file.table().sections().size() + payload.heapBytes();
  }

  /** What to throw when a search meets bytes that cannot be right. */
  UncheckedIOException damaged(String what) {
    return file.damaged(what);
  }

  /**
   * Compares every byte of the file with its checksum, and what the sections say of each other.
   *
   * @throws CorruptDataException if the file is damaged
   */
  void verify() throws IOException {
    file.verify();
    new SealedCheck(file, this).check();
  }
}
