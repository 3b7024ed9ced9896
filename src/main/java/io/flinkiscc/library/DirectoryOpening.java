package io.flinkiscc.library;

import io.flinkiscc.graph.UsearchFile;
import io.flinkiscc.graph.UsearchFormatException;
import io.flinkiscc.index.CorruptDataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.roaringbitmap.RoaringBitmap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the directory of an index, with or without a manifest. For one thread. */
final class DirectoryOpening {

  private static final Logger LOG = LoggerFactory.getLogger(DirectoryOpening.class);

  /** How often a reader tries again when a writer saves under its hands. */
  private static final int ATTEMPTS = 20;

  private final Path directory;
  private final IndexOptions options;
  private final FileStore files;
  private final boolean readOnly;
  private final JournalMode journalMode;
  private final boolean background;
  private final List<SkippedShard> skipped = new ArrayList<>();

  /** Changes made anew from journals. */
  private long replayed;

  DirectoryOpening(
      Path directory,
      IndexOptions options,
      FileSteps steps,
      boolean readOnly,
      JournalMode journalMode,
      boolean background) {
    this.directory = directory;
    this.options = options;
    this.files = new FileStore(directory, Manifest.NAME, steps);
    this.readOnly = readOnly;
    this.journalMode = journalMode;
    this.background = background;
  }

  DirectoryStore open() throws IOException {
    if (readOnly) {
      return openForReading();
    }
    Files.createDirectories(directory);
    DirectoryLock lock = DirectoryLock.take(files.path(DirectoryLock.NAME), directory);
    try {
      Manifest manifest = files.manifest();
      if (manifest != null) {
        // Its rename may not be on the disk yet, and settling does away with the state before.
        files.steps().syncDirectory(directory);
        files.settle(manifest);
      }
      files.clean(manifest, DirectoryNames::isOurs, DirectoryNames::isLeftover);
      DirectoryStore store = load(manifest, lock);
      if (manifest == null && store.live().shards().dead() + store.live().shards().live() == 0) {
        // So that the settings of a new index are known from now on.
        store.startJournal();
        store.save();
      } else {
        store.startJournal();
      }
      return store;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private DirectoryStore openForReading() throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new NoSuchFileException(
          directory.toString(), null, "There is no index to be opened read-only");
    }
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      Manifest manifest = files.manifest();
      try {
        DirectoryStore store = load(manifest, null);
        if (isStill(manifest)) {
          return store;
        }
      } catch (IOException | RuntimeException e) {
        if (isStill(manifest)) {
          throw e;
        }
      }
    }
    throw new IOException(
        directory + " was saved each of " + ATTEMPTS + " times it was being opened; try again");
  }

  /** Whether nobody has saved since: files and journals then are those of one state. */
  private boolean isStill(Manifest manifest) throws IOException {
    Manifest now = files.manifest();
    return now == null
        ? manifest == null
        : manifest != null && now.generation() == manifest.generation();
  }

  private DirectoryStore load(Manifest manifest, DirectoryLock lock) throws IOException {
    skipped.clear();
    replayed = 0;
    boolean trusted = manifest != null && !options.adopt;
    if (trusted) {
      refuseForeignParts(manifest);
    } else if (manifest != null && manifest.settings().schema() != null) {
      throw new IllegalArgumentException(
          "adoptForeignChanges: the index has metadata, which would not fit what another program"
              + " changed");
    }
    Map<Integer, UsearchFile> opened = openShards(trusted ? manifest : null);
    if (opened.isEmpty() && !skipped.isEmpty()) {
      throw new CorruptDataException(
          directory + " has no intact shard; " + skipped.get(0).reason());
    }
    if (opened.isEmpty() && manifest == null && readOnly) {
      throw new NoSuchFileException(
          directory.toString(), null, "There is no index to be opened read-only");
    }
    IndexSettings settings =
        manifest != null ? options.settings(manifest.settings()) : options.settings(found(opened));
    check(opened, settings);
    Shards shards = shards(opened, settings, trusted ? manifest : null);
    LiveIndex live = new LiveIndex(settings, shards, null);
    if (trusted) {
      restore(live, manifest);
    } else {
      Reconciliation.run(live, files.path(TombstoneFile.NAME), lastSkipped());
    }
    live.bloom(bloom(live, trusted ? manifest : null));
    long generation = replay(live, manifest == null ? 0 : manifest.generation());
    DirectoryStore store =
        new DirectoryStore(
            live,
            new Commits(files, settings, trusted ? manifest : null, Commits.lastStamp(manifest)),
            files,
            lock,
            journalMode,
            background,
            generation,
            skipped);
    store.dirty(replayed);
    return store;
  }

  private void refuseForeignParts(Manifest manifest) throws IOException {
    for (String name : files.names()) {
      if (DirectoryNames.isPartForPeer(name)
          && manifest.file(name) == null
          && !isStale(manifest, name)) {
        throw new CorruptDataException(
            files.path(name)
                + " is not in "
                + Manifest.NAME
                + ": another program has changed the index since it was saved; open it with"
                + " adoptForeignChanges to take over what is there");
      }
    }
  }

  private boolean isStale(Manifest manifest, String name) throws IOException {
    for (StoredFile file : manifest.obsolete()) {
      if (file.name().equals(name)) {
        return files.isStale(file);
      }
    }
    return false;
  }

  private Map<Integer, UsearchFile> openShards(Manifest manifest) throws IOException {
    Map<Integer, UsearchFile> opened = new TreeMap<>();
    if (manifest == null) {
      for (String name : files.names()) {
        int number = DirectoryNames.shardNumber(name);
        if (number >= 0) {
          open(opened, number, name, null);
        }
      }
    } else {
      for (StoredFile file : manifest.files()) {
        int number = DirectoryNames.shardNumber(file.name());
        if (number >= 0) {
          open(opened, number, file.name(), manifest);
        }
      }
    }
    return opened;
  }

  private void open(Map<Integer, UsearchFile> opened, int number, String name, Manifest manifest)
      throws IOException {
    try {
      opened.put(number, options.skipDamaged ? openChecked(name, manifest) : open(name, manifest));
    } catch (IOException e) {
      if (options.skipDamaged) {
        skipped.add(new SkippedShard(name, e.getMessage()));
        LOG.warn("{} is damaged and left out", files.path(name), e);
      } else if (e instanceof UsearchFormatException || e instanceof CorruptDataException) {
        throw new CorruptDataException(
            e.getMessage() + "; to read the other shards open the index with skipDamagedShards", e);
      } else {
        throw e;
      }
    }
  }

  private UsearchFile open(String name, Manifest manifest) throws IOException {
    return UsearchFile.open(
        manifest == null ? files.path(name) : files.locate(manifest.file(name)));
  }

  /** Reads all there is of a shard before it is trusted. */
  private UsearchFile openChecked(String name, Manifest manifest) throws IOException {
    if (manifest != null) {
      files.verified(manifest.file(name));
      StoredFile metadata = manifest.file(MetadataFile.name(name));
      if (metadata != null) {
        files.verified(metadata);
      }
    }
    UsearchFile file = open(name, manifest);
    file.verify();
    return file;
  }

  private int lastSkipped() {
    return skipped.stream()
        .mapToInt(shard -> DirectoryNames.shardNumber(shard.file()))
        .max()
        .orElse(-1);
  }

  /** As iscc-usearch does: the length of the first shard counts, the links of the last. */
  private static IndexOptions.Found found(Map<Integer, UsearchFile> opened) {
    Integer bits = null;
    Integer connectivity = null;
    for (UsearchFile file : opened.values()) {
      bits = bits == null ? (Integer) file.maxBits() : bits;
      connectivity = file.connectivity();
    }
    return new IndexOptions.Found(bits, connectivity);
  }

  private void check(Map<Integer, UsearchFile> opened, IndexSettings settings) {
    opened.forEach(
        (number, file) -> {
          if (file.keyKind() != settings.keys().fileKind()
              || file.metric() != settings.metric().fileMetric()
              || file.maxBits() != settings.maxBits()) {
            throw new IllegalArgumentException(
                "%s has %s keys, metric %s and %d bits; the index has %s keys, metric %s and %d bits"
                    .formatted(
                        files.path(Shard.fileName(number)),
                        file.keyKind(),
                        file.metric(),
                        file.maxBits(),
                        settings.keys().fileKind(),
                        settings.metric().fileMetric(),
                        settings.maxBits()));
          }
        });
  }

  private Shards shards(Map<Integer, UsearchFile> opened, IndexSettings settings, Manifest manifest)
      throws IOException {
    Map<Integer, RoaringBitmap> dead = new HashMap<>();
    if (manifest != null && manifest.file(DirectoryNames.DEAD) != null) {
      dead = DeadSlotsFile.read(files.verified(manifest.file(DirectoryNames.DEAD)));
    }
    List<Shard> sealed = new ArrayList<>();
    Shard active = null;
    int last = -1;
    for (Map.Entry<Integer, UsearchFile> entry : opened.entrySet()) {
      last = entry.getKey();
      boolean grows =
          !readOnly
              && last == ((TreeMap<Integer, UsearchFile>) opened).lastKey()
              && entry.getValue().fileBytes() < settings.shardBytes()
              && !dead.containsKey(last);
      Shard shard = shard(last, entry.getValue(), settings, manifest, dead.get(last), grows);
      if (grows) {
        active = shard;
      } else {
        sealed.add(shard);
      }
    }
    if (active == null && !(readOnly && journals(0).isEmpty())) {
      active = Shard.growing(settings, last + 1);
    }
    return new Shards(sealed, active);
  }

  private Shard shard(
      int number,
      UsearchFile file,
      IndexSettings settings,
      Manifest manifest,
      RoaringBitmap dead,
      boolean grows)
      throws IOException {
    String name = Shard.fileName(number);
    MetadataColumn metadata = null;
    if (settings.schema() != null) {
      StoredFile listed = manifest == null ? null : manifest.file(MetadataFile.name(name));
      if (listed == null) {
        throw new CorruptDataException(
            files.path(name) + " has no metadata file, but the index declares metadata");
      }
      metadata = MetadataFile.open(files.locate(listed), settings.schema(), file.slots());
    }
    Effort effort = manifest == null ? new Effort() : manifest.effort(name);
    if (!grows) {
      DeadSlots marks = dead == null ? new DeadSlots() : DeadSlots.of(dead);
      return new Shard(number, new FileRows(file), marks, metadata, effort);
    }
    Path path = manifest == null ? files.path(name) : files.verified(manifest.file(name));
    return ActiveLoading.load(number, path, file, settings, metadata, effort);
  }

  private void restore(LiveIndex live, Manifest manifest) throws IOException {
    StoredFile tombstones = manifest.file(TombstoneFile.NAME);
    if (tombstones != null) {
      live.tombstones()
          .addAll(TombstoneFile.read(live.settings().keys(), files.verified(tombstones)));
    }
    long found = live.shards().live();
    if (skipped.isEmpty() ? found != manifest.live() : found > manifest.live()) {
      throw new CorruptDataException(
          "%s has %d live entries, %s tells of %d; restore it from a copy"
              .formatted(directory, found, Manifest.NAME, manifest.live()));
    }
  }

  private ScalableBloomFilter bloom(LiveIndex live, Manifest manifest) throws IOException {
    KeyKind<?> keys = live.settings().keys();
    // What is salvaged is looked up without: the filter may be damaged too.
    if (!live.settings().bloom() || options.skipDamaged) {
      return null;
    }
    if (manifest != null) {
      StoredFile listed = manifest.file(DirectoryNames.BLOOM);
      return listed == null
          ? Blooms.build(keys, live.shards())
          : ScalableBloomFilter.load(files.verified(listed));
    }
    Path file = files.path(DirectoryNames.BLOOM);
    if (Files.exists(file)) {
      try {
        ScalableBloomFilter bloom = ScalableBloomFilter.load(file);
        if (Blooms.isComplete(bloom, keys, live.shards())) {
          return bloom;
        }
        LOG.warn("{} lacks keys of the index; it is made anew", file);
      } catch (CorruptDataException e) {
        LOG.warn("{} can not be used and is made anew", file, e);
      }
    }
    return Blooms.build(keys, live.shards());
  }

  /** Generations of the journals from one on, ascending. */
  private List<Long> journals(long from) throws IOException {
    return files.names().stream()
        .map(Journal::generation)
        .filter(generation -> generation >= from && generation >= 0)
        .sorted()
        .toList();
  }

  private long replay(LiveIndex live, long from) throws IOException {
    long last = from;
    List<Long> generations = journals(from);
    for (long generation : generations) {
      last = generation;
      Path file = files.path(Journal.name(generation));
      long torn =
          Journal.replay(
              file,
              live.settings().keys(),
              live.settings().schema(),
              ops -> ops.forEach(op -> apply(live, op)));
      if (torn > 0) {
        refuseIfFollowed(
            file, torn, generations.subList(generations.indexOf(last) + 1, generations.size()));
        LOG.warn("{}: the last {} bytes are no whole record and were left out", file, torn);
        if (!readOnly) {
          Journal.cut(file, torn);
        }
      }
    }
    return last;
  }

  /**
   * A journal is whole and durable before another one gets records, so an end that is not whole is
   * damage then. One without a whole head never had records.
   */
  private void refuseIfFollowed(Path file, long torn, List<Long> later) throws IOException {
    for (long generation : later) {
      Path next = files.path(Journal.name(generation));
      if (Journal.hasRecords(file) && Journal.hasRecords(next)) {
        long whole = Files.size(file) - torn;
        throw new CorruptDataException(
            file
                + " is damaged at byte "
                + whole
                + ": no whole record is there, but "
                + next.getFileName()
                + " has later ones; restore the directory from a copy or, to give up the changes"
                + " of this journal from there on, cut it to "
                + whole
                + " bytes");
      }
    }
  }

  private void apply(LiveIndex live, JournalOp op) {
    replayed++;
    if (op == JournalOp.RESET) {
      int next = live.shards().active().number() + 1;
      live.reset(Shard.growing(live.settings(), next));
    } else {
      live.apply(op);
    }
  }
}
