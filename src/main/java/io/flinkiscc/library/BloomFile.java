package io.flinkiscc.library;

import io.flinkiscc.index.CorruptDataException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Reads and writes the files of {@link ScalableBloomFilter}, which gives the format. */
final class BloomFile {

  private static final byte[] MAGIC = "ISBF".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int HEAD_BYTES = 37;
  private static final int LAYER_HEAD_BYTES = 12;
  private static final int MAX_LAYERS = 64;
  private static final int MAX_HASHES = 1000;
  private static final int CHUNK_BYTES = 1 << 16;
  private static final double MAX_GROWTH = 100;

  private BloomFile() {}

  /** Says what is wrong with the options of a filter, or null. */
  static String fault(long initialCapacity, double rate, double growth) {
    if (initialCapacity < 1 || initialCapacity > Integer.MAX_VALUE) {
      return "initialCapacity is " + initialCapacity + "; give 1 to 2147483647 keys";
    }
    if (!(rate > 0 && rate < 1)) {
      return "falsePositiveRate is " + rate + "; give a number above 0 and below 1";
    }
    if (!(growth >= 1 && growth <= MAX_GROWTH)) {
      return "growth is " + growth + "; give a factor of 1 to 100";
    }
    return null;
  }

  static void write(ScalableBloomFilter filter, OutputStream out) throws IOException {
    BloomLayer[] layers = filter.allLayers();
    ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    head.put(MAGIC).put((byte) VERSION).putLong(filter.count());
    head.putInt(filter.initialCapacity()).putDouble(filter.falsePositiveRate());
    head.putDouble(filter.growth()).putInt(layers.length);
    out.write(head.array());
    for (BloomLayer layer : layers) {
      ByteBuffer layerHead = ByteBuffer.allocate(LAYER_HEAD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      layerHead.putInt((int) layer.capacity()).putInt(layer.hashes()).putInt((int) layer.bytes());
      out.write(layerHead.array());
      writeWords(layer.words(), out);
    }
  }

  private static void writeWords(long[] words, OutputStream out) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    int perChunk = CHUNK_BYTES / Long.BYTES;
    for (int start = 0; start < words.length; start += perChunk) {
      int length = Math.min(perChunk, words.length - start);
      chunk.clear().asLongBuffer().put(words, start, length);
      out.write(chunk.array(), 0, length * Long.BYTES);
    }
  }

  static ScalableBloomFilter read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return read(channel, file.toString());
    }
  }

  private static ScalableBloomFilter read(FileChannel channel, String name) throws IOException {
    ByteBuffer head = read(channel, HEAD_BYTES, name, "the head");
    byte[] magic = new byte[MAGIC.length];
    head.get(magic);
    int version = head.get() & 0xFF;
    if (!Arrays.equals(magic, MAGIC)) {
      throw new CorruptDataException(name + " is no bloom filter: it does not begin with ISBF");
    }
    if (version != VERSION) {
      throw new NewerFormatException(name, "bloom filter format", version, VERSION);
    }
    long count = head.getLong();
    long initialCapacity = head.getInt() & 0xFFFFFFFFL;
    double rate = head.getDouble();
    double growth = head.getDouble();
    long layerCount = head.getInt() & 0xFFFFFFFFL;
    String fault = fault(initialCapacity, rate, growth);
    if (fault != null) {
      throw new CorruptDataException(name + " is damaged: " + fault);
    }
    if (count < 0 || layerCount < 1 || layerCount > MAX_LAYERS) {
      throw new CorruptDataException(
          name + " is damaged: " + layerCount + " layers (1 to 64) and " + count + " keys");
    }
    BloomLayer[] layers = new BloomLayer[(int) layerCount];
    for (int i = 0; i < layers.length; i++) {
      layers[i] = readLayer(channel, name, i);
    }
    if (channel.position() != channel.size()) {
      throw new CorruptDataException(
          name
              + " is damaged: "
              + (channel.size() - channel.position())
              + " bytes follow behind the last layer");
    }
    return new ScalableBloomFilter((int) initialCapacity, rate, growth, count, layers);
  }

  private static BloomLayer readLayer(FileChannel channel, String name, int number)
      throws IOException {
    String part = "layer " + number;
    ByteBuffer head = read(channel, LAYER_HEAD_BYTES, name, part);
    long capacity = head.getInt() & 0xFFFFFFFFL;
    int hashes = head.getInt();
    long bytes = head.getInt() & 0xFFFFFFFFL;
    long left = channel.size() - channel.position();
    if (capacity < 1 || hashes < 1 || hashes > MAX_HASHES) {
      throw new CorruptDataException(
          name + " is damaged: " + part + " is for " + capacity + " keys by " + hashes + " hashes");
    }
    if (bytes < Long.BYTES || bytes % Long.BYTES != 0 || bytes > left) {
      throw new CorruptDataException(
          name
              + " is damaged: "
              + part
              + " has "
              + bytes
              + " bytes; "
              + left
              + " are left in the file, and whole 8-byte words are needed");
    }
    long[] words = new long[(int) (bytes / Long.BYTES)];
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int start = 0; start < words.length; ) {
      int length = Math.min(CHUNK_BYTES / Long.BYTES, words.length - start);
      chunk.clear().limit(length * Long.BYTES);
      fill(channel, chunk, name, part);
      chunk.asLongBuffer().get(words, start, length);
      start += length;
    }
    return new BloomLayer(capacity, hashes, words);
  }

  private static ByteBuffer read(FileChannel channel, int bytes, String name, String part)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    fill(channel, buffer, name, part);
    return buffer;
  }

  private static void fill(FileChannel channel, ByteBuffer buffer, String name, String part)
      throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new CorruptDataException(name + " is damaged: it ends within " + part);
      }
    }
    buffer.flip();
  }
}
