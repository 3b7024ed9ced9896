package io.flinkiscc.match;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The binary form of queries and partial answers between tasks, version 1.
 *
 * <p>All numbers are big endian; {@code code} is a u8 number of bytes and these bytes, {@code type}
 * the u8 {@link io.flinkiscc.iscc.UnitType#code()}, {@code relation} the u8 ordinal of {@link
 * Relation}, {@code bytes} a number of bytes as i32 from 0 on and these bytes, {@code filter bytes}
 * the JSON text of a {@link io.flinkiscc.metadata.MetadataFilter} in UTF-8, {@code list} a count as
 * i32 from 0 on and its elements.
 *
 * <pre>
 *   query    := flags u8 (1 metadata, 2 unit matches, 4 threshold, 8 excluded key,
 *               16 exact, 32 filter)
 *               limit u16, [threshold f64], [excluded key u64], [filter bytes],
 *               list of (type, code), list of (type, list of code)
 *   part     := exact u8, list of match, list of (type, list of hit), list of (type, chunkPart),
 *               list of (key u64, metadata bytes)
 *   match    := key u64, score f64, relation, list of (type, hamming u16, bits u16),
 *               metadata bytes
 *   hit      := key u64, hamming u16, bits u16
 *   chunkPart:= assets i64, complete u8, list of frequency i32, list of (key u64, list of evidence)
 *   evidence := query i32, code, offset u32, size u32, hamming u16, bits u16
 * </pre>
 *
 * <p>Bytes that are no such form lead to an {@link IOException} and to nothing else, and never to
 * more memory than a small multiple of the bytes that were there.
 */
public final class MatchCodec {

  private MatchCodec() {}

  /**
   * Writes a query.
   *
   * @throws IOException if the output fails
   */
  public static void writeQuery(MatchQuery query, DataOutput out) throws IOException {
    QueryForm.write(query, out);
  }

  /**
   * Reads a query.
   *
   * @throws IOException if the input fails or its bytes are no query
   */
  public static MatchQuery readQuery(DataInput in) throws IOException {
    try {
      return QueryForm.read(in);
    } catch (IllegalArgumentException e) {
      throw new IOException("The bytes are no query: " + e.getMessage(), e);
    }
  }

  /**
   * Writes a partial answer.
   *
   * @throws IOException if the output fails
   */
  public static void writePart(MatchPart part, DataOutput out) throws IOException {
    PartForm.write(part, out);
  }

  /**
   * Reads a partial answer.
   *
   * @throws IOException if the input fails or its bytes are no partial answer
   */
  public static MatchPart readPart(DataInput in) throws IOException {
    try {
      return PartForm.read(in);
    } catch (IllegalArgumentException e) {
      throw new IOException("The bytes are no partial answer: " + e.getMessage(), e);
    }
  }
}
