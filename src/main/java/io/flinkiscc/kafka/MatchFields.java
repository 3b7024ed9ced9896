package io.flinkiscc.kafka;

import io.flinkiscc.types.BinarySerializer;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Binary forms of the matches of an answer. */
final class MatchFields {

  private MatchFields() {}

  static void writeGlobal(DataOutput out, GlobalMatch match) throws IOException {
    RecordFields.writeId(out, match.id());
    out.writeDouble(match.score());
    RecordFields.writeByType(out, match.types(), MatchFields::writeScore);
    BinarySerializer.writeString(out, match.relation());
    BinarySerializer.writeBytes(out, match.metadataJson());
  }

  static GlobalMatch readGlobal(DataInput in) throws IOException {
    return new GlobalMatch(
        RecordFields.readId(in),
        in.readDouble(),
        RecordFields.readByType(in, MatchFields::readScore),
        BinarySerializer.readString(in, RecordFields.ANY_LENGTH),
        BinarySerializer.readBytes(in, RecordFields.ANY_LENGTH));
  }

  private static void writeScore(DataOutput out, UnitScore score) throws IOException {
    out.writeDouble(score.score());
    out.writeShort(score.hamming());
    out.writeShort(score.bits());
  }

  private static UnitScore readScore(DataInput in) throws IOException {
    return new UnitScore(in.readDouble(), in.readUnsignedShort(), in.readUnsignedShort());
  }

  static void writeUnit(DataOutput out, UnitMatch match) throws IOException {
    RecordFields.writeId(out, match.id());
    out.writeShort(match.hamming());
    out.writeShort(match.bits());
  }

  static UnitMatch readUnit(DataInput in) throws IOException {
    return new UnitMatch(RecordFields.readId(in), in.readUnsignedShort(), in.readUnsignedShort());
  }

  static void writeChunk(DataOutput out, ChunkMatch match) throws IOException {
    RecordFields.writeId(out, match.id());
    out.writeDouble(match.score());
    RecordFields.writeByType(out, match.types(), MatchFields::writeChunkType);
    BinarySerializer.writeBytes(out, match.metadataJson());
  }

  static ChunkMatch readChunk(DataInput in) throws IOException {
    return new ChunkMatch(
        RecordFields.readId(in),
        in.readDouble(),
        RecordFields.readByType(in, MatchFields::readChunkType),
        BinarySerializer.readBytes(in, RecordFields.ANY_LENGTH));
  }

  private static void writeChunkType(DataOutput out, ChunkTypeMatch match) throws IOException {
    out.writeDouble(match.score());
    out.writeInt(match.matches());
    out.writeInt(match.queried());
    RecordFields.writeList(out, match.chunks(), MatchFields::writeMatchedChunk);
  }

  private static ChunkTypeMatch readChunkType(DataInput in) throws IOException {
    return new ChunkTypeMatch(
        in.readDouble(),
        in.readInt(),
        in.readInt(),
        RecordFields.readList(in, MatchFields::readMatchedChunk));
  }

  private static void writeMatchedChunk(DataOutput out, MatchedChunk chunk) throws IOException {
    RecordFields.writeCode(out, chunk.query());
    RecordFields.writeCode(out, chunk.match());
    out.writeDouble(chunk.score());
    out.writeInt(chunk.freq());
    out.writeInt((int) chunk.offset());
    out.writeInt((int) chunk.size());
  }

  private static MatchedChunk readMatchedChunk(DataInput in) throws IOException {
    return new MatchedChunk(
        RecordFields.readCode(in),
        RecordFields.readCode(in),
        in.readDouble(),
        in.readInt(),
        Integer.toUnsignedLong(in.readInt()),
        Integer.toUnsignedLong(in.readInt()));
  }

  static void writeSpan(DataOutput out, KeyGroupSpan span) throws IOException {
    out.writeInt(span.first());
    out.writeInt(span.last());
  }

  static KeyGroupSpan readSpan(DataInput in) throws IOException {
    return new KeyGroupSpan(in.readInt(), in.readInt());
  }
}
