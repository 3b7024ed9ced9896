package io.flinkiscc.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** The files of the Python peer among the test resources; see the README there. */
public final class UsearchFixtures {

  /** Single files, without `.usearch`. */
  public static final List<String> FILES =
      List.of(
          "nphd_u64_empty",
          "nphd_u64_1",
          "nphd_u64_edge",
          "nphd_u64_500",
          "nphd_u64_5000",
          "nphd_u64_removed_800",
          "nphd_u64_m8_300",
          "nphd_uuid_500",
          "nphd_uuid_removed_400");

  /** Directories of shards. */
  public static final List<String> DIRECTORIES =
      List.of("sharded_u64", "sharded_u64_clean", "sharded_uuid");

  private static final String ROOT = "/usearch/";

  private UsearchFixtures() {}

  /** Reads a resource, which may be stored gzipped. */
  public static byte[] bytes(String name) {
    try (InputStream plain = UsearchFixtures.class.getResourceAsStream(ROOT + name)) {
      if (plain != null) {
        return plain.readAllBytes();
      }
      try (InputStream packed = UsearchFixtures.class.getResourceAsStream(ROOT + name + ".gz")) {
        if (packed == null) {
          throw new FileNotFoundException(ROOT + name);
        }
        return new GZIPInputStream(packed).readAllBytes();
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Reads what a file or directory holds and answers. */
  public static JsonNode json(String name) {
    try {
      return new ObjectMapper().readTree(bytes(name + ".json"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Opens a single file in memory. */
  static UsearchFile open(String name) {
    try {
      return UsearchFile.of(ByteBuffer.wrap(bytes(name + ".usearch")), name);
    } catch (UsearchFormatException e) {
      throw new AssertionError(e);
    }
  }

  /** Copies the files of a directory, unpacked. */
  public static void unpack(String directory, Path target) throws IOException {
    URL root = UsearchFixtures.class.getResource(ROOT + directory);
    try (Stream<Path> files = Files.list(Path.of(root.toURI()))) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString().replace(".gz", "");
        Files.write(target.resolve(name), bytes(directory + "/" + name));
      }
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  /** Reads a key as the JSON spell it. */
  static UsearchKey key(UsearchKeyKind kind, String text) {
    return kind == UsearchKeyKind.U64
        ? UsearchKey.of(Long.parseUnsignedLong(text))
        : UsearchKey.of(HexFormat.of().parseHex(text));
  }

  /** Makes the vectors of the fixtures' generator. */
  static List<byte[]> vectors(long seed, int n, int... lengths) {
    SplitMix random = new SplitMix(seed);
    List<byte[]> vectors = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      int length = lengths[random.below(lengths.length)];
      if (i > 0 && random.below(2) == 1) {
        byte[] base = vectors.get(random.below(i));
        byte[] tail = random.bytes(32);
        byte[] vector = new byte[length];
        for (int b = 0; b < length; b++) {
          vector[b] = b < base.length ? base[b] : tail[b - base.length];
        }
        for (int flips = random.below(13); flips > 0; flips--) {
          int bit = random.below(8 * length);
          vector[bit >> 3] ^= (byte) (128 >> (bit & 7));
        }
        vectors.add(vector);
      } else {
        vectors.add(random.bytes(length));
      }
    }
    return vectors;
  }

  private static final class SplitMix {
    private long state;

    SplitMix(long seed) {
      this.state = seed;
    }

    long next() {
      state += 0x9E3779B97F4A7C15L;
      long z = (state ^ state >>> 30) * 0xBF58476D1CE4E5B9L;
      z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
      return z ^ z >>> 31;
    }

    int below(int n) {
      return (int) Long.remainderUnsigned(next(), n);
    }

    byte[] bytes(int n) {
      byte[] bytes = new byte[n];
      for (int i = 0; i < n; ) {
        long word = next();
        for (int b = 0; b < Long.BYTES && i < n; b++, i++) {
          bytes[i] = (byte) (word >>> 8 * b);
        }
      }
      return bytes;
    }
  }
}
