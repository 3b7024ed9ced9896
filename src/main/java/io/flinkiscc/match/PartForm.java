package io.flinkiscc.match;

import io.flinkiscc.index.UnitHit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Distance;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The binary form of a partial answer, see {@link MatchCodec}. */
final class PartForm {

  private static final Relation[] RELATIONS = Relation.values();

  private PartForm() {}

  static void write(MatchPart part, DataOutput out) throws IOException {
    out.writeBoolean(part.exact());
    out.writeInt(part.matches().size());
    for (AssetMatch match : part.matches()) {
      writeMatch(match, out);
    }
    BinaryFields.writeByType(part.unitMatches(), out, PartForm::writeHits);
    BinaryFields.writeByType(part.chunks(), out, ChunkPartForm::write);
    out.writeInt(part.chunkMetadata().size());
    for (Map.Entry<Long, byte[]> entry : part.chunkMetadata().entrySet()) {
      out.writeLong(entry.getKey());
      BinaryFields.writeBytes(entry.getValue(), out);
    }
  }

  static MatchPart read(DataInput in) throws IOException {
    boolean exact = BinaryFields.readFlag(in, "exact");
    List<AssetMatch> matches = new ArrayList<>();
    for (int i = BinaryFields.readCount(in, "the number of matches"); i > 0; i--) {
      matches.add(readMatch(in));
    }
    Map<UnitType, List<UnitHit>> unitMatches = BinaryFields.readByType(in, PartForm::readHits);
    Map<UnitType, ChunkTypePart> chunks = BinaryFields.readByType(in, ChunkPartForm::read);
    Map<Long, byte[]> metadata = new HashMap<>();
    for (int i = BinaryFields.readCount(in, "the number of metadata"); i > 0; i--) {
      long key = in.readLong();
      if (metadata.put(key, BinaryFields.readBytes(in)) != null) {
        throw new IOException("metadata of " + Long.toUnsignedString(key) + " comes twice");
      }
    }
    return new MatchPart(matches, unitMatches, chunks, metadata, exact);
  }

  private static void writeMatch(AssetMatch match, DataOutput out) throws IOException {
    out.writeLong(match.key());
    out.writeDouble(match.score());
    out.writeByte(match.relation().ordinal());
    BinaryFields.writeByType(match.distances(), out, PartForm::writeDistance);
    BinaryFields.writeBytes(match.metadata(), out);
  }

  private static AssetMatch readMatch(DataInput in) throws IOException {
    long key = in.readLong();
    double score = in.readDouble();
    int relation = in.readUnsignedByte();
    if (relation >= RELATIONS.length) {
      throw new IOException(
          "relation is " + relation + ", allowed are 0.." + (RELATIONS.length - 1));
    }
    Map<UnitType, Distance> distances = BinaryFields.readByType(in, BinaryFields::readDistance);
    byte[] metadata = BinaryFields.readBytes(in);
    return new AssetMatch(key, score, RELATIONS[relation], distances, metadata);
  }

  private static void writeDistance(Distance distance, DataOutput out) throws IOException {
    BinaryFields.writeDistance(distance.hamming(), distance.bits(), out);
  }

  private static void writeHits(List<UnitHit> hits, DataOutput out) throws IOException {
    out.writeInt(hits.size());
    for (UnitHit hit : hits) {
      out.writeLong(hit.key());
      BinaryFields.writeDistance(hit.hamming(), hit.bits(), out);
    }
  }

  private static List<UnitHit> readHits(DataInput in) throws IOException {
    List<UnitHit> hits = new ArrayList<>();
    for (int i = BinaryFields.readCount(in, "the number of unit matches"); i > 0; i--) {
      long key = in.readLong();
      Distance distance = BinaryFields.readDistance(in);
      hits.add(new UnitHit(key, distance.hamming(), distance.bits()));
    }
    return hits;
  }
}
