package io.flinkiscc.match;

import io.flinkiscc.index.Chunk;
import io.flinkiscc.index.UnitHit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Distance;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The binary form of queries and partial answers between tasks, version 1.
 *
 * <p>All numbers are big endian; {@code code} is a u8 number of bytes and these bytes, {@code type}
 * the u8 {@link UnitType#code()}, {@code bytes} a u32 number of bytes and these bytes, {@code list}
 * a u32 count and its elements.
 *
 * <pre>
 *   query    := flags u8 (1 metadata, 2 unit matches, 4 threshold, 8 excluded key)
 *               limit u16, [threshold f64], [excluded key u64],
 *               list of (type, code), list of (type, list of code)
 *   part     := exact u8, list of match, list of (type, list of hit), list of (type, chunkPart),
 *               list of (key u64, metadata bytes)
 *   match    := key u64, score f64, relation u8, list of (type, hamming u16, bits u16),
 *               metadata bytes
 *   hit      := key u64, hamming u16, bits u16
 *   chunkPart:= assets i64, complete u8, list of frequency u32, list of (key u64, list of evidence)
 *   evidence := query u32, code, offset u32, size u32, hamming u16, bits u16
 * </pre>
 */
public final class MatchCodec {

  private static final int METADATA = 1;
  private static final int UNIT_MATCHES = 2;
  private static final int THRESHOLD = 4;
  private static final int EXCLUDED = 8;
  private static final Relation[] RELATIONS = Relation.values();

  private MatchCodec() {}

  /** Writes a query. */
  public static void writeQuery(MatchQuery query, DataOutput out) throws IOException {
    out.writeByte(
        (query.includeMetadata() ? METADATA : 0)
            | (query.includeUnitMatches() ? UNIT_MATCHES : 0)
            | (query.threshold().isPresent() ? THRESHOLD : 0)
            | (query.excludedKey().isPresent() ? EXCLUDED : 0));
    out.writeShort(query.limit());
    if (query.threshold().isPresent()) {
      out.writeDouble(query.threshold().getAsDouble());
    }
    if (query.excludedKey().isPresent()) {
      out.writeLong(query.excludedKey().getAsLong());
    }
    out.writeInt(query.units().size());
    for (Map.Entry<UnitType, Code> unit : query.units().entrySet()) {
      out.writeByte(unit.getKey().code());
      writeCode(unit.getValue(), out);
    }
    out.writeInt(query.simprints().size());
    for (Map.Entry<UnitType, List<Code>> entry : query.simprints().entrySet()) {
      out.writeByte(entry.getKey().code());
      out.writeInt(entry.getValue().size());
      for (Code code : entry.getValue()) {
        writeCode(code, out);
      }
    }
  }

  /** Reads a query. */
  public static MatchQuery readQuery(DataInput in) throws IOException {
    int flags = in.readUnsignedByte();
    MatchQuery.Builder query =
        MatchQuery.builder()
            .includeMetadata((flags & METADATA) != 0)
            .includeUnitMatches((flags & UNIT_MATCHES) != 0)
            .limit(in.readUnsignedShort());
    if ((flags & THRESHOLD) != 0) {
      query.threshold(OptionalDouble.of(in.readDouble()));
    }
    if ((flags & EXCLUDED) != 0) {
      query.excludedKey(OptionalLong.of(in.readLong()));
    }
    for (int i = in.readInt(); i > 0; i--) {
      UnitType type = readType(in);
      query.unit(type, readCode(in));
    }
    for (int i = in.readInt(); i > 0; i--) {
      UnitType type = readType(in);
      for (int n = in.readInt(); n > 0; n--) {
        query.simprint(type, readCode(in));
      }
    }
    return query.build();
  }

  /** Writes a partial answer. */
  public static void writePart(MatchPart part, DataOutput out) throws IOException {
    out.writeBoolean(part.exact());
    out.writeInt(part.matches().size());
    for (AssetMatch match : part.matches()) {
      writeMatch(match, out);
    }
    out.writeInt(part.unitMatches().size());
    for (Map.Entry<UnitType, List<UnitHit>> entry : part.unitMatches().entrySet()) {
      out.writeByte(entry.getKey().code());
      out.writeInt(entry.getValue().size());
      for (UnitHit hit : entry.getValue()) {
        out.writeLong(hit.key());
        writeDistance(hit.hamming(), hit.bits(), out);
      }
    }
    out.writeInt(part.chunks().size());
    for (Map.Entry<UnitType, ChunkTypePart> entry : part.chunks().entrySet()) {
      out.writeByte(entry.getKey().code());
      writeChunkPart(entry.getValue(), out);
    }
    out.writeInt(part.chunkMetadata().size());
    for (Map.Entry<Long, byte[]> entry : part.chunkMetadata().entrySet()) {
      out.writeLong(entry.getKey());
      writeBytes(entry.getValue(), out);
    }
  }

  /** Reads a partial answer. */
  public static MatchPart readPart(DataInput in) throws IOException {
    boolean exact = in.readBoolean();
    List<AssetMatch> matches = new ArrayList<>();
    for (int i = in.readInt(); i > 0; i--) {
      matches.add(readMatch(in));
    }
    EnumMap<UnitType, List<UnitHit>> unitMatches = new EnumMap<>(UnitType.class);
    for (int i = in.readInt(); i > 0; i--) {
      UnitType type = readType(in);
      List<UnitHit> hits = new ArrayList<>();
      for (int n = in.readInt(); n > 0; n--) {
        hits.add(new UnitHit(in.readLong(), in.readUnsignedShort(), in.readUnsignedShort()));
      }
      unitMatches.put(type, hits);
    }
    EnumMap<UnitType, ChunkTypePart> chunks = new EnumMap<>(UnitType.class);
    for (int i = in.readInt(); i > 0; i--) {
      UnitType type = readType(in);
      chunks.put(type, readChunkPart(in));
    }
    Map<Long, byte[]> metadata = new HashMap<>();
    for (int i = in.readInt(); i > 0; i--) {
      long key = in.readLong();
      metadata.put(key, readBytes(in));
    }
    return new MatchPart(matches, unitMatches, chunks, metadata, exact);
  }

  private static void writeMatch(AssetMatch match, DataOutput out) throws IOException {
    out.writeLong(match.key());
    out.writeDouble(match.score());
    out.writeByte(match.relation().ordinal());
    out.writeInt(match.distances().size());
    for (Map.Entry<UnitType, Distance> entry : match.distances().entrySet()) {
      out.writeByte(entry.getKey().code());
      writeDistance(entry.getValue().hamming(), entry.getValue().bits(), out);
    }
    writeBytes(match.metadata(), out);
  }

  private static AssetMatch readMatch(DataInput in) throws IOException {
    long key = in.readLong();
    double score = in.readDouble();
    int relation = in.readUnsignedByte();
    if (relation >= RELATIONS.length) {
      throw new IOException("unknown relation " + relation + " in a partial answer");
    }
    EnumMap<UnitType, Distance> distances = new EnumMap<>(UnitType.class);
    for (int i = in.readInt(); i > 0; i--) {
      UnitType type = readType(in);
      distances.put(type, new Distance(in.readUnsignedShort(), in.readUnsignedShort()));
    }
    return new AssetMatch(key, score, RELATIONS[relation], distances, readBytes(in));
  }

  private static void writeChunkPart(ChunkTypePart part, DataOutput out) throws IOException {
    out.writeLong(part.assets());
    out.writeBoolean(part.complete());
    out.writeInt(part.frequencies().length);
    for (int frequency : part.frequencies()) {
      out.writeInt(frequency);
    }
    out.writeInt(part.evidence().size());
    for (Map.Entry<Long, List<ChunkEvidence>> entry : part.evidence().entrySet()) {
      out.writeLong(entry.getKey());
      out.writeInt(entry.getValue().size());
      for (ChunkEvidence e : entry.getValue()) {
        out.writeInt(e.query());
        writeCode(e.chunk().code(), out);
        out.writeInt((int) e.chunk().offset());
        out.writeInt((int) e.chunk().size());
        writeDistance(e.hamming(), e.bits(), out);
      }
    }
  }

  private static ChunkTypePart readChunkPart(DataInput in) throws IOException {
    long assets = in.readLong();
    boolean complete = in.readBoolean();
    List<Integer> frequencies = new ArrayList<>();
    for (int i = in.readInt(); i > 0; i--) {
      frequencies.add(in.readInt());
    }
    Map<Long, List<ChunkEvidence>> evidence = new HashMap<>();
    for (int i = in.readInt(); i > 0; i--) {
      long key = in.readLong();
      List<ChunkEvidence> chunks = new ArrayList<>();
      for (int n = in.readInt(); n > 0; n--) {
        int query = in.readInt();
        Code code = readCode(in);
        long offset = in.readInt() & Chunk.MAX_POSITION;
        long size = in.readInt() & Chunk.MAX_POSITION;
        chunks.add(
            new ChunkEvidence(
                query,
                new Chunk(code, offset, size),
                in.readUnsignedShort(),
                in.readUnsignedShort()));
      }
      evidence.put(key, chunks);
    }
    int[] counts = frequencies.stream().mapToInt(Integer::intValue).toArray();
    return new ChunkTypePart(assets, counts, evidence, complete);
  }

  private static void writeDistance(int hamming, int bits, DataOutput out) throws IOException {
    out.writeShort(hamming);
    out.writeShort(bits);
  }

  private static UnitType readType(DataInput in) throws IOException {
    return UnitType.ofCode(in.readUnsignedByte());
  }

  private static void writeCode(Code code, DataOutput out) throws IOException {
    byte[] bytes = code.toBytes();
    out.writeByte(bytes.length);
    out.write(bytes);
  }

  private static Code readCode(DataInput in) throws IOException {
    byte[] bytes = new byte[in.readUnsignedByte()];
    in.readFully(bytes);
    return Code.of(bytes);
  }

  private static void writeBytes(byte[] bytes, DataOutput out) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] readBytes(DataInput in) throws IOException {
    int length = in.readInt();
    if (length < 0) {
      throw new IOException("negative length " + length + " in a partial answer");
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }
}
