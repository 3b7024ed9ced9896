package io.flinkiscc.library;

import io.flinkiscc.graph.UsearchFile;
import io.flinkiscc.graph.UsearchKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An index in a directory: seals full shards, saves, and keeps the journal.
 *
 * <p>A generation of the manifest is a state of the whole index; the journal of that generation and
 * those above it hold every change made since. Whatever moment the world ends, a manifest and its
 * journals are there together.
 */
final class DirectoryStore extends IndexStore {

  private static final Logger LOG = LoggerFactory.getLogger(DirectoryStore.class);

  /** Full shards that may wait for the disk before writers do. */
  private static final int MAX_WAITING = 1;

  private final Commits commits;
  private final FileStore files;
  private final DirectoryLock lock;
  private final JournalMode journalMode;
  private final List<SkippedShard> skipped;
  private final ExecutorService sealer;

  /** Held while files change. Taken before the lock of the writers. */
  private final ReentrantLock maintenance = new ReentrantLock();

  private final Queue<Sealing> sealings = new ConcurrentLinkedQueue<>();
  private volatile Journal journal;

  /** The last generation of a journal; that of the next one is one more. */
  private long generation;

  /**
   * @param lock null if the index is read-only, and the last three parameters mean nothing then
   */
  DirectoryStore(
      LiveIndex live,
      Commits commits,
      FileStore files,
      DirectoryLock lock,
      JournalMode journalMode,
      boolean background,
      long generation,
      List<SkippedShard> skipped) {
    super(live, lock == null);
    this.files = files;
    this.commits = commits;
    this.lock = lock;
    this.journalMode = journalMode;
    this.generation = generation;
    this.skipped = List.copyOf(skipped);
    this.sealer =
        background && lock != null ? Executors.newSingleThreadExecutor(this::thread) : null;
  }

  private Thread thread(Runnable work) {
    Thread thread = new Thread(work, "seal " + files.directory().getFileName());
    thread.setDaemon(true);
    return thread;
  }

  @Override
  List<SkippedShard> skipped() {
    return skipped;
  }

  FileStore files() {
    return files;
  }

  /** The valid manifest, or null before the first save of a foreign directory. */
  Manifest manifest() {
    return commits.manifest();
  }

  long journalBytes() {
    Journal now = journal;
    return now == null ? 0 : now.bytes();
  }

  int waitingShards() {
    return sealings.size();
  }

  /**
   * Ends the present journal and starts that of the next generation. If that fails the present one
   * goes on, and the generation is not used again.
   */
  void startJournal() throws IOException {
    generation++;
    if (journalMode == JournalMode.OFF) {
      return;
    }
    Journal present = journal;
    if (present != null) {
      // What is durable in the next journal must not outlive what this one has.
      present.force();
    }
    journal =
        Journal.create(files.steps(), files.path(Journal.name(generation)), settings().keys());
    if (present != null) {
      try {
        present.close();
      } catch (IOException e) {
        LOG.warn("The journal before {} could not be closed", generation, e);
      }
    }
  }

  @Override
  void journal(List<JournalOp> ops) throws IOException {
    if (journal != null) {
      journal.append(ops, journalMode == JournalMode.FORCED);
    }
  }

  /** Makes the changes so far outlive the machine's power, as cheaply as they were many. */
  void flush() throws IOException {
    writing.lock();
    try {
      checkWritable();
      if (journal == null) {
        throw new IllegalStateException(
            "The index keeps no journal; open it with one to flush changes, or save it");
      }
      journal.force();
    } finally {
      writing.unlock();
    }
  }

  @Override
  Shard newActive(int number) {
    return Shard.growing(settings(), number);
  }

  @Override
  long room() {
    GraphRows rows = (GraphRows) live().shards().active().rows();
    long left = settings().shardBytes() - rows.fileBytes();
    // Half of what fits at least, so that the file stays below its size however links fall.
    return left / (2 * rows.bytesPerRow());
  }

  @Override
  void beforeWrite() throws IOException {
    if (sealings.size() > MAX_WAITING) {
      seal();
    }
    freezeIfFull();
  }

  private void freezeIfFull() throws IOException {
    writing.lock();
    try {
      GraphRows rows = (GraphRows) live().shards().active().rows();
      if (rows.slots() > 0 && rows.fileBytes() + rows.bytesPerRow() > settings().shardBytes()) {
        freeze();
      }
    } finally {
      writing.unlock();
    }
  }

  @Override
  void afterWrite() {
    try {
      freezeIfFull();
    } catch (IOException e) {
      LOG.warn("The full shard of {} could not be taken out of service yet", files.directory(), e);
      return;
    }
    if (sealings.isEmpty()) {
      return;
    }
    if (sealer == null || sealings.size() > MAX_WAITING) {
      sealOrWarn();
    } else {
      sealer.execute(this::sealOrWarn);
    }
  }

  private void freeze() throws IOException {
    startJournal();
    Shard active = live().shards().active();
    SavedState state = SavedState.of(live());
    live().freeze(newActive(active.number() + 1));
    sealings.add(new Sealing(active, generation, state, live().bloom()));
  }

  private void sealOrWarn() {
    try {
      if (!closed()) {
        seal();
      }
    } catch (IOException | RuntimeException e) {
      // The shard stays in the queue: the next seal tries again. Who saves or drains is told, and
      // who writes when too many shards wait.
      LOG.warn("A full shard of {} could not be written yet", files.directory(), e);
    }
  }

  /** Writes the full shards that wait. */
  void seal() throws IOException {
    maintenance.lock();
    try {
      checkOpen();
      for (Sealing next = sealings.peek(); next != null; next = sealings.peek()) {
        seal(next);
        sealings.remove();
      }
    } finally {
      maintenance.unlock();
    }
  }

  /**
   * Takes the lock of the writers at a moment when every full shard has its file. A shard may fill
   * up between sealing and the lock; a state saved without its file would lose it. Called with
   * {@code maintenance} held.
   */
  private void lockWhenSealed() throws IOException {
    while (true) {
      seal();
      writing.lock();
      if (sealings.isEmpty()) {
        return;
      }
      writing.unlock();
    }
  }

  private void seal(Sealing sealing) throws IOException {
    if (commits.has(sealing.generation())) {
      commits.tidy();
    } else {
      write(sealing);
    }
    Shard opened = open(sealing.shard());
    writing.lock();
    try {
      live().replace(List.of(sealing.shard()), List.of(opened));
    } finally {
      writing.unlock();
    }
  }

  private void write(Sealing sealing) throws IOException {
    sealing.shard().measure(settings());
    SaveContents contents = new SaveContents(settings());
    contents.putShard(sealing.shard());
    contents.putRest(sealing.bloom(), sealing.state());
    List<Shard> listed = onDisk();
    listed.add(sealing.shard());
    commits.commit(sealing.generation(), contents, List.of(), listed, sealing.state());
  }

  /** Opens the file that was made of a shard; what died meanwhile stays dead. */
  private Shard open(Shard written) throws IOException {
    String name = Shard.fileName(written.number());
    UsearchFile file =
        Uninterrupted.run(() -> UsearchFile.open(files.locate(manifest().file(name))));
    FileRows rows = new FileRows(file);
    MetadataColumn metadata = null;
    if (settings().schema() != null) {
      Path column = files.locate(manifest().file(MetadataFile.name(name)));
      metadata =
          Uninterrupted.run(() -> MetadataFile.open(column, settings().schema(), rows.slots()));
    }
    return new Shard(written.number(), rows, written.dead(), metadata, written.effort());
  }

  /** Sealed shards that have files, oldest first. */
  private List<Shard> onDisk() {
    List<Shard> listed = new ArrayList<>(live().shards().sealed());
    listed.removeIf(shard -> !(shard.rows() instanceof FileRows));
    return listed;
  }

  /**
   * Saves everything.
   *
   * @throws IOException if it fails; the files then have the old state or, if only tidying up
   *     failed, the new one, and saving can be tried again
   */
  void save() throws IOException {
    maintenance.lock();
    try {
      checkWritable();
      live().shards().active().measure(settings());
      lockWhenSealed();
      try {
        checkWritable();
        saveClean();
      } finally {
        writing.unlock();
      }
    } finally {
      maintenance.unlock();
    }
  }

  private void saveClean() throws IOException {
    LastShardCleaning cleaning = LastShardCleaning.neededBy(live().shards());
    if (cleaning == null) {
      save(List.of());
    } else {
      cleaning.write(files, manifest(), commits.nextStamp(), settings());
      swap(cleaning.source(), cleaning.cleaned(), cleaning.staged());
    }
  }

  /**
   * Saves everything. Both locks are held.
   *
   * @param staged files of sealed shards that no manifest lists yet
   */
  private void save(List<StoredFile> staged) throws IOException {
    startJournal();
    Shard active = live().shards().active();
    SaveContents contents = new SaveContents(settings());
    List<Shard> listed = onDisk();
    if (active.live() > 0) {
      contents.putShard(active);
      listed.add(active);
    }
    SavedState state = SavedState.of(live());
    contents.putRest(live().bloom(), state);
    commits.commit(generation, contents, staged, listed, state);
    dirty(0);
  }

  /** Rebuilds shards with dead rows and merges small ones; see {@link Compaction}. */
  long compact() throws IOException {
    maintenance.lock();
    try {
      checkWritable();
      seal();
      long dropped = 0;
      Compaction compaction = new Compaction(settings(), live().shards().sealed());
      if (compaction.isNeeded()) {
        List<StoredFile> staged = compaction.write(files, commits.nextStamp());
        lockWhenSealed();
        try {
          dropped = compaction.dropped();
          rebuildBloom();
          swap(compaction.sources(), compaction.open(staged, files), staged);
        } finally {
          writing.unlock();
        }
      }
      save();
      return dropped;
    } finally {
      maintenance.unlock();
    }
  }

  /** Saves everything with shards in place of others. Both locks are held. */
  private void swap(List<Shard> sources, List<Shard> by, List<StoredFile> staged)
      throws IOException {
    Shards old = live().shards();
    Set<UsearchKey> tombstones = Set.copyOf(live().tombstones());
    live().replace(sources, by);
    live().dropTombstones();
    try {
      save(staged);
    } catch (IOException | RuntimeException e) {
      if (!commits.has(generation)) {
        live().shards(old);
        live().tombstones().addAll(tombstones);
      }
      throw e;
    }
  }

  /** Makes the bloom filter anew from the live keys. */
  void rebuildBloom() {
    writing.lock();
    try {
      checkWritable();
      if (settings().bloom()) {
        live().bloom(Blooms.build(settings().keys(), live().shards()));
      }
    } finally {
      writing.unlock();
    }
  }

  /** Removes all entries; the files stay until the next save. */
  void reset() throws IOException {
    maintenance.lock();
    try {
      lockWhenSealed();
      try {
        checkWritable();
        journal(List.of(JournalOp.RESET));
        live().reset(newActive(live().shards().active().number() + 1));
        dirty(0);
      } finally {
        writing.unlock();
      }
    } finally {
      maintenance.unlock();
    }
  }

  /** Looks at the files of the last save and at all entries in memory. */
  VerifyReport verify() throws IOException {
    maintenance.lock();
    try {
      Verification verification = new Verification();
      verification.skipped(skipped);
      List<String> unlisted =
          files.names().stream().filter(DirectoryNames::isPartForPeer).sorted().toList();
      verification.verify(files, manifest(), settings(), unlisted);
      verification.verifyMemory(live());
      return verification.report();
    } finally {
      maintenance.unlock();
    }
  }

  /** Waits for shards being written in the background. */
  void drain() throws IOException {
    if (!readOnly()) {
      checkOpen();
      seal();
    }
  }

  /**
   * Ends everything: waits for calls that change entries or files, and lets go of the directory
   * when nobody can touch it any more.
   */
  void close() throws IOException {
    if (readOnly()) {
      markClosed();
      return;
    }
    calls.lock();
    try {
      if (closed()) {
        return;
      }
      stopSealer();
      maintenance.lock();
      writing.lock();
      try {
        markClosed();
        if (journal != null) {
          journal.close();
        }
      } finally {
        writing.unlock();
        maintenance.unlock();
        lock.close();
      }
    } finally {
      calls.unlock();
    }
  }

  private void stopSealer() {
    if (sealer != null) {
      sealer.shutdown();
      try {
        sealer.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        // What it is writing is waited for by its lock; what it has not begun stays in the journal.
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Bytes of the files of the manifest that are there. */
  long fileBytes() throws IOException {
    return files.bytes(DirectoryNames::isOurs);
  }
}
