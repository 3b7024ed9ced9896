package io.flinkiscc.cli;

import io.flinkiscc.nphd.Code;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;

/**
 * Codes of 256 bits to store and to ask for.
 *
 * @param stored what an index is made of
 * @param queries what it is asked
 */
record BenchCodes(Code[] stored, Code[] queries) {

  private static final int CODE_BYTES = 32;
  private static final int KEY_BYTES = 8;
  private static final int CODES_PER_CENTRE = 20;
  private static final int CLUSTER_FLIPS = 20;
  private static final int QUERY_FLIPS = 12;

  static BenchCodes uniform(SplittableRandom random, int n, int queries) {
    Code[] stored = new Code[n];
    for (int i = 0; i < n; i++) {
      stored[i] = Code.of(random(random));
    }
    Code[] asked = new Code[queries];
    for (int i = 0; i < queries; i++) {
      asked[i] = Code.of(random(random));
    }
    return new BenchCodes(stored, asked);
  }

  static BenchCodes clusters(SplittableRandom random, int n, int queries) {
    byte[][] centres = new byte[Math.max(1, n / CODES_PER_CENTRE)][];
    for (int i = 0; i < centres.length; i++) {
      centres[i] = random(random);
    }
    Code[] stored = new Code[n];
    for (int i = 0; i < n; i++) {
      stored[i] = flipped(random, centres[random.nextInt(centres.length)], CLUSTER_FLIPS);
    }
    Code[] asked = new Code[queries];
    for (int i = 0; i < queries; i++) {
      asked[i] = flipped(random, centres[random.nextInt(centres.length)], CLUSTER_FLIPS);
    }
    return new BenchCodes(stored, asked);
  }

  /**
   * Draws from records.
   *
   * @param records at least {@code n}, and {@code queries} more if those are held out
   * @param heldOut whether the queries are records that are not stored; else they are stored ones
   *     with bits flipped
   */
  static BenchCodes ofRecords(
      SplittableRandom random, Code[] records, int n, int queries, boolean heldOut) {
    int drawn = heldOut ? n + queries : n;
    for (int i = 0; i < drawn; i++) {
      int other = i + random.nextInt(records.length - i);
      Code record = records[i];
      records[i] = records[other];
      records[other] = record;
    }
    Code[] stored = Arrays.copyOf(records, n);
    Code[] asked = new Code[queries];
    for (int i = 0; i < queries; i++) {
      asked[i] =
          heldOut
              ? records[n + i]
              : flipped(random, stored[random.nextInt(n)].toBytes(), QUERY_FLIPS);
    }
    return new BenchCodes(stored, asked);
  }

  /** Reads all records of a gzipped file: an 8-byte key each, which is left out, and its code. */
  static Code[] records(Path file) throws IOException {
    List<Code> codes = new ArrayList<>();
    try (InputStream in =
        new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file), 1 << 16))) {
      byte[] record = new byte[KEY_BYTES + CODE_BYTES];
      for (int read = in.readNBytes(record, 0, record.length);
          read > 0;
          read = in.readNBytes(record, 0, record.length)) {
        if (read < record.length) {
          throw new IOException(
              "after %d records of %d bytes, %d bytes are left"
                  .formatted(codes.size(), record.length, read));
        }
        codes.add(Code.of(Arrays.copyOfRange(record, KEY_BYTES, record.length)));
      }
    }
    return codes.toArray(Code[]::new);
  }

  private static byte[] random(SplittableRandom random) {
    ByteBuffer bytes = ByteBuffer.allocate(CODE_BYTES);
    for (int i = 0; i < CODE_BYTES / Long.BYTES; i++) {
      bytes.putLong(random.nextLong());
    }
    return bytes.array();
  }

  private static Code flipped(SplittableRandom random, byte[] from, int mostFlips) {
    byte[] bytes = from.clone();
    for (int flips = random.nextInt(mostFlips + 1); flips > 0; flips--) {
      int bit = random.nextInt(8 * bytes.length);
      bytes[bit >> 3] ^= (byte) (1 << (bit & 7));
    }
    return Code.of(bytes);
  }
}
