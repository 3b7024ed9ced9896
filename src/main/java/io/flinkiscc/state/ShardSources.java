package io.flinkiscc.state;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where the files of sealed shards are of which only a part was fetched when the index was
 * restored. Thread-safe.
 */
final class ShardSources {

  private final Map<String, Deque<FileSource>> sources = new ConcurrentHashMap<>();

  /**
   * @param restored the files that the index was restored from, by name of the shard
   */
  ShardSources(Map<String, FileSource> restored) {
    restored.forEach((name, source) -> sources.put(name, new ArrayDeque<>(List.of(source))));
  }

  /** Notes that a checkpoint has written such a file anew, which may outlive the earlier ones. */
  void wrote(String name, FileSource source) {
    Deque<FileSource> known = sources.get(name);
    if (known != null) {
      synchronized (known) {
        known.addFirst(source);
      }
    }
  }

  /** The bytes of the file of a shard. */
  CheckpointUpload.Content content(String name) {
    return out -> {
      try (InputStream in = open(name)) {
        in.transferTo(out);
      }
    };
  }

  /** Opens the newest that is there: that of a checkpoint which failed is not. */
  private InputStream open(String name) throws IOException {
    List<FileSource> known = List.of();
    Deque<FileSource> found = sources.get(name);
    if (found != null) {
      synchronized (found) {
        known = List.copyOf(found);
      }
    }
    IOException failure = new IOException("of sealed shard " + name + " only a part is here");
    for (FileSource source : known) {
      try {
        return source.open();
      } catch (IOException e) {
        failure.addSuppressed(e);
      }
    }
    throw failure;
  }
}
