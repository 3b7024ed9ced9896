package io.flinkiscc.state;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.util.IOUtils;

/**
 * Where the files of sealed shards are of which only a part was fetched when the index was
 * restored. Thread-safe.
 */
final class ShardSources {

  /** Most files that are remembered of a shard. */
  static final int MOST = 8;

  private static final int BUFFER = 1 << 16;

  private final Map<String, Deque<FileSource>> sources = new ConcurrentHashMap<>();

  /**
   * @param restored the files that the index was restored from, by name of the shard
   */
  ShardSources(Map<String, FileSource> restored) {
    restored.forEach((name, source) -> sources.put(name, new ArrayDeque<>(List.of(source))));
  }

  /**
   * Notes that a checkpoint has written such a file anew, which may outlive the earlier ones. Of
   * too many the oldest is forgotten, but never the restored one: the others may all be of
   * checkpoints that failed.
   */
  void wrote(String name, FileSource source) {
    Deque<FileSource> known = sources.get(name);
    if (known != null) {
      synchronized (known) {
        FileSource restored = known.removeLast();
        known.addFirst(source);
        if (known.size() > MOST - 1) {
          known.removeLast();
        }
        known.addLast(restored);
      }
    }
  }

  /** The bytes of the file of a shard. */
  CheckpointUpload.Content content(String name) {
    return out -> copy(name, out);
  }

  /** Copies the newest that is there: that of a checkpoint which failed is not. */
  private void copy(String name, OutputStream out) throws IOException {
    IOException failure = new IOException("of sealed shard " + name + " only a part is here");
    List<FileSource> failed = new ArrayList<>();
    byte[] buffer = new byte[BUFFER];
    for (FileSource source : known(name)) {
      InputStream in = null;
      int n;
      try {
        in = source.open();
        // Some storages say only now that there is no such file.
        n = in.read(buffer);
        if (n < 0) {
          throw new EOFException("the file is empty");
        }
      } catch (IOException e) {
        IOUtils.closeQuietly(in);
        failure.addSuppressed(e);
        failed.add(source);
        continue;
      }
      try (InputStream opened = in) {
        for (; n >= 0; n = opened.read(buffer)) {
          out.write(buffer, 0, n);
        }
      }
      forget(name, failed);
      return;
    }
    throw failure;
  }

  private List<FileSource> known(String name) {
    Deque<FileSource> known = sources.get(name);
    if (known == null) {
      return List.of();
    }
    synchronized (known) {
      return List.copyOf(known);
    }
  }

  /** Forgets files that could not be read when an older one could. */
  private void forget(String name, List<FileSource> failed) {
    Deque<FileSource> known = sources.get(name);
    synchronized (known) {
      known.removeAll(failed);
    }
  }
}
