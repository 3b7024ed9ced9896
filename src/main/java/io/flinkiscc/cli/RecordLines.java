package io.flinkiscc.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.flinkiscc.kafka.RawRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Makes records of the lines of a JSONL file. A line is either a record value as it would lie in a
 * topic, or an envelope {@code {"key": …, "timestamp": …, "value": …}} around one, in which a value
 * of null stands for a delete. Anything else is passed on as it is, for the format to refuse.
 */
final class RecordLines {

  private static final JsonFactory JSON = new JsonFactory();

  private RecordLines() {}

  /**
   * Makes the record of a line.
   *
   * @param file name for messages: the topic of the record
   * @param number number of the line, from 1 on: its offset
   * @param line the line
   */
  static RawRecord parse(String file, long number, byte[] line) {
    try {
      RawRecord enveloped = parseEnvelope(file, number, line);
      if (enveloped != null) {
        return enveloped;
      }
    } catch (IOException e) {
      // Not JSON: the format says so, with its own words.
    }
    return new RawRecord(file, 0, number, RawRecord.NO_TIMESTAMP, null, line);
  }

  private static RawRecord parseEnvelope(String file, long number, byte[] line) throws IOException {
    byte[] key = null;
    byte[] value = null;
    long timestamp = RawRecord.NO_TIMESTAMP;
    boolean hasValue = false;
    try (JsonParser json = JSON.createParser(line)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken token = json.nextToken();
        if (name.equals("key") && token == JsonToken.VALUE_STRING) {
          key = json.getText().getBytes(StandardCharsets.UTF_8);
        } else if (name.equals("timestamp") && token == JsonToken.VALUE_NUMBER_INT) {
          timestamp = json.getLongValue();
        } else if (name.equals("value")) {
          hasValue = true;
          value = token == JsonToken.VALUE_NULL ? null : slice(json, line);
        } else {
          json.skipChildren();
        }
      }
    }
    return hasValue ? new RawRecord(file, 0, number, timestamp, key, value) : null;
  }

  /** The bytes of the current value as they stand in the line. */
  private static byte[] slice(JsonParser json, byte[] line) throws IOException {
    int start = (int) json.currentTokenLocation().getByteOffset();
    json.skipChildren();
    if (!json.currentToken().isStructEnd()) {
      json.finishToken();
    }
    int end = (int) json.currentLocation().getByteOffset();
    return Arrays.copyOfRange(line, start, end);
  }
}
