package io.flinkiscc.index;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.roaringbitmap.RoaringBitmap;

/**
 * Fills an empty index with what frozen ones were: first the sealed shards of all of them, then
 * their logs, then {@link #finish}. Entries and records of key groups that are not wanted are left
 * out. No key group may come from two frozen indexes.
 *
 * <p>One thread; only {@link #newFile}, {@link #prepare} and {@link #fetchPart} may be called by
 * any. After an exception the index holds a part of what was to be restored and must be closed.
 */
public final class IndexRestore {

  private static final long SMALLEST_TO_FETCH_IN_PARTS = 1 << 20;

  private final AssetIndex index;
  private final Shards shards;
  private final RememberedDeletes deletes;
  private final LogReplay replay;
  private final Brake brake;
  private final Set<ShardFile> prepared = new HashSet<>();
  private boolean discarded;
  private boolean onlySpans = true;
  private long records;

  IndexRestore(AssetIndex index, Shards shards, RememberedDeletes deletes, LogReplay replay) {
    this.index = index;
    this.shards = shards;
    this.deletes = deletes;
    this.replay = replay;
    this.brake = index.brake();
    shards.restoring(true);
  }

  /**
   * A path in the local directory of the index for the file of a sealed shard. Any thread.
   *
   * @throws IOException if there can be no directory, or the index is closed
   */
  public Path newFile() throws IOException {
    return shards.directory().newPath();
  }

  /**
   * Opens and checks the file of a sealed shard, which belongs to the index from then on. Any
   * thread.
   *
   * @param name {@link FrozenShard#name}
   * @param bytes {@link FrozenShard#bytes}
   * @param checksum {@link FrozenShard#checksum}
   * @param file where it is, from {@link #newFile}
   * @throws CorruptDataException if it is not that file; it is deleted then
   * @throws IOException if it cannot be read; it is deleted then
   */
  public PreparedShard prepare(String name, long bytes, int checksum, Path file)
      throws IOException {
    boolean done = false;
    try {
      FileChecksum content = FileChecksum.of(file);
      if (content.bytes() != bytes || content.checksum() != checksum) {
        throw new CorruptDataException(
            "sealed shard %s has %d bytes with checksum 0x%08x, expected are %d with 0x%08x"
                .formatted(name, content.bytes(), content.checksum(), bytes, checksum));
      }
      ShardFile opened = ShardFile.open(name, file, content, shards.directory());
      done = true;
      noteOrRelease(opened);
      return new PreparedShard(opened, bytes);
    } finally {
      if (!done) {
        shards.directory().delete(file);
      }
    }
  }

  /**
   * Fetches and opens as much of the file of a sealed shard as some key groups need, which belongs
   * to the index from then on. Any thread.
   *
   * @param name {@link FrozenShard#name}
   * @param bytes {@link FrozenShard#bytes}
   * @param checksum {@link FrozenShard#checksum}
   * @param wanted all key groups that will be wanted of it
   * @param source the file
   * @return the shard; null if the whole file is worth to be fetched
   * @throws CorruptDataException if what was read is damaged
   * @throws IOException if it cannot be read or written
   */
  public PreparedShard fetchPart(
      String name, long bytes, int checksum, KeyGroups wanted, ByteSource source)
      throws IOException {
    if (bytes < SMALLEST_TO_FETCH_IN_PARTS) {
      return null;
    }
    Path path = newFile();
    ShardFile opened = null;
    try {
      long fetched = PartFetch.fetch(source, bytes, wanted, path);
      if (fetched < 0) {
        return null;
      }
      FileChecksum whole = new FileChecksum(bytes, checksum);
      opened = ShardFile.openPart(name, path, whole, fetched, wanted, shards.directory());
      noteOrRelease(opened);
      return new PreparedShard(opened, fetched);
    } catch (CorruptDataException e) {
      throw new CorruptDataException("sealed shard " + name + ": " + e.getMessage(), e);
    } finally {
      if (opened == null) {
        shards.directory().delete(path);
      }
    }
  }

  /**
   * Adds a sealed shard. One that several frozen indexes have, each for a part of its key groups,
   * is added once for each and is there once.
   *
   * @param shard the shard
   * @param wanted key groups of which entries are wanted
   * @param tombstonesName {@link FrozenShard#tombstones}; null if there are none
   * @param tombstones {@link FrozenShard#tombstoneBytes}; null if there are none
   * @throws CorruptDataException if the tombstones are damaged
   */
  public void add(PreparedShard shard, KeyGroups wanted, String tombstonesName, byte[] tombstones)
      throws IOException {
    Objects.requireNonNull(wanted, "wanted");
    RoaringBitmap dead =
        tombstones == null ? new RoaringBitmap() : bitmap(shard.file(), tombstones);
    add(shard, wanted, tombstonesName, dead);
  }

  private void add(PreparedShard shard, KeyGroups wanted, String tombstonesName, RoaringBitmap dead)
      throws CorruptDataException {
    ShardFile file = shard.file();
    if (!dead.isEmpty() && (dead.last() & 0xFFFFFFFFL) >= file.shard().size()) {
      throw new CorruptDataException(
          "sealed shard %s has %d entries, but entry %d is said to be dead"
              .formatted(file.name(), file.shard().size(), dead.last() & 0xFFFFFFFFL));
    }
    dead.or(shard.foreign(wanted));
    dead.runOptimize();
    if (shards.add(file, dead, wanted, tombstonesName)) {
      synchronized (prepared) {
        prepared.remove(file);
      }
    }
  }

  private static RoaringBitmap bitmap(ShardFile file, byte[] bytes) throws CorruptDataException {
    try {
      RoaringBitmap bitmap = new RoaringBitmap();
      bitmap.deserialize(ByteBuffer.wrap(bytes));
      return bitmap;
    } catch (IOException | RuntimeException e) {
      throw new CorruptDataException(
          "the %d bytes of tombstones of sealed shard %s are damaged: %s"
              .formatted(bytes.length, file.name(), e),
          e);
    }
  }

  /**
   * Replays the logs of one frozen index.
   *
   * @param spans which parts of which logs; the same part may be given for several key groups
   * @param wanted key groups of which records are wanted, as far as the spans are clipped to them
   * @param deltas what {@link LogDelta} wrote, in that order; what they hold of other logs is left
   *     out
   * @throws CorruptDataException if a file is damaged or a span is not given wholly and in order
   * @throws IOException if a file cannot be read
   */
  public void replay(List<LogSpan> spans, KeyGroups wanted, List<DeltaFile> deltas)
      throws IOException {
    Map<String, LogSpan> missing = new HashMap<>();
    for (LogSpan span : spans) {
      missing.merge(span.id(), span, IndexRestore::both);
    }
    for (DeltaFile delta : deltas) {
      try (InputStream in = new BufferedInputStream(delta.open())) {
        LogDeltaReader reader = new LogDeltaReader(in);
        for (LogDeltaReader.Part part = reader.nextPart(); part != null; part = reader.nextPart()) {
          LogSpan span = missing.get(part.log());
          if (span != null) {
            missing.put(part.log(), without(span, part));
            replayRecords(reader, span.clip().and(wanted));
          }
        }
      }
    }
    for (LogSpan span : missing.values()) {
      if (span.start() < span.end()) {
        throw new CorruptDataException(
            "the deltas of log %s end at byte %d, expected is %d"
                .formatted(span.id(), span.start(), span.end()));
      }
    }
  }

  private static LogSpan both(LogSpan one, LogSpan other) {
    if (one.start() != other.start() || one.end() != other.end()) {
      throw new IllegalArgumentException(
          "spans %s and %s are of one log, but not equally long".formatted(one, other));
    }
    KeyGroups clip = one.clip().or(other.clip());
    return new LogSpan(one.id(), one.deletes(), one.start(), one.end(), clip);
  }

  private static LogSpan without(LogSpan span, LogDeltaReader.Part part)
      throws CorruptDataException {
    if (part.from() != span.start() || part.length() > span.end() - span.start()) {
      throw new CorruptDataException(
          "a delta of log %s has %d bytes from %d on, expected are %d..%d"
              .formatted(span.id(), part.length(), part.from(), span.start(), span.end()));
    }
    long next = part.from() + part.length();
    return new LogSpan(span.id(), span.deletes(), next, span.end(), span.clip());
  }

  private void replayRecords(LogDeltaReader reader, KeyGroups wanted) throws IOException {
    for (LogRecord record = reader.next(); record != null; record = reader.next()) {
      replay(record, wanted);
    }
  }

  private void replay(LogRecord record, KeyGroups wanted) throws CorruptDataException {
    if (wanted.contains(record.keyGroup)) {
      replay.replay(record);
      records++;
      shards.maintainQuickly();
      brake.waitForRoom();
    }
  }

  /**
   * Adds a whole frozen index as earlier versions of this program wrote it: shards and log.
   *
   * @param log its log, of format version 1 or 2
   * @param files where the files of its sealed shards are
   * @param wanted key groups that are wanted
   * @throws CorruptDataException if bytes are damaged or of another format
   * @throws IOException if files cannot be copied to the local directory
   */
  public void legacy(InputStream log, ShardSource files, KeyGroups wanted) throws IOException {
    onlySpans = false;
    LogReader reader = new LogReader(log);
    for (ShardLine line : reader.shards()) {
      String tombstones = line.dead().isEmpty() ? null : shards.directory().newName();
      add(copied(line, files), wanted, tombstones, line.dead());
    }
    for (LogRecord record = reader.next(); record != null; record = reader.next()) {
      replay(record, wanted);
    }
    maxEventTimeMicros(reader.maxEventTimeMicros());
  }

  private PreparedShard copied(ShardLine line, ShardSource files) throws IOException {
    Path path = newFile();
    boolean copied = false;
    try {
      try (OutputStream out =
          new BufferedOutputStream(Files.newOutputStream(path, StandardOpenOption.CREATE_NEW))) {
        files.copy(line.name(), out);
      }
      copied = true;
    } finally {
      if (!copied) {
        shards.directory().delete(path);
      }
    }
    return prepare(line.name(), line.bytes(), line.checksum(), path);
  }

  /** Tells the highest event time that a frozen index had taken. */
  public void maxEventTimeMicros(long micros) {
    index.sawEventTime(micros);
  }

  /** Number of records that were replayed so far. */
  public long records() {
    return records;
  }

  /** Ends the restore: the index may be used. */
  public void finish() {
    shards.restoring(false);
    // In several shards they may be sealed one by one, and what was restored never says that.
    if (onlySpans && shards.waiting() == 0) {
      shards.published().shards().active().log.markRestored();
      deletes.markRestored();
    }
    discard();
    index.maintain();
  }

  /** A thread may finish a file when the restore was given up already. */
  private void noteOrRelease(ShardFile file) throws IOException {
    synchronized (prepared) {
      if (!discarded) {
        prepared.add(file);
        return;
      }
    }
    file.release();
    throw new IOException("the restore ended before sealed shard " + file.name() + " was there");
  }

  /** Removes the files that were prepared but not added, now or later. */
  void discard() {
    synchronized (prepared) {
      discarded = true;
      prepared.forEach(ShardFile::release);
      prepared.clear();
    }
  }
}
