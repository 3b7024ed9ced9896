package io.flinkiscc.state;

import io.flinkiscc.index.KeyGroups;
import io.flinkiscc.index.LogSpan;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what stands between version and checksum of an {@link IndexManifest}; every count is held
 * against the bytes that are left before anything is allocated.
 */
final class ManifestReader {

  private static final int LEAST_SHARD = StateFile.LEAST_BYTES + 2 + 1;
  private static final int LEAST_GROUP = 2 + 4 + 4;
  private static final int LEAST_LOG = 2 + 1 + 8 + 8;
  private static final int LEAST_LEGACY_FILE = 2 + 8 + 4;

  private final DataInputStream in;

  /**
   * @param in of bytes in memory
   */
  ManifestReader(DataInputStream in) {
    this.in = in;
  }

  IndexManifest read() throws IOException {
    try {
      int first = in.readUnsignedShort();
      int last = in.readUnsignedShort();
      int maxParallelism = in.readUnsignedShort();
      if (first > last || last >= maxParallelism) {
        throw new IOException(
            "index manifest is of key groups %d..%d of %d".formatted(first, last, maxParallelism));
      }
      long maxEventTimeMicros = in.readLong();
      List<StateFile> packs = readFiles("packs");
      return new IndexManifest(
          IndexManifest.VERSION,
          first,
          last,
          maxParallelism,
          maxEventTimeMicros,
          packs,
          readShards(packs),
          readGroups());
    } catch (EOFException e) {
      throw new IOException("index manifest is cut off", e);
    }
  }

  /** Reads versions 1 and 2. */
  IndexManifest readLegacy(int version) throws IOException {
    try {
      int first = in.readUnsignedShort();
      int last = in.readUnsignedShort();
      in.readLong();
      List<ManifestShard> shards = new ArrayList<>();
      int count = version == 1 ? 0 : count("files", LEAST_LEGACY_FILE);
      for (int i = 0; i < count; i++) {
        shards.add(new ManifestShard(StateFile.read(in), KeyGroups.all(), null));
      }
      return new IndexManifest(
          version, first, last, 0, Long.MIN_VALUE, List.of(), shards, List.of());
    } catch (EOFException e) {
      throw new IOException("index manifest is cut off", e);
    }
  }

  private List<ManifestShard> readShards(List<StateFile> packs) throws IOException {
    int count = count("shards", LEAST_SHARD);
    List<ManifestShard> shards = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      shards.add(new ManifestShard(StateFile.read(in), KeyGroups.read(in), readTombstones(packs)));
    }
    return shards;
  }

  private SavedTombstones readTombstones(List<StateFile> packs) throws IOException {
    if (!readFlag()) {
      return null;
    }
    String name = in.readUTF();
    int pack = in.readInt();
    if (pack < 0 || pack >= packs.size()) {
      throw new IOException(
          "tombstones %s are in pack %d of %d packs".formatted(name, pack, packs.size()));
    }
    return new SavedTombstones(
        name, packs.get(pack).name(), in.readLong(), in.readInt(), in.readInt());
  }

  private List<LogGroup> readGroups() throws IOException {
    int count = count("groups of logs", LEAST_GROUP);
    List<LogGroup> groups = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      groups.add(new LogGroup(KeyGroups.read(in), readLogs(), readFiles("deltas")));
    }
    return groups;
  }

  private List<LogSpan> readLogs() throws IOException {
    int count = count("logs", LEAST_LOG);
    List<LogSpan> logs = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String id = in.readUTF();
      boolean deletes = readFlag();
      long start = in.readLong();
      long end = in.readLong();
      if (start < 0 || end < start) {
        throw new IOException("log %s is wanted from %d to %d".formatted(id, start, end));
      }
      logs.add(new LogSpan(id, deletes, start, end, KeyGroups.all()));
    }
    return logs;
  }

  private List<StateFile> readFiles(String what) throws IOException {
    int count = count(what, StateFile.LEAST_BYTES);
    List<StateFile> files = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      files.add(StateFile.read(in));
    }
    return files;
  }

  private boolean readFlag() throws IOException {
    int flag = in.readUnsignedByte();
    if (flag > 1) {
      throw new IOException("index manifest has " + flag + " where 0 or 1 is expected");
    }
    return flag == 1;
  }

  private int count(String what, int leastBytes) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > in.available() / leastBytes) {
      throw new IOException(
          "index manifest says it has %d %s, with %d bytes left"
              .formatted(count, what, in.available()));
    }
    return count;
  }
}
