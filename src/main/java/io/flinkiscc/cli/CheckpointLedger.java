package io.flinkiscc.cli;

import io.flinkiscc.state.CheckpointContents;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Goes through checkpoints in their order and tells what each wrote anew. */
final class CheckpointLedger {

  private final Set<String> files = new HashSet<>();
  private final Set<String> inlined = new HashSet<>();
  private final Map<String, String> shards = new HashMap<>();

  /**
   * What a checkpoint wrote, in bytes.
   *
   * @param all new files and the metadata file
   * @param logs new logs and tombstones, wherever they are
   * @param shards sealed shards that no checkpoint had
   * @param again sealed shards that an earlier one had in another file
   * @param metadata the metadata file, which holds small parts too
   * @param referenced sealed shards that it refers to, whoever wrote them
   * @param parts number of files and small parts that it refers to
   */
  record Written(
      long all, long logs, long shards, long again, long metadata, long referenced, int parts) {}

  /** Takes in the next checkpoint. */
  Written next(CheckpointContents contents) {
    long all = contents.metadataBytes();
    long logs = 0;
    long fresh = 0;
    long again = 0;
    long referenced = 0;
    Set<String> met = new HashSet<>();
    for (CheckpointContents.Part part : contents.parts()) {
      boolean inMetadata = part.file().isEmpty();
      if (!inMetadata && !met.add(part.file())) {
        continue;
      }
      referenced += part.shard() ? part.bytes() : 0;
      // Parts in the metadata are written with every checkpoint, those that are not new too.
      boolean written =
          inMetadata ? inlined.add(part.name() + ':' + part.bytes()) : files.add(part.file());
      if (!written) {
        continue;
      }
      all += inMetadata ? 0 : part.bytes();
      if (part.shard()) {
        boolean known = shards.putIfAbsent(part.name(), part.file()) != null;
        fresh += known ? 0 : part.bytes();
        again += known && !inMetadata ? part.bytes() : 0;
      } else if (!part.name().isEmpty()) {
        logs += part.bytes();
      }
    }
    return new Written(
        all, logs, fresh, again, contents.metadataBytes(), referenced, contents.parts().size());
  }
}
