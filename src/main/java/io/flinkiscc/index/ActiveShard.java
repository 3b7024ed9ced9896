package io.flinkiscc.index;

import io.flinkiscc.graph.CodeGraph;
import io.flinkiscc.iscc.MainType;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The shard that grows: append-only columns over an operation log, searchable at once.
 *
 * <p>One thread writes. Who reads knows a number of entries and a version of the index, both from
 * one publication by {@link Shards}. An entry notes the version at which it died, so a view
 * (length, version) stays what it was while entries are added and die; readers take no locks and
 * nothing is copied for them. A shard that is full takes no more entries, but they go on to die.
 */
final class ActiveShard implements ShardEntries {

  private static final VarHandle COLUMN = MethodHandles.arrayElementVarHandle(CodeColumn[].class);
  private static final VarHandle CHUNKS = MethodHandles.arrayElementVarHandle(ChunkColumn[].class);
  private static final long ALIVE = 0;

  final OperationLog log;

  /** Place of the log in the order of all logs of shards of the index. */
  final long logNumber;

  final LongColumn keys = new LongColumn();

  /** Seq of an entry; read by the writer only while the shard grows. */
  final LongColumn seqs = new LongColumn();

  /** Where the asset form of an entry begins in the log. */
  final LongColumn positions = new LongColumn();

  /** Bytes of the asset form of an entry. */
  final IntColumn sizes = new IntColumn();

  final IntColumn keyGroups = new IntColumn();
  final LongColumn eventTimes = new LongColumn();

  /** Indexed unit types of an entry, bit {@code i} for that with ordinal {@code i}; writer only. */
  private final LongColumn unitTypes = new LongColumn();

  /** Live units by ordinal of their type; set by the writer, read by any. */
  private final AtomicLongArray liveUnits = new AtomicLongArray(UnitType.values().length);

  /** Version at which an entry died, or {@link #ALIVE}. */
  private final LongColumn deaths = new LongColumn();

  private final HashChains byKey = new HashChains();
  private final CodeColumn[] columns = new CodeColumn[UnitType.values().length];
  private final ChunkColumn[] chunkColumns = new ChunkColumn[UnitType.values().length];
  private final PrefixColumn instances = new PrefixColumn();
  private final GraphBuilding building;
  private final Set<UnitType> indexed;

  private long oldestEventTime = Long.MAX_VALUE;
  private int entries;
  private int dead;
  private long logRecords;

  /**
   * @param building makes the graphs
   * @param indexed the unit types that get columns; the log keeps all
   * @param logName names the log, unlike any other of any index
   * @param logNumber place of the log in the order of all logs of shards of the index
   */
  ActiveShard(GraphBuilding building, Set<UnitType> indexed, String logName, long logNumber) {
    this.building = building;
    this.indexed = indexed;
    this.log = new OperationLog(logName);
    this.logNumber = logNumber;
  }

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

  /** The entry that holds the live asset of the key, or {@link #NONE}. Writer only. */
  @Override
  public int find(long key, int keyGroup) {
    HashChains.Walk walk = byKey.walk();
    for (int e = walk.first(key); e != HashChains.NONE; e = walk.next(e)) {
      if (keys.get(e) == key && deaths.get(e) == ALIVE) {
        return e;
      }
    }
    return NONE;
  }

  @Override
  public boolean live(int entry) {
    return deaths.get(entry) == ALIVE;
  }

  @Override
  public long key(int entry) {
    return keys.get(entry);
  }

  @Override
  public int keyGroup(int entry) {
    return keyGroups.get(entry);
  }

  /** What no live entry has an older event time than, in microseconds. Writer only. */
  long oldestEventTime() {
    return oldestEventTime;
  }

  void oldestEventTime(long micros) {
    oldestEventTime = micros;
  }

  @Override
  public long seq(int entry) {
    return seqs.get(entry);
  }

  @Override
  public long eventTimeMicros(int entry) {
    return eventTimes.get(entry);
  }

  @Override
  public boolean hasForm(int entry, byte[] form) {
    return readForm(entry).equals(ByteBuffer.wrap(form));
  }

  @Override
  public boolean hasSimprints(int entry, UnitType type) {
    ChunkColumn column = chunkColumns[type.ordinal()];
    return column != null && column.has(entry);
  }

  @Override
  public void kill(int entry, long version) {
    deaths.set(entry, version);
    dead++;
    countUnits(unitTypes.get(entry), -1);
  }

  /**
   * Appends an asset; it is not visible before its number is published.
   *
   * @param form what {@link AssetCodec} makes of the asset
   */
  void put(Asset asset, byte[] form, int keyGroup, long seq, long eventTimeMicros) {
    long at = append(LogRecord.put(keyGroup, seq, eventTimeMicros, form));
    int entry = entries;
    keys.append(asset.key());
    seqs.append(seq);
    keyGroups.append(keyGroup);
    eventTimes.append(eventTimeMicros);
    oldestEventTime = Math.min(oldestEventTime, eventTimeMicros);
    positions.append(at + LogRecord.FRAME_BYTES + LogRecord.HEADER_BYTES);
    sizes.append(form.length);
    deaths.append(ALIVE);
    asset.units().forEach((type, code) -> addUnit(type, code, entry));
    unitTypes.append(bits(asset.units().keySet()));
    countUnits(unitTypes.get(entry), 1);
    asset.simprints().forEach((type, chunks) -> addChunks(type, chunks, entry));
    byKey.add(asset.key());
    entries++;
  }

  private long bits(Set<UnitType> types) {
    long bits = 0;
    for (UnitType type : types) {
      bits |= indexed.contains(type) ? 1L << type.ordinal() : 0;
    }
    return bits;
  }

  private void countUnits(long types, int sign) {
    for (long left = types; left != 0; left &= left - 1) {
      int type = Long.numberOfTrailingZeros(left);
      liveUnits.setRelease(type, liveUnits.getPlain(type) + sign);
    }
  }

  /** Number of live units of a type, 0 if it is not indexed. Any thread. */
  long liveUnits(UnitType type) {
    return liveUnits.getAcquire(type.ordinal());
  }

  /** Logs a delete, whichever shard the entry was in. */
  void logDelete(long key, int keyGroup, long seq) {
    append(LogRecord.delete(keyGroup, seq, key));
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
    if (!indexed.contains(type)) {
      return;
    }
    if (type.mainType() == MainType.INSTANCE) {
      instances.add(code, entry);
      return;
    }
    CodeColumn column = columns[type.ordinal()];
    if (column == null) {
      column = new CodeColumn(building);
      COLUMN.setRelease(columns, type.ordinal(), column);
    }
    column.add(code, entry);
  }

  private void addChunks(UnitType type, List<Chunk> chunks, int entry) {
    if (!indexed.contains(type)) {
      return;
    }
    ChunkColumn column = chunkColumns[type.ordinal()];
    if (column == null) {
      column = new ChunkColumn(building);
      CHUNKS.setRelease(chunkColumns, type.ordinal(), column);
    }
    column.add(chunks, entry);
  }

  /** Whether a view of this length and version sees the entry. Any thread. */
  boolean visible(int entry, int viewEntries, long viewVersion) {
    if (entry >= viewEntries) {
      return false;
    }
    long death = deaths.get(entry);
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

  /** Lets all graphs take all rows there are. Writer only. */
  void finishGraphs() {
    forEachRows(CodeRows::finishGraph);
  }

  /**
   * Lets the graphs of a full shard take all rows, if they can be quicker than a scan over as many;
   * stops the others. For a background thread.
   *
   * @param closing tells whether to give up
   */
  void endGraphs(EngineOptions options, BooleanSupplier closing) {
    forEachRows(rows -> rows.endGraph(options, closing));
  }

  /** Stops the graphs, when nobody will ask for what is not in them yet. */
  void abandonGraphs() {
    forEachRows(CodeRows::abandonGraph);
  }

  /** Number of codes in columns. */
  long rows() {
    long[] rows = {0};
    forEachRows(r -> rows[0] += r.codes().size());
    return rows[0];
  }

  private void forEachRows(Consumer<CodeRows> consumer) {
    for (UnitType type : UnitType.values()) {
      CodeColumn column = column(type);
      if (column != null) {
        column.forEachLength(consumer);
      }
      ChunkColumn chunks = chunkColumn(type);
      if (chunks != null) {
        chunks.codes().forEachLength(consumer);
      }
    }
  }

  /** The graph of a column of a full shard, null if it has none. Any thread. */
  CodeGraph graph(SealedSection.Role role, UnitType type, int bits) {
    ChunkColumn chunks = chunkColumn(type);
    CodeColumn column =
        role == SealedSection.Role.UNIT ? column(type) : chunks == null ? null : chunks.codes();
    CodeRows rows = column == null ? null : column.rows(bits / Byte.SIZE);
    GrowingGraph graph = rows == null ? null : rows.graph();
    return graph == null ? null : graph.codeGraph();
  }

  PrefixColumn instances() {
    return instances;
  }

  Asset readAsset(int entry) {
    try {
      return AssetCodec.decode(readForm(entry));
    } catch (CorruptDataException e) {
      throw new IllegalStateException("entry " + entry + " of the active shard is damaged", e);
    }
  }

  /** The indexed units of an entry. */
  Map<UnitType, Code> readUnits(int entry) {
    try {
      Map<UnitType, Code> units = AssetCodec.decodeUnitsOnly(readForm(entry));
      units.keySet().retainAll(indexed);
      return units;
    } catch (CorruptDataException e) {
      throw new IllegalStateException("entry " + entry + " of the active shard is damaged", e);
    }
  }

  /** The asset form of an entry. */
  private ByteBuffer readForm(int entry) {
    return log.read(positions.get(entry), sizes.get(entry));
  }

  @Override
  public byte[] form(int entry) {
    byte[] bytes = new byte[sizes.get(entry)];
    readForm(entry).get(bytes);
    return bytes;
  }

  /** Heap bytes of the shard, without object headers. Writer only. */
  long memoryBytes() {
    long bytes = log.memoryBytes() + byKey.memoryBytes() + instances.memoryBytes();
    for (LongColumn c : List.of(keys, seqs, positions, eventTimes, unitTypes, deaths)) {
      bytes += c.memoryBytes();
    }
    for (IntColumn c : List.of(sizes, keyGroups)) {
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
