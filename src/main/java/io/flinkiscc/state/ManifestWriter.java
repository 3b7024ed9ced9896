package io.flinkiscc.state;

import io.flinkiscc.index.LogSpan;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes what stands between version and checksum of an {@link IndexManifest}. */
final class ManifestWriter {

  private final DataOutputStream out;

  ManifestWriter(DataOutputStream out) {
    this.out = out;
  }

  void write(IndexManifest manifest) throws IOException {
    out.writeShort(manifest.firstKeyGroup());
    out.writeShort(manifest.lastKeyGroup());
    out.writeShort(manifest.maxParallelism());
    out.writeLong(manifest.maxEventTimeMicros());
    writeFiles(manifest.packs());
    Map<String, Integer> packs = new HashMap<>();
    for (StateFile pack : manifest.packs()) {
      packs.put(pack.name(), packs.size());
    }
    out.writeInt(manifest.shards().size());
    for (ManifestShard shard : manifest.shards()) {
      shard.file().writeTo(out);
      shard.clip().writeTo(out);
      writeTombstones(shard.tombstones(), packs);
    }
    out.writeInt(manifest.groups().size());
    for (LogGroup group : manifest.groups()) {
      group.clip().writeTo(out);
      out.writeInt(group.logs().size());
      for (LogSpan log : group.logs()) {
        out.writeUTF(log.id());
        out.writeBoolean(log.deletes());
        out.writeLong(log.start());
        out.writeLong(log.end());
      }
      writeFiles(group.deltas());
    }
  }

  private void writeTombstones(SavedTombstones tombstones, Map<String, Integer> packs)
      throws IOException {
    out.writeBoolean(tombstones != null);
    if (tombstones != null) {
      out.writeUTF(tombstones.name());
      out.writeInt(packs.get(tombstones.pack()));
      out.writeLong(tombstones.offset());
      out.writeInt(tombstones.length());
      out.writeInt(tombstones.checksum());
    }
  }

  private void writeFiles(List<StateFile> files) throws IOException {
    out.writeInt(files.size());
    for (StateFile file : files) {
      file.writeTo(out);
    }
  }
}
