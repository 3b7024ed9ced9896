package io.flinkiscc.index;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;

/** A frozen index as a checkpoint would hold it: its log and its files by name. */
record FrozenBytes(byte[] log, Map<String, byte[]> files) {

  static FrozenBytes of(AssetIndex index) throws IOException {
    try (FrozenIndex frozen = index.freeze()) {
      return of(frozen);
    }
  }

  static FrozenBytes of(FrozenIndex frozen) throws IOException {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    frozen.writeTo(log);
    Map<String, byte[]> files = new HashMap<>();
    for (FrozenShard shard : frozen.shards()) {
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      shard.writeTo(file);
      files.put(shard.name(), file.toByteArray());
    }
    return new FrozenBytes(log.toByteArray(), files);
  }

  void restoreInto(AssetIndex index, IntPredicate keyGroups) throws IOException {
    index.restore(
        new ByteArrayInputStream(log), (name, to) -> to.write(files.get(name)), keyGroups);
  }
}
