package io.flinkiscc.match;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.metadata.MetadataFilter;
import io.flinkiscc.nphd.Code;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** The binary form of a query, see {@link MatchCodec}. */
final class QueryForm {

  private static final int METADATA = 1;
  private static final int UNIT_MATCHES = 2;
  private static final int THRESHOLD = 4;
  private static final int EXCLUDED = 8;
  private static final int EXACT = 16;
  private static final int FILTER = 32;
  private static final int KNOWN = METADATA | UNIT_MATCHES | THRESHOLD | EXCLUDED | EXACT | FILTER;

  private QueryForm() {}

  static void write(MatchQuery query, DataOutput out) throws IOException {
    out.writeByte(
        (query.includeMetadata() ? METADATA : 0)
            | (query.includeUnitMatches() ? UNIT_MATCHES : 0)
            | (query.threshold().isPresent() ? THRESHOLD : 0)
            | (query.excludedKey().isPresent() ? EXCLUDED : 0)
            | (query.exact() ? EXACT : 0)
            | (query.filter().isPresent() ? FILTER : 0));
    out.writeShort(query.limit());
    if (query.threshold().isPresent()) {
      out.writeDouble(query.threshold().getAsDouble());
    }
    if (query.excludedKey().isPresent()) {
      out.writeLong(query.excludedKey().getAsLong());
    }
    if (query.filter().isPresent()) {
      byte[] json = query.filter().get().toJson().getBytes(StandardCharsets.UTF_8);
      BinaryFields.writeBytes(json, out);
    }
    BinaryFields.writeByType(query.units(), out, BinaryFields::writeCode);
    BinaryFields.writeByType(query.simprints(), out, QueryForm::writeCodes);
  }

  private static void writeCodes(List<Code> codes, DataOutput out) throws IOException {
    out.writeInt(codes.size());
    for (Code code : codes) {
      BinaryFields.writeCode(code, out);
    }
  }

  static MatchQuery read(DataInput in) throws IOException {
    int flags = in.readUnsignedByte();
    if ((flags & ~KNOWN) != 0) {
      throw new IOException("flags of a query are " + flags + ", known are the bits of " + KNOWN);
    }
    MatchQuery.Builder query =
        MatchQuery.builder()
            .includeMetadata((flags & METADATA) != 0)
            .includeUnitMatches((flags & UNIT_MATCHES) != 0)
            .exact((flags & EXACT) != 0)
            .limit(in.readUnsignedShort());
    if ((flags & THRESHOLD) != 0) {
      query.threshold(OptionalDouble.of(in.readDouble()));
    }
    if ((flags & EXCLUDED) != 0) {
      query.excludedKey(OptionalLong.of(in.readLong()));
    }
    if ((flags & FILTER) != 0) {
      String json = new String(BinaryFields.readBytes(in), StandardCharsets.UTF_8);
      query.filter(Optional.of(MetadataFilter.parseJson(json)));
    }
    BinaryFields.readByType(in, BinaryFields::readCode).forEach(query::unit);
    for (Map.Entry<UnitType, List<Code>> entry :
        BinaryFields.readByType(in, QueryForm::readCodes).entrySet()) {
      entry.getValue().forEach(code -> query.simprint(entry.getKey(), code));
    }
    return query.build();
  }

  private static List<Code> readCodes(DataInput in) throws IOException {
    List<Code> codes = new ArrayList<>();
    for (int i = BinaryFields.readCount(in, "the number of simprints"); i > 0; i--) {
      codes.add(BinaryFields.readCode(in));
    }
    return codes;
  }
}
