package io.flinkiscc.library;

import io.flinkiscc.graph.UsearchKey;
import io.flinkiscc.metadata.MetadataRow;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * What all indexes can do: hold one code per key and find the nearest ones.
 *
 * <p>A key has at most one live entry, whatever is called in which order, and what was added is
 * found by the next search. Calls that write take turns; calls that read run beside them and each
 * other without waiting, on the entries there are when they look. Searches and look-ups beside a
 * call that replaces an entry see the old entry or the new one; only a search during which more
 * than a thousand entries are replaced may miss some, and does not call itself exact. The key whose
 * bits are all ones is reserved and refused.
 *
 * <p>Calls that write throw {@link java.io.UncheckedIOException} if the journal can not be written
 * or too many full shards wait for a disk that fails. A call for one entry has changed nothing
 * then; a call for many has changed the first of them, up to one: entries change in the order
 * given, as many at a time as the growing shard has room for, and those of one time all or none,
 * also in the journal. A full shard that can not be written does not fail a call whose entries have
 * changed: it stays in memory and is tried again. They throw {@link IllegalStateException} if the
 * index is closed or read-only.
 *
 * @param <K> {@link Long}, an unsigned 64-bit number, or {@link Key128}
 */
public abstract sealed class CodeIndex<K> implements Closeable permits FileIndex, DirectoryIndex {

  private final IndexStore store;
  private final KeyKind<K> keys;

  CodeIndex(IndexStore store, KeyKind<K> keys) {
    this.store = store;
    this.keys = keys;
  }

  final KeyKind<K> keyKind() {
    return keys;
  }

  /**
   * Adds an entry unless its key has one, which is then kept.
   *
   * @return whether it was added
   * @throws IllegalArgumentException if the key is reserved or the code too long (of a Hamming
   *     index: not of its length)
   */
  public final boolean add(K key, Code code) {
    return add(key, code, null);
  }

  /**
   * Adds an entry with metadata unless its key has an entry, which is then kept.
   *
   * @param metadata made for the declared fields; null for none
   * @return whether it was added
   */
  public final boolean add(K key, Code code, MetadataRow metadata) {
    return store.add(List.of(store.check(keys, key, code, metadata))) > 0;
  }

  /**
   * Adds entries unless their keys have some, which are then kept; of a key given twice the first
   * one. All are checked before any is added.
   *
   * @return how many were added
   */
  public final long addAll(Collection<Entry<K>> entries) {
    return store.add(check(entries));
  }

  /** Adds codes by key; see {@link #addAll(Collection)}. */
  public final long addAll(Map<K, Code> codes) {
    return addAll(entries(codes));
  }

  /**
   * Adds an entry unless its key has one: the same as {@link #add(Object, Code)}, which in
   * iscc-usearch looks at one shard only.
   */
  public final boolean addOnce(K key, Code code) {
    return add(key, code, null);
  }

  /** Adds an entry with metadata unless its key has one. */
  public final boolean addOnce(K key, Code code, MetadataRow metadata) {
    return add(key, code, metadata);
  }

  /** Adds an entry in place of the one its key has, if any. */
  public final void upsert(K key, Code code) {
    upsert(key, code, null);
  }

  /** Adds an entry with metadata in place of the one its key has, if any. */
  public final void upsert(K key, Code code, MetadataRow metadata) {
    store.upsert(List.of(store.check(keys, key, code, metadata)));
  }

  /**
   * Adds entries in place of those their keys have; of a key given twice the last one. All are
   * checked before any is added.
   */
  public final void upsertAll(Collection<Entry<K>> entries) {
    store.upsert(check(entries));
  }

  /** Adds codes by key in place of those the keys have. */
  public final void upsertAll(Map<K, Code> codes) {
    upsertAll(entries(codes));
  }

  private static <K> List<Entry<K>> entries(Map<K, Code> codes) {
    List<Entry<K>> entries = new ArrayList<>(codes.size());
    codes.forEach((key, code) -> entries.add(new Entry<>(key, code)));
    return entries;
  }

  private List<PendingEntry> check(Collection<Entry<K>> entries) {
    List<PendingEntry> checked = new ArrayList<>(entries.size());
    for (Entry<K> entry : entries) {
      checked.add(store.check(keys, entry.key(), entry.code(), entry.metadata()));
    }
    return checked;
  }

  /** Removes an entry; returns whether there was one. */
  public final boolean remove(K key) {
    return store.remove(List.of(keys.raw(key))) > 0;
  }

  /** Removes entries; returns how many there were. */
  public final long removeAll(Collection<K> all) {
    List<UsearchKey> raw = new ArrayList<>(all.size());
    all.forEach(key -> raw.add(keys.raw(key)));
    return store.remove(raw);
  }

  /** Returns the code of a key, or null if it has no entry. */
  public final Code get(K key) {
    LiveIndex.Place place = find(key);
    return place == null ? null : place.shard().rows().code(place.slot());
  }

  /** Returns the entry of a key, or null. */
  public final Entry<K> getEntry(K key) {
    LiveIndex.Place place = find(key);
    return place == null ? null : entry(place.shard(), place.slot(), keys.raw(key));
  }

  private LiveIndex.Place find(K key) {
    store.checkOpen();
    UsearchKey raw = keys.raw(key);
    return keys.isReserved(raw) ? null : store.live().find(raw);
  }

  /** Returns whether a key has an entry. */
  public final boolean contains(K key) {
    return find(key) != null;
  }

  /** Returns the number of entries of a key: 0 or 1. */
  public final int count(K key) {
    return contains(key) ? 1 : 0;
  }

  /** Returns the number of live entries. */
  public final long size() {
    store.checkOpen();
    return store.live().shards().live();
  }

  /** Returns whether there are no live entries. */
  public final boolean isEmpty() {
    return size() == 0;
  }

  /**
   * Returns the number of changes since the last save: one for each entry added or removed, so two
   * for one replaced.
   */
  public final long dirty() {
    return store.dirty();
  }

  /**
   * Searches for the nearest entries.
   *
   * @param query of any length; of a Hamming index of its length
   * @param k number of entries wanted, from 1 on
   */
  public final Matches<K> search(Code query, int k) {
    return search(query, SearchOptions.nearest(k));
  }

  /** Searches as the options say. */
  public final Matches<K> search(Code query, SearchOptions options) {
    return search(query, options, options.threads());
  }

  private Matches<K> search(Code query, SearchOptions options, int threads) {
    store.checkOpen();
    return new ShardSearch(store.live(), options).run(query, keys, threads);
  }

  /**
   * Searches for several codes; the options' threads share them.
   *
   * @return the answers in the order of the queries
   */
  public final List<Matches<K>> searchAll(List<Code> queries, SearchOptions options) {
    store.checkOpen();
    List<Callable<Matches<K>>> tasks = new ArrayList<>(queries.size());
    queries.forEach(query -> tasks.add(() -> search(query, options, 1)));
    return Workers.run(options.threads(), tasks);
  }

  /** Searches for the nearest {@code k} entries of each of several codes. */
  public final List<Matches<K>> searchAll(List<Code> queries, int k) {
    return searchAll(queries, SearchOptions.nearest(k));
  }

  /** Finds all entries within a radius; the answer is complete. */
  public final Matches<K> within(Code query, Radius radius) {
    return search(
        query, SearchOptions.builder().k(Integer.MAX_VALUE).radius(radius).exact(true).build());
  }

  /**
   * Returns the keys of the live entries, looked up while they are iterated over, in no order.
   * Entries added or replaced meanwhile may be left out.
   */
  public final Iterable<K> keys() {
    return () -> iterator((shard, slot, key) -> keys.user(key));
  }

  /** Returns the codes of the live entries; see {@link #keys()}. */
  public final Iterable<Code> vectors() {
    return () -> iterator((shard, slot, key) -> shard.rows().code(slot));
  }

  /** Returns the live entries; see {@link #keys()}. */
  public final Iterable<Entry<K>> entries() {
    return () -> iterator(this::entry);
  }

  private <T> Iterator<T> iterator(EntryIterator.Reader<T> reader) {
    store.checkOpen();
    return new EntryIterator<>(store.live().shards(), reader);
  }

  private Entry<K> entry(Shard shard, int slot, UsearchKey key) {
    MetadataRow row = shard.metadata() == null ? null : shard.metadata().get(slot);
    return new Entry<>(keys.user(key), shard.rows().code(slot), row);
  }

  /** Returns the length of the longest code (of a Hamming index: of every code) in bits. */
  public final int maxDim() {
    return store.settings().maxBits();
  }

  /** Returns whether this index can not be changed. */
  public final boolean readOnly() {
    return store.readOnly();
  }

  /** Returns what the index is: configuration and origin. */
  public final IndexInfo info() {
    return IndexInfo.of(store.live(), generation(), store.skipped());
  }

  abstract long generation();

  /** Returns figures for monitoring. */
  public abstract IndexStats stats();

  /**
   * Reads every file and looks at every entry.
   *
   * @throws IOException if files can not be read; what is wrong in them is in the report
   */
  public abstract VerifyReport verify() throws IOException;

  /**
   * Drops what removed and replaced entries have left behind.
   *
   * @return number of dead entries dropped
   */
  public abstract long compact() throws IOException;

  /** Removes all entries from memory; files stay until the next save. */
  public abstract void reset() throws IOException;

  /** Lets go of everything. Saves nothing. */
  @Override
  public abstract void close() throws IOException;
}
