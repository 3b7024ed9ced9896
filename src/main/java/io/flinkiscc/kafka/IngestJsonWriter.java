package io.flinkiscc.kafka;

import com.fasterxml.jackson.core.JsonGenerator;
import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.Chunk;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.Simprint;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Writes changes as records of the ingest topic, {@code schemas/ingest-record.schema.json}: one
 * line of JSON in UTF-8 each, which {@link IsccJsonFormat} reads as the same change.
 */
public final class IngestJsonWriter {

  private IngestJsonWriter() {}

  /**
   * Returns the JSON of a change, without a line feed.
   *
   * @param realm realm of the ISCC-ID, 0 (test) or 1 (operational)
   */
  public static byte[] write(AssetOp op, int realm) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = StrictJson.MAPPER.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("iscc_id", IsccId.of(realm, op.key()).canonical());
      if (op.kind() != AssetOp.Kind.UPSERT) {
        json.writeStringField("op", op.kind() == AssetOp.Kind.DELETE ? "delete" : "add_once");
      }
      if (op.asset() != null) {
        writeAsset(json, op.asset());
      }
      if (op.seq() != AssetOp.NO_SEQ) {
        json.writeNumberField("seq", op.seq());
      }
      if (op.eventTimeMicros() >= 0) {
        json.writeNumberField("event_time", op.eventTimeMicros());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  private static void writeAsset(JsonGenerator json, Asset asset) throws IOException {
    if (!asset.units().isEmpty()) {
      json.writeArrayFieldStart("units");
      for (Map.Entry<UnitType, Code> unit : asset.units().entrySet()) {
        json.writeString(IsccUnit.of(unit.getKey(), unit.getValue().toBytes()).canonical());
      }
      json.writeEndArray();
    }
    if (!asset.simprints().isEmpty()) {
      json.writeObjectFieldStart("simprints");
      for (Map.Entry<UnitType, List<Chunk>> type : asset.simprints().entrySet()) {
        json.writeArrayFieldStart(type.getKey().name());
        for (Chunk chunk : type.getValue()) {
          json.writeStartObject();
          json.writeStringField("simprint", Simprint.format(chunk.code().toBytes()));
          json.writeNumberField("offset", chunk.offset());
          json.writeNumberField("size", chunk.size());
          json.writeEndObject();
        }
        json.writeEndArray();
      }
      json.writeEndObject();
    }
    byte[] metadata = asset.metadata();
    if (metadata.length > 0) {
      // Line feeds in it can only be between its parts: in strings JSON has them escaped.
      String text = new String(metadata, StandardCharsets.UTF_8);
      json.writeFieldName("metadata");
      json.writeRawValue(text.replace('\n', ' ').replace('\r', ' '));
    }
  }
}
