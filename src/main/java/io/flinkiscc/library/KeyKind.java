package io.flinkiscc.library;

import io.flinkiscc.graph.UsearchKey;
import io.flinkiscc.graph.UsearchKeyKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Function;

/**
 * The two kinds of keys and all that differs between them. Inside, every key is a {@link
 * UsearchKey}; only the public faces know how users see one.
 *
 * @param <K> how users see a key
 */
final class KeyKind<K> {

  /** Unsigned 64-bit keys. */
  static final KeyKind<Long> U64 =
      new KeyKind<>("u64", UsearchKeyKind.U64, "<u8", UsearchKey::of, UsearchKey::low);

  /** 128-bit keys. */
  static final KeyKind<Key128> U128 =
      new KeyKind<>(
          "uuid",
          UsearchKeyKind.UUID,
          "|V16",
          key -> new UsearchKey(key.high(), key.low()),
          key -> new Key128(key.high(), key.low()));

  private final String label;
  private final UsearchKeyKind fileKind;
  private final String npyType;
  private final Function<K, UsearchKey> toRaw;
  private final Function<UsearchKey, K> toUser;

  private KeyKind(
      String label,
      UsearchKeyKind fileKind,
      String npyType,
      Function<K, UsearchKey> toRaw,
      Function<UsearchKey, K> toUser) {
    this.label = label;
    this.fileKind = fileKind;
    this.npyType = npyType;
    this.toRaw = toRaw;
    this.toUser = toUser;
  }

  /** The name of this kind in manifests. */
  String label() {
    return label;
  }

  /** The kind in {@code .usearch} files. */
  UsearchKeyKind fileKind() {
    return fileKind;
  }

  /** Bytes of a key: 8 or 16. */
  int bytes() {
    return fileKind.bytes();
  }

  /** How NumPy calls an element that is a key. */
  String npyType() {
    return npyType;
  }

  /**
   * Returns a key an entry can have.
   *
   * @throws NullPointerException if there is none
   * @throws IllegalArgumentException if all its bits are ones, which marks removed entries in
   *     {@code .usearch} files
   */
  UsearchKey checked(K key) {
    UsearchKey raw = raw(key);
    if (isReserved(raw)) {
      throw new IllegalArgumentException(
          "The key "
              + show(raw)
              + " is reserved: .usearch files mark removed entries with it; give another key");
    }
    return raw;
  }

  /** Returns a key to look for. */
  UsearchKey raw(K key) {
    if (key == null) {
      throw new NullPointerException("The key is null; give a key of " + 8 * bytes() + " bits");
    }
    return toRaw.apply(key);
  }

  K user(UsearchKey key) {
    return toUser.apply(key);
  }

  /** Whether the key is the one that marks removed entries. */
  boolean isReserved(UsearchKey key) {
    return key.low() == -1L && (bytes() == Long.BYTES || key.high() == -1L);
  }

  String show(UsearchKey key) {
    return bytes() == Long.BYTES ? Long.toUnsignedString(key.low()) : user(key).toString();
  }

  /** The bytes that {@code .usearch}, bloom and tombstone files have for a key. */
  byte[] toBytes(UsearchKey key) {
    byte[] array = new byte[bytes()];
    write(key, ByteBuffer.wrap(array));
    return array;
  }

  /** Puts the bytes of {@link #toBytes} into a buffer of any byte order. */
  void write(UsearchKey key, ByteBuffer buffer) {
    if (bytes() == Long.BYTES) {
      buffer.putLong(ordered(buffer, ByteOrder.LITTLE_ENDIAN, key.low()));
    } else {
      buffer.putLong(ordered(buffer, ByteOrder.BIG_ENDIAN, key.high()));
      buffer.putLong(ordered(buffer, ByteOrder.BIG_ENDIAN, key.low()));
    }
  }

  /** Reads the bytes of {@link #toBytes} from a buffer of any byte order. */
  UsearchKey read(ByteBuffer buffer) {
    if (bytes() == Long.BYTES) {
      return UsearchKey.of(ordered(buffer, ByteOrder.LITTLE_ENDIAN, buffer.getLong()));
    }
    long high = ordered(buffer, ByteOrder.BIG_ENDIAN, buffer.getLong());
    return new UsearchKey(high, ordered(buffer, ByteOrder.BIG_ENDIAN, buffer.getLong()));
  }

  private static long ordered(ByteBuffer buffer, ByteOrder order, long value) {
    return buffer.order() == order ? value : Long.reverseBytes(value);
  }

  /** Adds a key to a bloom filter. */
  void addTo(ScalableBloomFilter bloom, UsearchKey key) {
    if (bytes() == Long.BYTES) {
      bloom.add(key.low());
    } else {
      bloom.add(toBytes(key));
    }
  }

  /** Whether a bloom filter may have a key. */
  boolean maybeIn(ScalableBloomFilter bloom, UsearchKey key) {
    return bytes() == Long.BYTES ? bloom.contains(key.low()) : bloom.contains(toBytes(key));
  }

  @Override
  public String toString() {
    return label;
  }
}
