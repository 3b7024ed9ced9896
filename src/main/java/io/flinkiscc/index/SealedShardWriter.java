package io.flinkiscc.index;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes sealed shards in the form of {@link SealedFormat}. Rotation and compaction differ in their
 * source only. For one thread.
 *
 * <p>Assets are written as they come; of them stay in memory their keys and numbers (40 bytes per
 * entry), distinct codes (about 60 bytes each, and a graph while it is built) and simprint rows (20
 * bytes each). The same entries make the same bytes.
 *
 * <p>The file is written under a name that ends in {@value #UNFINISHED}, forced to the disk and
 * then renamed, so that under its own name it is whole. A write that fails or is stopped removes
 * it; after a crash it may be left and can be deleted.
 */
final class SealedShardWriter {

  /** How the name of a file ends that is not finished. */
  static final String UNFINISHED = ".unfinished";

  private final SealedOutput out;
  private final SealedProgress progress;
  private final LongColumn keys = new LongColumn();
  private final LongColumn seqs = new LongColumn();
  private final LongColumn eventTimes = new LongColumn();
  private final LongColumn digests = new LongColumn();

  /** Key groups with their first entries. */
  private final IntColumn groups = new IntColumn();

  private final Map<Integer, SealedColumnWriter> columns = new TreeMap<>();

  /** Entries of codes that get no column, each as often as it has one. */
  private final Map<SealedSection.Name, IntColumn> leftOut =
      new TreeMap<>(
          Comparator.comparingInt(SealedSection.Name::role)
              .thenComparingInt(SealedSection.Name::type));

  private final Set<UnitType> indexed;

  private SealedShardWriter(SealedOutput out, Set<UnitType> indexed, SealedProgress progress) {
    this.out = out;
    this.indexed = indexed;
    this.progress = progress;
  }

  /**
   * Writes a shard.
   *
   * @param target where the file is to be; one that is there is replaced
   * @param source its entries, which may be none
   * @param options how it is written
   * @param progress is told of every entry and may stop the writing, as an interrupt of the thread
   *     does
   * @throws InterruptedIOException if the writing was stopped
   * @throws IOException if the disk is full, the shard gets too large, or the source fails; there
   *     is no file then
   * @throws IllegalArgumentException if the entries are not in order
   */
  static void write(
      Path target, SealedSource source, SealedOptions options, SealedProgress progress)
      throws IOException {
    write(target, source, options, progress, SealedGraphs.NONE);
  }

  /**
   * Like {@link #write(Path, SealedSource, SealedOptions, SealedProgress)}, with graphs that need
   * not be built.
   *
   * @param given graphs over the codes of the source
   */
  static void write(
      Path target,
      SealedSource source,
      SealedOptions options,
      SealedProgress progress,
      SealedGraphs given)
      throws IOException {
    Path unfinished = target.resolveSibling(target.getFileName() + UNFINISHED);
    try {
      try (SealedOutput out = new SealedOutput(unfinished, options.maxBytes())) {
        new SealedShardWriter(out, options.unitTypes(), progress).write(source, options, given);
        out.finish();
      }
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (Throwable e) {
      deleteAfter(e, unfinished);
      throw e;
    }
    forceDirectory(target.toAbsolutePath().getParent());
  }

  private static void deleteAfter(Throwable failure, Path unfinished) {
    try {
      Files.deleteIfExists(unfinished);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** Makes the new name durable; Windows opens no directories and needs no such thing. */
  private static void forceDirectory(Path directory) throws IOException {
    if (File.separatorChar == '/') {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private void write(SealedSource source, SealedOptions options, SealedGraphs given)
      throws IOException {
    int blocks;
    int parts;
    long formBytes;
    try (SealedPayloadWriter payload =
        new SealedPayloadWriter(out, options.blockBytes(), options.compress())) {
      SealedEntry before = null;
      for (SealedEntry entry = source.next(); entry != null; entry = source.next()) {
        requireOrder(before, entry);
        add(entry);
        payload.add(entry.form());
        report(SealedProgress.Step.ENTRIES, keys.size());
        before = entry;
      }
      payload.finish();
      out.begin(SealedSection.Name.of(SealedSection.Kind.BLOCKS));
      payload.writeIndex();
      out.end();
      blocks = payload.blocks();
      parts = payload.parts();
      formBytes = payload.formBytes();
    }
    writeEntries();
    SealedGraphWriter graphs = new SealedGraphWriter(options, given, this::report);
    List<SealedMeta.Column> described = new ArrayList<>();
    for (SealedColumnWriter column : columns.values()) {
      described.add(column.write(keys.size(), graphs, out));
      report(SealedProgress.Step.COLUMNS, described.size());
    }
    for (Map.Entry<SealedSection.Name, IntColumn> left : leftOut.entrySet()) {
      out.begin(left.getKey());
      SealedLeftOut.write(keys.size(), left.getValue(), out);
      out.end();
    }
    out.begin(SealedSection.Name.of(SealedSection.Kind.META));
    new SealedMeta(
            keys.size(),
            groups.size() / 2,
            blocks,
            parts,
            range(seqs),
            range(eventTimes),
            formBytes,
            described)
        .write(out);
    out.end();
  }

  /** Tells of the progress; throws if the writing is to stop. */
  @FunctionalInterface
  interface Report {
    void at(SealedProgress.Step step, long done) throws IOException;
  }

  private static void requireOrder(SealedEntry before, SealedEntry entry) {
    if (before != null && SealedEntry.compare(before, entry) >= 0) {
      throw new IllegalArgumentException(
          "Key %s of key group %d came behind key %s of key group %d; give entries by key group,"
                  .formatted(
                      Long.toUnsignedString(entry.key()),
                      entry.keyGroup(),
                      Long.toUnsignedString(before.key()),
                      before.keyGroup())
              + " then by unsigned key, no key twice");
    }
    if (entry.keyGroup() < 0 || entry.keyGroup() > LogRecord.MAX_KEY_GROUP) {
      throw new IllegalArgumentException(
          "key group is " + entry.keyGroup() + ", allowed are 0.." + LogRecord.MAX_KEY_GROUP);
    }
  }

  private void report(SealedProgress.Step step, long done) throws IOException {
    if (!progress.at(step, done) || Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("The writing of a shard was stopped");
    }
  }

  private void add(SealedEntry entry) throws CorruptDataException {
    int ordinal = keys.size();
    if (ordinal == 0 || groups.get(groups.size() - 2) != entry.keyGroup()) {
      groups.append(entry.keyGroup());
      groups.append(ordinal);
    }
    keys.append(entry.key());
    seqs.append(entry.seq());
    eventTimes.append(entry.eventTimeMicros());
    digests.append(SealedDigest.of(entry.form()));
    Asset asset = AssetCodec.decode(ByteBuffer.wrap(entry.form()));
    asset.units().forEach((type, code) -> addUnit(type, code, ordinal));
    asset.simprints().forEach((type, chunks) -> addChunks(type, chunks, ordinal));
  }

  private void addUnit(UnitType type, Code code, int entry) {
    if (indexed.contains(type)) {
      column(SealedSection.Role.UNIT, type).addUnit(code, entry);
    } else {
      leftOut(SealedSection.Role.UNIT, type).append(entry);
    }
  }

  private void addChunks(UnitType type, List<Chunk> chunks, int entry) {
    if (indexed.contains(type)) {
      SealedColumnWriter column = column(SealedSection.Role.SIMPRINT, type);
      chunks.forEach(chunk -> column.addChunk(chunk, entry));
    } else {
      IntColumn entries = leftOut(SealedSection.Role.SIMPRINT, type);
      chunks.forEach(chunk -> entries.append(entry));
    }
  }

  private IntColumn leftOut(SealedSection.Role role, UnitType type) {
    return leftOut.computeIfAbsent(
        SealedSection.Name.of(SealedSection.Kind.LEFT_OUT, role, type), name -> new IntColumn());
  }

  private SealedColumnWriter column(SealedSection.Role role, UnitType type) {
    return columns.computeIfAbsent(
        role.ordinal() << Byte.SIZE | type.code(), key -> new SealedColumnWriter(role, type));
  }

  private void writeEntries() throws IOException {
    out.begin(SealedSection.Name.of(SealedSection.Kind.KEY_GROUPS));
    for (int i = 0; i < groups.size(); i++) {
      out.writeInt(groups.get(i));
    }
    out.end();
    writeLongs(SealedSection.Kind.KEYS, keys);
    if (!range(seqs).single()) {
      writeLongs(SealedSection.Kind.SEQS, seqs);
    }
    if (!range(eventTimes).single()) {
      writeLongs(SealedSection.Kind.EVENT_TIMES, eventTimes);
    }
    writeLongs(SealedSection.Kind.DIGESTS, digests);
    out.begin(SealedSection.Name.of(SealedSection.Kind.BLOOM));
    SealedBloom.write(keys, out);
    out.end();
  }

  private void writeLongs(SealedSection.Kind kind, LongColumn column) throws IOException {
    out.begin(SealedSection.Name.of(kind));
    for (int i = 0; i < column.size(); i++) {
      out.writeLong(column.get(i));
    }
    out.end();
  }

  private static SealedMeta.Range range(LongColumn column) {
    if (column.size() == 0) {
      return SealedMeta.Range.NONE;
    }
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    for (int i = 0; i < column.size(); i++) {
      min = Math.min(min, column.get(i));
      max = Math.max(max, column.get(i));
    }
    return new SealedMeta.Range(min, max);
  }
}
