package io.flinkiscc.kafka;

import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.metadata.MetadataFilter;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.types.BinarySerializer;
import io.flinkiscc.types.BinaryTypeInfo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** Serializer of {@link QueryRecord}. Version 2 has filters. */
public final class QueryRecordSerializer extends BinarySerializer<QueryRecord> {

  private static final long serialVersionUID = 1L;

  private static final int HAS_ISCC_ID = 1;
  private static final int HAS_THRESHOLD = 2;
  private static final int HAS_TIMEOUT = 4;
  private static final int METADATA = 8;
  private static final int UNIT_MATCHES = 16;
  private static final int EXACT = 32;
  private static final int HAS_FILTER = 64;

  /** The first version with filters. */
  private static final int FILTERS = 2;

  /** For Flink. */
  public QueryRecordSerializer() {
    super(QueryRecord.class, FILTERS);
  }

  /** Returns the type information of queries. */
  public static TypeInformation<QueryRecord> typeInfo() {
    return BinaryTypeInfo.of(new QueryRecordSerializer());
  }

  @Override
  protected void write(QueryRecord query, DataOutput out) throws IOException {
    IsccId id = query.isccId().orElse(null);
    out.writeByte(
        (id != null ? HAS_ISCC_ID : 0)
            | (query.threshold().isPresent() ? HAS_THRESHOLD : 0)
            | (query.timeoutMs().isPresent() ? HAS_TIMEOUT : 0)
            | (query.includeMetadata() ? METADATA : 0)
            | (query.includeUnitMatches() ? UNIT_MATCHES : 0)
            | (query.exact() ? EXACT : 0)
            | (query.filter().isPresent() ? HAS_FILTER : 0));
    writeString(out, query.queryId());
    if (id != null) {
      RecordFields.writeId(out, id);
    }
    RecordFields.writeList(out, query.units(), RecordFields::writeUnit);
    RecordFields.writeByType(
        out,
        query.simprints(),
        (target, codes) -> RecordFields.writeList(target, codes, RecordFields::writeCode));
    out.writeInt(query.limit());
    if (query.threshold().isPresent()) {
      out.writeDouble(query.threshold().getAsDouble());
    }
    RecordFields.writeList(out, query.unitTypes(), RecordFields::writeType);
    if (query.timeoutMs().isPresent()) {
      out.writeLong(query.timeoutMs().getAsLong());
    }
    if (query.filter().isPresent()) {
      writeString(out, query.filter().get().toJson());
    }
    writeString(out, query.queryJson());
    writeString(out, query.payloadJson());
  }

  private static MetadataFilter readFilter(DataInput in) throws IOException {
    String json = RecordFields.readText(in, RecordFields.ANY_LENGTH);
    try {
      return MetadataFilter.parseJson(json);
    } catch (IllegalArgumentException e) {
      throw new IOException("The bytes are no query: " + e.getMessage(), e);
    }
  }

  @Override
  protected QueryRecord read(DataInput in, int version) throws IOException {
    int flags = in.readUnsignedByte();
    QueryRecord.Builder query =
        QueryRecord.builder(RecordFields.readText(in, RecordFields.ANY_LENGTH))
            .includeMetadata((flags & METADATA) != 0)
            .includeUnitMatches((flags & UNIT_MATCHES) != 0)
            .exact((flags & EXACT) != 0);
    if ((flags & HAS_ISCC_ID) != 0) {
      query.isccId(RecordFields.readId(in));
    }
    query.units(RecordFields.readList(in, RecordFields::readUnit));
    Map<UnitType, List<Code>> simprints =
        RecordFields.readByType(
            in, source -> RecordFields.readList(source, RecordFields::readCode));
    simprints.forEach(query::simprints);
    query.limit(in.readInt());
    if ((flags & HAS_THRESHOLD) != 0) {
      query.threshold(in.readDouble());
    }
    query.unitTypes(RecordFields.readList(in, RecordFields::readType));
    if ((flags & HAS_TIMEOUT) != 0) {
      query.timeoutMs(in.readLong());
    }
    if (version >= FILTERS && (flags & HAS_FILTER) != 0) {
      query.filter(readFilter(in));
    }
    query.queryJson(RecordFields.readText(in, RecordFields.ANY_LENGTH));
    query.payloadJson(readString(in, RecordFields.ANY_LENGTH));
    try {
      return query.build();
    } catch (IllegalArgumentException e) {
      throw new IOException("The bytes are no query: " + e.getMessage(), e);
    }
  }
}
