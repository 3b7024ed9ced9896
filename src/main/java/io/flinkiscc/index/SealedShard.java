package io.flinkiscc.index;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

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

  private SealedShard(
      SealedFile file,
      SealedMeta meta,
      SealedEntries entries,
      SealedPayload payload,
      Map<UnitType, SealedField> fields,
      Map<UnitType, SealedChunks> chunks) {
    this.file = file;
    this.meta = meta;
    this.entries = entries;
    this.payload = payload;
    this.fields = fields;
    this.chunks = chunks;
  }

  /**
   * Opens a shard. Checks its head, tail, section table and counts, and that every section is as
   * long as the counts say.
   *
   * @throws CorruptDataException if the file is cut off, damaged, no shard or of a newer version
   */
  static SealedShard open(Path path) throws IOException {
    return open(path, true);
  }

  /** Opens a file that lacks the bytes of graphs, and of payload that nobody will ask for. */
  static SealedShard openPart(Path path) throws IOException {
    return open(path, false);
  }

  private static SealedShard open(Path path, boolean whole) throws IOException {
    SealedFile file = SealedFile.open(path);
    SealedShardReader reader = new SealedShardReader(file, whole);
    SealedMeta meta = reader.meta();
    return new SealedShard(
        file, meta, reader.entries(), reader.payload(), reader.fields(), reader.chunks());
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

  /** The asset form of an entry, as {@link AssetCodec} wrote it; read only. */
  ByteBuffer form(int entry) {
    return payload.form(Objects.checkIndex(entry, size()));
  }

  /** The asset of an entry. */
  Asset asset(int entry) {
    try {
      return AssetCodec.decode(form(entry));
    } catch (CorruptDataException e) {
      throw file.damaged("entry " + entry + ": " + e.getMessage());
    }
  }

  /** The codes of an entry, at most one per type, read from the columns. */
  Map<UnitType, Code> units(int entry) {
    Objects.checkIndex(entry, size());
    EnumMap<UnitType, Code> units = new EnumMap<>(UnitType.class);
    fields.forEach(
        (type, field) -> {
          Code code = field.code(entry);
          if (code != null) {
            units.put(type, code);
          }
        });
    return Collections.unmodifiableMap(units);
  }

  /** The units of a type, null if no entry has one. */
  SealedField field(UnitType type) {
    return fields.get(type);
  }

  /** The simprints of a type, null if no entry has one. */
  SealedChunks chunks(UnitType type) {
    return chunks.get(type);
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
