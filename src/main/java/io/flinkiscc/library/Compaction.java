package io.flinkiscc.library;

import io.flinkiscc.graph.UsearchFile;
import io.flinkiscc.graph.UsearchKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.roaringbitmap.RoaringBitmap;

/**
 * Rebuilds the shards that have dead rows or name the wrong metric, and merges those that are less
 * than half full, into as few as hold their live rows. One new graph at a time is on the heap. The
 * old shards answer meanwhile, and what dies in them dies in the new ones.
 */
final class Compaction {

  private final IndexSettings settings;
  private final List<Shard> sources;
  private final List<RoaringBitmap> deadBefore;

  /** By number of the new shard, how it is best searched. */
  private final Map<Integer, Effort> results = new LinkedHashMap<>();

  private final long dropped;
  private Shard building;

  /**
   * Chooses the shards. One that became full just now and has no file yet is left alone: whoever
   * writes its file will look for it.
   *
   * @param sealed all sealed shards, oldest first
   */
  Compaction(IndexSettings settings, List<Shard> sealed) {
    this.settings = settings;
    List<Shard> written = sealed.stream().filter(s -> s.rows() instanceof FileRows).toList();
    List<Shard> small = written.stream().filter(this::isSmall).toList();
    this.sources =
        written.stream()
            .filter(s -> isFaulty(s) || small.size() > 1 && isSmall(s))
            .filter(Compaction::canBeRebuilt)
            .toList();
    this.deadBefore = sources.stream().map(s -> s.dead().toBitmap()).toList();
    this.dropped = sources.stream().mapToLong(s -> s.rows().slots() - s.live()).sum();
  }

  private static boolean isFaulty(Shard shard) {
    return shard.live() < shard.rows().slots() || shard.rows().isMisnamed();
  }

  private boolean isSmall(Shard shard) {
    return shard.rows().fileBytes() < settings.shardBytes() / 2;
  }

  /** Only files of other programs have rows with empty codes, which no new row can have. */
  private static boolean canBeRebuilt(Shard shard) {
    for (int slot = 0; slot < shard.rows().slots(); slot++) {
      if (shard.isLive(slot) && shard.rows().code(slot) == null) {
        return false;
      }
    }
    return true;
  }

  boolean isNeeded() {
    return !sources.isEmpty();
  }

  List<Shard> sources() {
    return sources;
  }

  /** Number of dead rows the sources have. */
  long dropped() {
    return dropped;
  }

  /** Writes the new shards under pending names; readers are not disturbed. */
  List<StoredFile> write(FileStore files, long stamp) throws IOException {
    List<StoredFile> staged = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      Shard source = sources.get(i);
      for (int slot = 0; slot < source.rows().slots(); slot++) {
        if (!source.rows().removed(slot) && !deadBefore.get(i).contains(slot)) {
          add(source, slot);
          if (isFull()) {
            staged.addAll(finish(files, stamp));
          }
        }
      }
    }
    if (building != null) {
      staged.addAll(finish(files, stamp));
    }
    return staged;
  }

  private void add(Shard source, int slot) {
    if (building == null) {
      building = Shard.growing(settings, sources.get(results.size()).number());
    }
    GraphRows rows = (GraphRows) building.rows();
    if (building.metadata() instanceof HeapMetadata metadata) {
      metadata.set(rows.nextSlot(), source.metadata().get(slot));
    }
    rows.add(source.rows().key(slot), source.rows().code(slot));
  }

  /** The last of the numbers there are takes what is left, however much. */
  private boolean isFull() {
    GraphRows rows = (GraphRows) building.rows();
    return rows.fileBytes() + rows.bytesPerRow() > settings.shardBytes()
        && results.size() + 1 < sources.size();
  }

  private List<StoredFile> finish(FileStore files, long stamp) throws IOException {
    Shard full = building;
    building = null;
    full.measure(settings);
    results.put(full.number(), full.effort());
    GraphRows rows = (GraphRows) full.rows();
    String name = Shard.fileName(full.number());
    Map<String, FileSteps.Content> contents = new LinkedHashMap<>();
    contents.put(name, rows::writeTo);
    if (full.metadata() != null) {
      contents.put(
          MetadataFile.name(name), out -> MetadataFile.write(full.metadata(), rows.slots(), out));
    }
    return files.stage(stamp, contents);
  }

  /** Opens the new shards; what died in the old ones since is dead in them. */
  List<Shard> open(List<StoredFile> staged, FileStore files) throws IOException {
    Map<String, StoredFile> byName =
        staged.stream().collect(Collectors.toMap(StoredFile::name, file -> file));
    List<Shard> opened = new ArrayList<>();
    for (int number : results.keySet()) {
      String name = Shard.fileName(number);
      FileRows rows =
          new FileRows(Uninterrupted.run(() -> UsearchFile.open(files.locate(byName.get(name)))));
      MetadataColumn metadata = null;
      StoredFile metadataFile = byName.get(MetadataFile.name(name));
      if (metadataFile != null) {
        Path column = files.locate(metadataFile);
        metadata =
            Uninterrupted.run(() -> MetadataFile.open(column, settings.schema(), rows.slots()));
      }
      opened.add(new Shard(number, rows, new DeadSlots(), metadata, results.get(number)));
    }
    killWhatDiedMeanwhile(opened);
    return opened;
  }

  private void killWhatDiedMeanwhile(List<Shard> opened) {
    for (int i = 0; i < sources.size(); i++) {
      Shard source = sources.get(i);
      RoaringBitmap since = RoaringBitmap.andNot(source.dead().toBitmap(), deadBefore.get(i));
      since.forEach(
          (org.roaringbitmap.IntConsumer)
              slot -> {
                UsearchKey key = source.rows().key(slot);
                for (Shard shard : opened) {
                  int found = shard.find(key);
                  if (found >= 0) {
                    shard.dead().kill(found);
                  }
                }
              });
    }
  }
}
