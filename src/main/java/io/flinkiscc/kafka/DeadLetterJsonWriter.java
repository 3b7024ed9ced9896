package io.flinkiscc.kafka;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Writes dead letters as {@code schemas/dead-letter.schema.json}: one line of JSON in UTF-8.
 *
 * <p>A key beyond {@value #MAX_KEY_BYTES} bytes and a value beyond {@value #MAX_VALUE_BYTES} bytes
 * are cut; their full size and SHA-256 digest say so. With these limits a dead letter, compressed,
 * fits into the 1 MiB that brokers take by default.
 */
public final class DeadLetterJsonWriter {

  /** Most bytes of a key that a dead letter repeats. */
  public static final int MAX_KEY_BYTES = 10_000;

  /** Most bytes of a value that a dead letter repeats. */
  public static final int MAX_VALUE_BYTES = 1_000_000;

  private DeadLetterJsonWriter() {}

  /** Returns the JSON of a dead letter. */
  public static byte[] write(DeadLetter letter) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = StrictJson.MAPPER.createGenerator(bytes)) {
      RawRecord raw = letter.raw();
      json.writeStartObject();
      json.writeStringField("topic", raw.topic());
      json.writeNumberField("partition", raw.partition());
      json.writeNumberField("offset", raw.offset());
      if (raw.timestampMillis() == RawRecord.NO_TIMESTAMP) {
        json.writeNullField("timestamp");
      } else {
        json.writeNumberField("timestamp", raw.timestampMillis());
      }
      writeBytes(json, "key", raw.sharedKey(), MAX_KEY_BYTES);
      writeBytes(json, "value", raw.sharedValue(), MAX_VALUE_BYTES);
      json.writeStringField("reason", letter.code().id());
      json.writeStringField("message", letter.message());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  private static void writeBytes(JsonGenerator json, String name, byte[] bytes, int max)
      throws IOException {
    if (bytes == null) {
      json.writeNullField(name);
      json.writeNullField(name + "_size");
      json.writeNullField(name + "_sha256");
      return;
    }
    boolean cut = bytes.length > max;
    byte[] shown = cut ? Arrays.copyOf(bytes, max) : bytes;
    json.writeStringField(name, Base64.getEncoder().encodeToString(shown));
    json.writeNumberField(name + "_size", bytes.length);
    json.writeStringField(name + "_sha256", cut ? sha256(bytes) : null);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JVM has SHA-256", e);
    }
  }
}
