package io.flinkiscc.kafka;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
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
 * Writes answers as {@code schemas/enriched-record.schema.json}: one line of JSON in UTF-8. Scores
 * are written so that reading them gives the same doubles.
 */
public final class EnrichedJsonWriter {

  private static final int FIRST_CAPACITY = 4096;

  private EnrichedJsonWriter() {}

  /** Returns the JSON of an answer. */
  public static byte[] write(EnrichedRecord answer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(FIRST_CAPACITY);
    try (JsonGenerator json = StrictJson.MAPPER.createGenerator(bytes)) {
      writeAnswer(json, answer);
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  private static void writeAnswer(JsonGenerator json, EnrichedRecord answer) throws IOException {
    json.writeStartObject();
    json.writeStringField("query_id", answer.queryId());
    json.writeStringField("status", answer.status().id());
    writeText(json, "error", answer.error());
    writeQuery(json, answer);
    json.writeArrayFieldStart("global_matches");
    for (GlobalMatch match : answer.globalMatches()) {
      writeGlobalMatch(json, match);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("chunk_matches");
    for (ChunkMatch match : answer.chunkMatches()) {
      writeChunkMatch(json, match);
    }
    json.writeEndArray();
    writeUnitMatches(json, answer.unitMatches());
    if (answer.completeness() != null) {
      json.writeStringField("completeness", answer.completeness().id());
    }
    writeMissing(json, answer.missingKeyGroups());
    writeText(json, "reason", answer.reason());
    if (answer.indexTimeMicros().isPresent()) {
      json.writeObjectFieldStart("as_of");
      json.writeNumberField("index_time", answer.indexTimeMicros().getAsLong());
      json.writeEndObject();
    }
    json.writeNumberField("took_us", answer.tookMicros());
    writeRaw(json, "payload", answer.payloadJson());
    json.writeEndObject();
  }

  private static void writeQuery(JsonGenerator json, EnrichedRecord answer) throws IOException {
    boolean addUnits = !answer.units().isEmpty();
    json.writeObjectFieldStart("query");
    try (JsonParser query = StrictJson.MAPPER.createParser(answer.queryJson())) {
      query.nextToken();
      while (query.nextToken() == JsonToken.FIELD_NAME) {
        addUnits &= !query.currentName().equals("units");
        json.copyCurrentStructure(query);
      }
    }
    if (addUnits) {
      json.writeFieldName("units");
      json.writeStartArray();
      for (String unit : answer.units()) {
        json.writeString(unit);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void writeGlobalMatch(JsonGenerator json, GlobalMatch match) throws IOException {
    json.writeStartObject();
    json.writeStringField("iscc_id", match.id().canonical());
    json.writeNumberField("score", match.score());
    json.writeObjectFieldStart("types");
    for (Map.Entry<UnitType, UnitScore> type : match.types().entrySet()) {
      json.writeNumberField(type.getKey().name(), type.getValue().score());
    }
    json.writeEndObject();
    json.writeObjectFieldStart("distances");
    for (Map.Entry<UnitType, UnitScore> type : match.types().entrySet()) {
      json.writeObjectFieldStart(type.getKey().name());
      writeBits(json, type.getValue().hamming(), type.getValue().bits());
      json.writeEndObject();
    }
    json.writeEndObject();
    writeText(json, "relation", match.relation());
    writeMetadata(json, match.metadataJson());
    json.writeEndObject();
  }

  private static void writeChunkMatch(JsonGenerator json, ChunkMatch match) throws IOException {
    json.writeStartObject();
    json.writeStringField("iscc_id", match.id().canonical());
    json.writeNumberField("score", match.score());
    json.writeObjectFieldStart("types");
    for (Map.Entry<UnitType, ChunkTypeMatch> type : match.types().entrySet()) {
      json.writeObjectFieldStart(type.getKey().name());
      json.writeNumberField("score", type.getValue().score());
      json.writeNumberField("matches", type.getValue().matches());
      json.writeNumberField("queried", type.getValue().queried());
      json.writeArrayFieldStart("chunks");
      for (MatchedChunk chunk : type.getValue().chunks()) {
        json.writeStartObject();
        json.writeStringField("query", simprint(chunk.query()));
        json.writeStringField("match", simprint(chunk.match()));
        json.writeNumberField("score", chunk.score());
        json.writeNumberField("freq", chunk.freq());
        json.writeNumberField("offset", chunk.offset());
        json.writeNumberField("size", chunk.size());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndObject();
    writeMetadata(json, match.metadataJson());
    json.writeEndObject();
  }

  private static String simprint(Code code) {
    return Simprint.format(code.toBytes());
  }

  private static void writeUnitMatches(JsonGenerator json, Map<UnitType, List<UnitMatch>> byType)
      throws IOException {
    if (byType.isEmpty()) {
      return;
    }
    json.writeObjectFieldStart("unit_matches");
    for (Map.Entry<UnitType, List<UnitMatch>> type : byType.entrySet()) {
      json.writeArrayFieldStart(type.getKey().name());
      for (UnitMatch match : type.getValue()) {
        json.writeStartObject();
        json.writeStringField("iscc_id", match.id().canonical());
        writeBits(json, match.hamming(), match.bits());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void writeMissing(JsonGenerator json, List<KeyGroupSpan> spans)
      throws IOException {
    if (spans.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("missing_key_groups");
    for (KeyGroupSpan span : spans) {
      json.writeArray(new int[] {span.first(), span.last()}, 0, 2);
    }
    json.writeEndArray();
  }

  private static void writeBits(JsonGenerator json, int hamming, int bits) throws IOException {
    json.writeNumberField("hamming", hamming);
    json.writeNumberField("bits", bits);
  }

  private static void writeText(JsonGenerator json, String name, String text) throws IOException {
    if (text != null) {
      json.writeStringField(name, text);
    }
  }

  private static void writeMetadata(JsonGenerator json, byte[] metadata) throws IOException {
    if (metadata.length > 0) {
      writeRaw(json, "metadata", new String(metadata, StandardCharsets.UTF_8));
    }
  }

  private static void writeRaw(JsonGenerator json, String name, String value) throws IOException {
    if (value != null) {
      json.writeFieldName(name);
      json.writeRawValue(value);
    }
  }
}
