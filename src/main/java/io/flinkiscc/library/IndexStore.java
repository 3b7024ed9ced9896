package io.flinkiscc.library;

import io.flinkiscc.graph.UsearchKey;
import io.flinkiscc.metadata.MetadataRow;
import io.flinkiscc.nphd.Code;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes to an index, one caller at a time. Decides what a call changes, writes the journal if
 * there is one, and changes the memory.
 */
abstract class IndexStore {

  /** Held by a call that writes until it ends, so that calls do not mingle. Taken first. */
  final ReentrantLock calls = new ReentrantLock();

  /** Held while entries change. Taken last. */
  final ReentrantLock writing = new ReentrantLock();

  private final LiveIndex live;
  private final boolean readOnly;
  private volatile long dirty;
  private volatile boolean closed;

  IndexStore(LiveIndex live, boolean readOnly) {
    this.live = live;
    this.readOnly = readOnly;
  }

  /** Number of entries that can be put before the active shard is full. */
  abstract long room();

  /** Writes changes to the journal before they are made. */
  abstract void journal(List<JournalOp> ops) throws IOException;

  /** Called without the lock before entries change; if it fails they do not. */
  abstract void beforeWrite() throws IOException;

  /** Called without the lock after entries changed. What fails now is tried again later. */
  abstract void afterWrite();

  /** Makes an empty shard to grow. */
  abstract Shard newActive(int number);

  /** Shards that were left out as damaged. */
  List<SkippedShard> skipped() {
    return List.of();
  }

  final LiveIndex live() {
    return live;
  }

  final IndexSettings settings() {
    return live.settings();
  }

  final boolean readOnly() {
    return readOnly;
  }

  final long dirty() {
    return dirty;
  }

  final void dirty(long value) {
    dirty = value;
  }

  final boolean closed() {
    return closed;
  }

  /** Marks the end; returns whether it was not marked before. */
  final boolean markClosed() {
    boolean first = !closed;
    closed = true;
    return first;
  }

  /**
   * Refuses to go on after the end.
   *
   * @throws IllegalStateException if the index is closed
   */
  final void checkOpen() {
    if (closed) {
      throw new IllegalStateException("The index is closed; open it again");
    }
  }

  final void checkWritable() {
    checkOpen();
    if (readOnly) {
      throw new IllegalStateException(
          "The index is open for reading only; open or load it for writing to change it");
    }
  }

  /** Checks what a user wants to put. */
  final <K> PendingEntry check(KeyKind<K> keys, K key, Code code, MetadataRow metadata) {
    UsearchKey raw = keys.checked(key);
    if (code == null) {
      throw new NullPointerException("The code of key " + keys.show(raw) + " is null; give one");
    }
    IndexSettings settings = settings();
    if (code.bits() > settings.maxBits()
        || settings.metric() == Metric.HAMMING && code.bits() != settings.maxBits()) {
      throw new IllegalArgumentException(
          "The code of key %s has %d bits; the index takes %s %d"
              .formatted(
                  keys.show(raw),
                  code.bits(),
                  settings.metric() == Metric.HAMMING ? "exactly" : "at most",
                  settings.maxBits()));
    }
    if (settings.schema() == null) {
      if (metadata != null) {
        throw new IllegalArgumentException(
            "Metadata was given for key "
                + keys.show(raw)
                + " to an index without; declare the fields when it is built");
      }
      return new PendingEntry(raw, code, null);
    }
    MetadataRow row = metadata == null ? MetadataRow.empty(settings.schema()) : metadata;
    if (!row.schema().equals(settings.schema())) {
      throw new IllegalArgumentException(
          "The metadata of key %s is made for the fields %s; the index has %s"
              .formatted(keys.show(raw), row.schema(), settings.schema()));
    }
    return new PendingEntry(raw, code, row);
  }

  /** Puts what has no live entry yet; of a key given twice the first form. */
  final long add(Collection<PendingEntry> entries) {
    return write(
        () -> {
          Map<UsearchKey, JournalOp> ops = new LinkedHashMap<>();
          for (PendingEntry entry : entries) {
            if (!ops.containsKey(entry.key()) && live.find(entry.key()) == null) {
              ops.put(entry.key(), put(entry));
            }
          }
          return new ArrayList<>(ops.values());
        });
  }

  /** Puts everything; of a key given twice the last form. */
  final long upsert(Collection<PendingEntry> entries) {
    return write(
        () -> {
          Map<UsearchKey, JournalOp> ops = new LinkedHashMap<>();
          for (PendingEntry entry : entries) {
            ops.put(entry.key(), put(entry));
          }
          return new ArrayList<>(ops.values());
        });
  }

  /** Removes what is there; returns how many that were. */
  final long remove(Collection<UsearchKey> keys) {
    return write(
        () -> {
          Map<UsearchKey, JournalOp> ops = new LinkedHashMap<>();
          for (UsearchKey key : keys) {
            if (!ops.containsKey(key) && live.find(key) != null) {
              ops.put(key, JournalOp.remove(key));
            }
          }
          return new ArrayList<>(ops.values());
        });
  }

  private static JournalOp put(PendingEntry entry) {
    return new JournalOp(entry.key(), entry.code(), entry.metadata());
  }

  /** What a call changes, found out while no other call writes. */
  private interface Plan {
    List<JournalOp> make();
  }

  /** Changes entries in order, as many at a time as the growing shard has room for. */
  private long write(Plan plan) {
    calls.lock();
    try {
      checkWritable();
      List<JournalOp> ops = plan.make();
      for (int from = 0; from < ops.size(); ) {
        beforeWrite();
        writing.lock();
        try {
          checkWritable();
          int to = (int) Math.min(ops.size(), from + Math.max(1, room()));
          journal(ops.subList(from, to));
          ops.subList(from, to).forEach(this::apply);
          from = to;
        } finally {
          writing.unlock();
        }
        afterWrite();
      }
      return ops.size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      calls.unlock();
    }
  }

  /** Changes one key and counts it. The lock of the changes is held. */
  private void apply(JournalOp op) {
    // As in iscc-usearch, replacing is removing and adding.
    dirty += op.code() != null && live.find(op.key()) != null ? 2 : 1;
    live.apply(op);
  }
}
