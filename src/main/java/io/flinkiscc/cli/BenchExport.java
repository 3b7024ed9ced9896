package io.flinkiscc.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.flinkiscc.nphd.Code;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Writes the data of a benchmark with the true answers, so that another engine can be measured on
 * it. All numbers are big endian:
 *
 * <pre>
 *   magic     8 bytes  "ISCCBEN1"
 *   bits      u32      length of a code
 *   codes     u32      number of codes
 *   queries   u32      number of queries
 *   k         u32      neighbours wanted
 *   json      u32      bytes of a description of the data in JSON, then these bytes
 *   codes              bits / 8 bytes each
 *   queries            bits / 8 bytes each
 *   answers   u16      per query the Hamming distance of its k-th nearest code
 * </pre>
 */
final class BenchExport {

  private static final byte[] MAGIC = "ISCCBEN1".getBytes(StandardCharsets.US_ASCII);

  private BenchExport() {}

  /**
   * Writes a file, in place of one that is there.
   *
   * @param truth the true distances by query
   */
  static void write(
      Path file,
      Map<String, Object> description,
      Code[] codes,
      Code[] queries,
      NearestDistances[] truth,
      int k)
      throws IOException {
    int bits = queries[0].bits();
    byte[] json = new ObjectMapper().writeValueAsBytes(description);
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 20))) {
      out.write(MAGIC);
      out.writeInt(bits);
      out.writeInt(codes.length);
      out.writeInt(queries.length);
      out.writeInt(k);
      out.writeInt(json.length);
      out.write(json);
      for (Code code : codes) {
        out.write(code.toBytes());
      }
      for (Code query : queries) {
        out.write(query.toBytes());
      }
      for (NearestDistances answer : truth) {
        // With fewer codes than k every code is an answer.
        out.writeShort(Math.min(bits, answer.farthest() / NearestDistances.scaled(1, bits)));
      }
    }
  }
}
