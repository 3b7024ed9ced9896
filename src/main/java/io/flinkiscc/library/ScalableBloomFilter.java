package io.flinkiscc.library;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.flinkiscc.index.CorruptDataException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A bloom filter that grows by adding layers: says of a key "certainly not here" or "maybe".
 *
 * <p>A layer that has taken as many keys as it is made for is followed by one of {@code growth}
 * times the capacity and half the rate of false positives. The rate of the whole stays below twice
 * the given one. Keys can not be taken out.
 *
 * <p>Files are those of iscc-usearch, {@code bloom.isbf}; all values little endian:
 *
 * <pre>
 * "ISBF", u8 version 1, u64 count, u32 initial capacity, f64 rate, f64 growth, u32 layers,
 * per layer: u32 capacity, u32 hashes, u32 bytes, the bits (bit j is 1 &lt;&lt; (j &amp; 7) of byte j &gt;&gt; 3)
 * </pre>
 *
 * <p>Bit i of a key is {@code (h1 + i h2) mod m} with h1 and h2 the XXH3 (64 bit) of its bytes with
 * the seeds 0 and 32, each mod m. A 64-bit key is 8 bytes, little endian; all 2^64 values work.
 *
 * <p>One thread at a time adds; others may ask meanwhile, and see a key once they could learn from
 * the adding thread that it was added.
 */
public final class ScalableBloomFilter {

  private static final Hasher64 HASH1 = Hashing.xxh3_64(0);
  private static final Hasher64 HASH2 = Hashing.xxh3_64(32);

  private final int initialCapacity;
  private final double rate;
  private final double growth;
  private volatile BloomLayer[] layers;
  private long count;

  /** Keys the layers before the last one are made for. */
  private long before;

  ScalableBloomFilter(
      int initialCapacity, double rate, double growth, long count, BloomLayer[] layers) {
    this.initialCapacity = initialCapacity;
    this.rate = rate;
    this.growth = growth;
    this.count = count;
    this.layers = layers;
    for (int i = 0; i < layers.length - 1; i++) {
      before += layers[i].capacity();
    }
  }

  /** Starts a filter for 100 000 keys at first, a rate of .01 and a growth of 2. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Adds a 64-bit key.
   *
   * @return whether it was certainly not there before; only then it is counted
   * @throws IllegalStateException if another layer is needed that a file can not hold
   */
  public boolean add(long key) {
    // hash4j hashes a long as its 8 bytes in little-endian order.
    return add(HASH1.hashLongToLong(key), HASH2.hashLongToLong(key));
  }

  /** Adds a 128-bit key; see {@link #add(long)}. */
  public boolean add(Key128 key) {
    return add(key.toBytes());
  }

  /** Adds a key of any length; see {@link #add(long)}. */
  public boolean add(byte[] key) {
    return add(HASH1.hashBytesToLong(key), HASH2.hashBytesToLong(key));
  }

  private boolean add(long hash1, long hash2) {
    if (contains(hash1, hash2)) {
      return false;
    }
    BloomLayer last = layers[layers.length - 1];
    if (count - before >= last.capacity()) {
      last = addLayer(last);
    }
    last.add(hash1, hash2);
    count++;
    return true;
  }

  private BloomLayer addLayer(BloomLayer last) {
    int number = layers.length;
    BloomLayer next =
        BloomLayer.create((long) (last.capacity() * growth), rate * Math.pow(.5, number), number);
    before += last.capacity();
    BloomLayer[] longer = Arrays.copyOf(layers, number + 1);
    longer[number] = next;
    layers = longer;
    return next;
  }

  /** Returns false if the 64-bit key was certainly not added. */
  public boolean contains(long key) {
    return contains(HASH1.hashLongToLong(key), HASH2.hashLongToLong(key));
  }

  /** Returns false if the 128-bit key was certainly not added. */
  public boolean contains(Key128 key) {
    return contains(key.toBytes());
  }

  /** Returns false if the key was certainly not added. */
  public boolean contains(byte[] key) {
    return contains(HASH1.hashBytesToLong(key), HASH2.hashBytesToLong(key));
  }

  private boolean contains(long hash1, long hash2) {
    BloomLayer[] all = layers;
    for (int i = all.length - 1; i >= 0; i--) {
      if (all[i].contains(hash1, hash2)) {
        return true;
      }
    }
    return false;
  }

  /** Number of keys added; files of iscc-usearch count every call, also for a known key. */
  public long count() {
    return count;
  }

  /** Keys the first layer is made for. */
  public int initialCapacity() {
    return initialCapacity;
  }

  /** Rate of false positives of the first layer. */
  public double falsePositiveRate() {
    return rate;
  }

  /** Capacity of a layer divided by that of the one before. */
  public double growth() {
    return growth;
  }

  /** Number of layers. */
  public int layers() {
    return layers.length;
  }

  /** Heap of the bits, in bytes. */
  public long memoryBytes() {
    long sum = 0;
    for (BloomLayer layer : layers) {
      sum += layer.bytes();
    }
    return sum;
  }

  /**
   * Writes a file that iscc-usearch reads, atomically and durably: the file is the old or the new
   * one, also after a crash.
   *
   * @throws IOException if it can not be written
   */
  public void save(Path file) throws IOException {
    new FileSteps().replace(file, this::writeTo);
  }

  void writeTo(OutputStream out) throws IOException {
    BloomFile.write(this, out);
  }

  BloomLayer[] allLayers() {
    return layers;
  }

  /**
   * Reads a file of {@link #save} or of iscc-usearch. Sizes are checked before room is made.
   *
   * @throws CorruptDataException if it is no such file, or is damaged
   * @throws IOException if it can not be read
   */
  public static ScalableBloomFilter load(Path file) throws IOException {
    return BloomFile.read(file);
  }

  /** Builds an empty filter. For one thread. */
  public static final class Builder {

    private int initialCapacity = 100_000;
    private double rate = .01;
    private double growth = 2;

    private Builder() {}

    /**
     * Sets the keys the first layer is made for.
     *
     * @param keys 1 to 2^31 - 1; iscc-usearch has 10 000 000, which takes 12 MB
     */
    public Builder initialCapacity(int keys) {
      this.initialCapacity = keys;
      return this;
    }

    /**
     * Sets the rate of false positives of the first layer.
     *
     * @param share above 0, below 1
     */
    public Builder falsePositiveRate(double share) {
      this.rate = share;
      return this;
    }

    /**
     * Sets the capacity of a layer divided by that of the one before.
     *
     * @param factor 1 to 100
     */
    public Builder growth(double factor) {
      this.growth = factor;
      return this;
    }

    /**
     * Makes the filter.
     *
     * @throws IllegalArgumentException if an option is out of its bounds
     */
    public ScalableBloomFilter build() {
      String fault = BloomFile.fault(initialCapacity, rate, growth);
      if (fault != null) {
        throw new IllegalArgumentException(fault);
      }
      return new ScalableBloomFilter(
          initialCapacity,
          rate,
          growth,
          0,
          new BloomLayer[] {BloomLayer.create(initialCapacity, rate, 0)});
    }
  }
}
