package io.flinkiscc.kafka;

import io.flinkiscc.types.BinarySerializer;
import io.flinkiscc.types.BinaryTypeInfo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** Serializer of {@link EnrichedRecord}. */
public final class EnrichedRecordSerializer extends BinarySerializer<EnrichedRecord> {

  private static final long serialVersionUID = 1L;

  /** Stands for an absent enum constant. */
  private static final int NONE = 255;

  /** For Flink. */
  public EnrichedRecordSerializer() {
    super(EnrichedRecord.class, 1);
  }

  /** Returns the type information of answers. */
  public static TypeInformation<EnrichedRecord> typeInfo() {
    return BinaryTypeInfo.of(new EnrichedRecordSerializer());
  }

  @Override
  protected void write(EnrichedRecord answer, DataOutput out) throws IOException {
    writeString(out, answer.queryId());
    out.writeByte(answer.status().ordinal());
    writeString(out, answer.error());
    writeString(out, answer.queryJson());
    RecordFields.writeList(out, answer.units(), BinarySerializer::writeString);
    RecordFields.writeList(out, answer.globalMatches(), MatchFields::writeGlobal);
    RecordFields.writeList(out, answer.chunkMatches(), MatchFields::writeChunk);
    RecordFields.writeByType(
        out,
        answer.unitMatches(),
        (target, matches) -> RecordFields.writeList(target, matches, MatchFields::writeUnit));
    out.writeByte(answer.completeness() == null ? NONE : answer.completeness().ordinal());
    RecordFields.writeList(out, answer.missingKeyGroups(), MatchFields::writeSpan);
    writeString(out, answer.reason());
    out.writeBoolean(answer.indexTimeMicros().isPresent());
    out.writeLong(answer.indexTimeMicros().orElse(0));
    out.writeLong(answer.tookMicros());
    writeString(out, answer.payloadJson());
  }

  @Override
  protected EnrichedRecord read(DataInput in, int version) throws IOException {
    try {
      EnrichedRecord.Builder answer =
          EnrichedRecord.builder(
                  text(in), RecordFields.readEnum(in.readUnsignedByte(), Status.values()))
              .error(optionalText(in))
              .queryJson(text(in))
              .units(RecordFields.readList(in, EnrichedRecordSerializer::text))
              .globalMatches(RecordFields.readList(in, MatchFields::readGlobal))
              .chunkMatches(RecordFields.readList(in, MatchFields::readChunk));
      RecordFields.readByType(in, source -> RecordFields.readList(source, MatchFields::readUnit))
          .forEach(answer::unitMatches);
      int completeness = in.readUnsignedByte();
      if (completeness != NONE) {
        answer.completeness(RecordFields.readEnum(completeness, Completeness.values()));
      }
      answer
          .missingKeyGroups(RecordFields.readList(in, MatchFields::readSpan))
          .reason(optionalText(in));
      boolean hasTime = in.readBoolean();
      long time = in.readLong();
      if (hasTime) {
        answer.indexTimeMicros(time);
      }
      return answer.tookMicros(in.readLong()).payloadJson(optionalText(in)).build();
    } catch (IllegalArgumentException e) {
      throw new IOException("The bytes are no answer: " + e.getMessage(), e);
    }
  }

  private static String text(DataInput in) throws IOException {
    return RecordFields.readText(in, RecordFields.ANY_LENGTH);
  }

  private static String optionalText(DataInput in) throws IOException {
    return readString(in, RecordFields.ANY_LENGTH);
  }
}
