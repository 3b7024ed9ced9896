package io.flinkiscc.index;

import io.flinkiscc.iscc.MainType;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * The shard that grows: append-only columns over an operation log, searchable at once.
 *
 * <p>One thread writes. What it wrote becomes visible by one release store of {@link #published}:
 * the number of entries and the version, which counts changes. An entry notes the version at which
 * it died, so a view (length, version) stays what it was while entries are added and die; readers
 * take no locks and nothing is copied for them.
 */
final class ActiveShard {

  private static final VarHandle PUBLISHED;
  private static final VarHandle COLUMN = MethodHandles.arrayElementVarHandle(CodeColumn[].class);
  private static final VarHandle CHUNKS = MethodHandles.arrayElementVarHandle(ChunkColumn[].class);
  private static final int ALIVE = 0;

  static {
    try {
      PUBLISHED = MethodHandles.lookup().findVarHandle(ActiveShard.class, "published", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final OperationLog log = new OperationLog();
  final LongColumn keys = new LongColumn();

  /** Seq of an entry; read by the writer only. */
  final LongColumn seqs = new LongColumn();

  /** Where the asset form of an entry begins in the log. */
  final LongColumn positions = new LongColumn();

  /** Bytes of the asset form of an entry. */
  final IntColumn sizes = new IntColumn();

  final IntColumn keyGroups = new IntColumn();
  final LongColumn eventTimes = new LongColumn();

  /** Version at which an entry died, or {@link #ALIVE}. */
  private final IntColumn deaths = new IntColumn();

  private final HashChains byKey = new HashChains();
  private final CodeColumn[] columns = new CodeColumn[UnitType.values().length];
  private final ChunkColumn[] chunkColumns = new ChunkColumn[UnitType.values().length];
  private final PrefixColumn instances = new PrefixColumn();

  /** High half: version. Low half: number of entries. */
  @SuppressWarnings("unused")
  private volatile long published;

  private int entries;
  private int version;
  private int dead;
  private long logRecords;

  int entries() {
    return entries;
  }

  int live() {
    return entries - dead;
  }

  int dead() {
    return dead;
  }

  /** Number of records in the log, dead ones included. */
  long logRecords() {
    return logRecords;
  }

  /** The entry that holds the live asset of the key, or {@link HashChains#NONE}. Writer only. */
  int find(long key) {
    HashChains.Walk walk = byKey.walk();
    for (int e = walk.first(key); e != HashChains.NONE; e = walk.next(e)) {
      if (keys.get(e) == key && deaths.get(e) == ALIVE) {
        return e;
      }
    }
    return HashChains.NONE;
  }

  /**
   * Puts an asset in place of entry {@code replaced}, which is {@link HashChains#NONE} if new.
   *
   * @param form what {@link AssetCodec} makes of the asset
   */
  void put(Asset asset, byte[] form, int keyGroup, long seq, long eventTimeMicros, int replaced) {
    long at = append(LogRecord.put(keyGroup, seq, eventTimeMicros, form));
    int entry = entries;
    keys.append(asset.key());
    seqs.append(seq);
    keyGroups.append(keyGroup);
    eventTimes.append(eventTimeMicros);
    positions.append(at + LogRecord.FRAME_BYTES + LogRecord.HEADER_BYTES);
    sizes.append(form.length);
    deaths.append(ALIVE);
    asset.units().forEach((type, code) -> addUnit(type, code, entry));
    asset.simprints().forEach((type, chunks) -> addChunks(type, chunks, entry));
    byKey.add(asset.key());
    entries++;
    die(replaced);
    publish();
  }

  /** Removes the entry from sight; the log remembers the delete until the given time, 0 for not. */
  void delete(long key, int keyGroup, long seq, long rememberUntilMillis, int entry) {
    append(LogRecord.delete(keyGroup, seq, rememberUntilMillis, key));
    die(entry);
    publish();
  }

  /** Gives a live entry another seq. */
  void renumber(int entry, long seq) {
    append(LogRecord.renumber(keyGroups.get(entry), seq, keys.get(entry)));
    seqs.set(entry, seq);
  }

  private long append(byte[] record) {
    logRecords++;
    return log.append(record);
  }

  private void addUnit(UnitType type, Code code, int entry) {
    if (type.mainType() == MainType.INSTANCE) {
      instances.add(code, entry);
      return;
    }
    CodeColumn column = columns[type.ordinal()];
    if (column == null) {
      column = new CodeColumn();
      COLUMN.setRelease(columns, type.ordinal(), column);
    }
    column.add(code, entry);
  }

  private void addChunks(UnitType type, List<Chunk> chunks, int entry) {
    ChunkColumn column = chunkColumns[type.ordinal()];
    if (column == null) {
      column = new ChunkColumn();
      CHUNKS.setRelease(chunkColumns, type.ordinal(), column);
    }
    column.add(chunks, entry);
  }

  private void die(int entry) {
    version++;
    if (entry != HashChains.NONE) {
      deaths.set(entry, version);
      dead++;
    }
  }

  private void publish() {
    PUBLISHED.setRelease(this, ((long) version << 32) | entries);
  }

  /** The shard as it is now. Any thread. */
  ActiveShardView view() {
    long p = (long) PUBLISHED.getAcquire(this);
    return new ActiveShardView(this, (int) p, (int) (p >>> 32));
  }

  /** Whether a view of this length and version sees the entry. Any thread. */
  boolean visible(int entry, int viewEntries, int viewVersion) {
    if (entry >= viewEntries) {
      return false;
    }
    int death = deaths.get(entry);
    return death == ALIVE || death > viewVersion;
  }

  HashChains.Walk walkKeys() {
    return byKey.walk();
  }

  CodeColumn column(UnitType type) {
    return (CodeColumn) COLUMN.getAcquire(columns, type.ordinal());
  }

  ChunkColumn chunkColumn(UnitType type) {
    return (ChunkColumn) CHUNKS.getAcquire(chunkColumns, type.ordinal());
  }

  PrefixColumn instances() {
    return instances;
  }

  Asset readAsset(int entry) {
    try {
      return AssetCodec.decode(form(entry));
    } catch (CorruptDataException e) {
      throw new IllegalStateException("entry " + entry + " of the active shard is damaged", e);
    }
  }

  Map<UnitType, Code> readUnits(int entry) {
    try {
      return AssetCodec.decodeUnitsOnly(form(entry));
    } catch (CorruptDataException e) {
      throw new IllegalStateException("entry " + entry + " of the active shard is damaged", e);
    }
  }

  /** The asset form of an entry. */
  ByteBuffer form(int entry) {
    return log.read(positions.get(entry), sizes.get(entry));
  }

  /** A copy of the asset form of an entry. */
  byte[] formBytes(int entry) {
    byte[] bytes = new byte[sizes.get(entry)];
    form(entry).get(bytes);
    return bytes;
  }

  /** Heap bytes of the shard, without object headers. Writer only. */
  long memoryBytes() {
    long bytes = log.memoryBytes() + byKey.memoryBytes() + instances.memoryBytes();
    for (LongColumn c : List.of(keys, seqs, positions, eventTimes)) {
      bytes += c.memoryBytes();
    }
    for (IntColumn c : List.of(sizes, keyGroups, deaths)) {
      bytes += c.memoryBytes();
    }
    for (CodeColumn column : columns) {
      bytes += column == null ? 0 : column.memoryBytes();
    }
    for (ChunkColumn column : chunkColumns) {
      bytes += column == null ? 0 : column.memoryBytes();
    }
    return bytes;
  }
}
