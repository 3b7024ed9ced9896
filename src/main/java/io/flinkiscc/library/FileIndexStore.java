package io.flinkiscc.library;

import io.flinkiscc.graph.UsearchFile;
import io.flinkiscc.graph.UsearchKeyKind;
import io.flinkiscc.index.CorruptDataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An index that is in memory and can be saved to one file, or is such a file, mapped. */
final class FileIndexStore extends IndexStore {

  private final FileSteps steps;

  /** The file this index was loaded from or last saved to, or null. */
  private volatile Path home;

  /** Generation of the manifest of that file; 0 if it has none. */
  private volatile long generation;

  FileIndexStore(LiveIndex live, boolean readOnly, FileSteps steps, Path home, long generation) {
    super(live, readOnly);
    this.steps = steps;
    this.home = home;
    this.generation = generation;
  }

  private static String manifestName(Path file) {
    return file.getFileName() + "." + Manifest.NAME;
  }

  private static FileStore files(Path file, FileSteps steps) {
    Path absolute = file.toAbsolutePath();
    return new FileStore(absolute.getParent(), manifestName(absolute), steps);
  }

  /** Makes an empty index. */
  static FileIndexStore create(IndexOptions options, FileSteps steps) {
    IndexSettings settings = options.settings(new IndexOptions.Found(null, null));
    Shards shards = new Shards(List.of(), Shard.growing(settings, 0));
    return new FileIndexStore(new LiveIndex(settings, shards, null), false, steps, null, 0);
  }

  /**
   * Opens a file.
   *
   * @param view whether to map it and only read, instead of loading it to be changed
   */
  static FileIndexStore open(Path file, IndexOptions options, FileSteps steps, boolean view)
      throws IOException {
    FileStore files = files(file, steps);
    Manifest manifest = options.adopt ? null : files.manifest();
    String name = file.getFileName().toString();
    StoredFile listed = manifest == null ? null : manifest.file(name);
    if (manifest != null && listed == null) {
      throw new CorruptDataException(
          files.path(manifestName(file)) + " is damaged: it does not list " + name);
    }
    Path found = listed == null ? file : files.locate(listed);
    UsearchFile opened = UsearchFile.open(found);
    options.checkConnectivity(opened.connectivity());
    IndexSettings settings =
        manifest != null
            ? options.settings(manifest.settings())
            : options.settings(new IndexOptions.Found(opened.maxBits(), opened.connectivity()));
    check(file, opened, settings);
    MetadataColumn metadata = null;
    if (settings.schema() != null) {
      StoredFile rows = manifest == null ? null : manifest.file(MetadataFile.name(name));
      if (rows == null) {
        throw new CorruptDataException(
            file + " has no metadata file, but the index declares metadata");
      }
      metadata =
          MetadataFile.open(
              view ? files.locate(rows) : files.verified(rows), settings.schema(), opened.slots());
    }
    Effort effort = manifest == null ? new Effort() : manifest.effort(name);
    Shard shard;
    if (view) {
      shard = new Shard(0, new FileRows(opened), new DeadSlots(), metadata, effort);
    } else {
      if (listed != null) {
        files.verified(listed);
      }
      shard = ActiveLoading.load(0, found, opened, settings, metadata, effort);
    }
    if (manifest != null && shard.live() != manifest.live()) {
      throw new CorruptDataException(
          "%s has %d live entries, its manifest tells of %d; restore it from a copy"
              .formatted(file, shard.live(), manifest.live()));
    }
    Shards shards = view ? new Shards(List.of(shard), null) : new Shards(List.of(), shard);
    LiveIndex live = new LiveIndex(settings, shards, null);
    return new FileIndexStore(
        live, view, steps, file.toAbsolutePath(), manifest == null ? 0 : manifest.generation());
  }

  private static void check(Path file, UsearchFile opened, IndexSettings settings) {
    UsearchKeyKind expected = settings.keys().fileKind();
    if (opened.keyKind() != expected || opened.metric() != settings.metric().fileMetric()) {
      throw new IllegalArgumentException(
          "%s has %s keys and metric %s; this index class is for %s keys and metric %s"
              .formatted(
                  file,
                  opened.keyKind(),
                  opened.metric(),
                  expected,
                  settings.metric().fileMetric()));
    }
  }

  @Override
  long room() {
    return Long.MAX_VALUE / 2;
  }

  @Override
  void journal(List<JournalOp> ops) {}

  @Override
  void beforeWrite() {}

  @Override
  void afterWrite() {}

  @Override
  Shard newActive(int number) {
    return Shard.growing(settings(), number);
  }

  Path home() {
    return home;
  }

  long generation() {
    return generation;
  }

  /** Saves to a file, as a whole or not at all. */
  void save(Path file) throws IOException {
    checkWritable();
    Path target = file.toAbsolutePath();
    FileStore files = files(target, steps);
    Path lockFile = files.path(target.getFileName() + ".lock");
    try (DirectoryLock lock = DirectoryLock.take(lockFile, target)) {
      live().shards().active().measure(settings());
      writing.lock();
      try {
        save(target, files);
      } finally {
        writing.unlock();
      }
    }
  }

  private void save(Path target, FileStore files) throws IOException {
    Manifest old = files.manifest();
    long oldGeneration = old == null ? 0 : old.generation();
    if (target.equals(home) && oldGeneration != generation) {
      throw new CorruptDataException(
          "%s was saved by somebody else since this index was loaded (generation %d, expected %d);"
                  .formatted(target, oldGeneration, generation)
              + " save to another file or load it anew");
    }
    String name = target.getFileName().toString();
    Shard shard = live().shards().active();
    GraphRows rows = (GraphRows) shard.rows();
    Map<String, FileSteps.Content> contents = new LinkedHashMap<>();
    contents.put(name, rows::writeTo);
    if (settings().schema() != null) {
      contents.put(
          MetadataFile.name(name), out -> MetadataFile.write(shard.metadata(), rows.slots(), out));
    }
    if (old != null) {
      // Its rename may not be on the disk yet, and settling does away with the state before.
      steps.syncDirectory(files.directory());
      files.settle(old);
    }
    files.clean(old, contents::containsKey, other -> false);
    long stamp = Math.max(oldGeneration, Commits.lastStamp(old)) + 1;
    List<StoredFile> staged = files.stage(stamp, contents);
    SearchWidth width = shard.effort().measured();
    List<StoredFile> obsolete = new ArrayList<>();
    if (old != null) {
      old.files().stream()
          .filter(other -> !contents.containsKey(other.name()))
          .forEach(obsolete::add);
    }
    Manifest next =
        new Manifest(
            oldGeneration + 1,
            Instant.now(),
            settings(),
            shard.live(),
            rows.slots() - shard.live(),
            staged,
            obsolete,
            width == null ? Map.of() : Map.of(name, width));
    try {
      files.publish(next);
    } catch (IOException | RuntimeException e) {
      Manifest found = files.manifest();
      if (found != null && found.generation() == next.generation()) {
        // Valid though perhaps not durable: the next save goes on from there.
        home = target;
        generation = next.generation();
      }
      throw e;
    }
    home = target;
    generation = next.generation();
    files.settle(next);
    dirty(0);
  }

  /** Removes all entries from memory. */
  void reset() {
    writing.lock();
    try {
      checkWritable();
      live().reset(newActive(0));
      dirty(0);
    } finally {
      writing.unlock();
    }
  }

  /** Rebuilds the graph of the live entries, so that removed ones take no room and no time. */
  long compact() {
    writing.lock();
    try {
      checkWritable();
      Shard old = live().shards().active();
      long dead = old.rows().slots() - old.live();
      if (dead > 0) {
        live().shards(new Shards(List.of(), copyOf(old)));
      }
      return dead;
    } finally {
      writing.unlock();
    }
  }

  /** Makes an index of its own with the same live entries; nothing of it is shared. */
  FileIndexStore copy() {
    writing.lock();
    try {
      checkOpen();
      Shard shard = live().shards().newestFirst().get(0);
      Shards shards = new Shards(List.of(), copyOf(shard));
      return new FileIndexStore(new LiveIndex(settings(), shards, null), false, steps, null, 0);
    } finally {
      writing.unlock();
    }
  }

  private Shard copyOf(Shard shard) {
    Shard copy = newActive(0);
    GraphRows rows = (GraphRows) copy.rows();
    for (int slot = 0; slot < shard.rows().slots(); slot++) {
      if (shard.isLive(slot)) {
        if (shard.rows().code(slot) == null) {
          throw new IllegalStateException(
              "The key "
                  + settings().keys().show(shard.rows().key(slot))
                  + " has an empty code, which can not be copied; remove it first");
        }
        if (copy.metadata() instanceof HeapMetadata metadata) {
          metadata.set(rows.nextSlot(), shard.metadata().get(slot));
        }
        rows.add(shard.rows().key(slot), shard.rows().code(slot));
      }
    }
    return copy;
  }

  void close() {
    markClosed();
  }

  /** Checks the file this index was loaded from or last saved to. */
  VerifyReport verify() throws IOException {
    Verification verification = new Verification();
    if (home != null && Files.exists(home)) {
      FileStore files = files(home, steps);
      verification.verify(
          files, files.manifest(), settings(), List.of(home.getFileName().toString()));
    }
    verification.verifyMemory(live());
    return verification.report();
  }
}
