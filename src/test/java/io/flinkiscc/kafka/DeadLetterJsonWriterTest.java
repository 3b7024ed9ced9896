package io.flinkiscc.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeadLetterJsonWriterTest {

  private static JsonNode write(DeadLetter letter) throws IOException {
    byte[] json = DeadLetterJsonWriter.write(letter);
    assertThat(new String(json, StandardCharsets.UTF_8)).doesNotContain("\n");
    assertThat(Schemas.faults(Schemas.DEAD_LETTER, json)).as(letter.toString()).isEmpty();
    return Schemas.JSON.readTree(json);
  }

  @Test
  void everyDeadLetterFitsTheSchemaAndKeepsItsBytes() throws IOException {
    long seed = new Random().nextLong();
    RandomRecords records = new RandomRecords(new Random(seed));
    for (int round = 0; round < 1_000; round++) {
      DeadLetter letter = records.deadLetter();
      JsonNode json = write(letter);
      assertThat(json.get("key").binaryValue())
          .as("seed %d, round %d", seed, round)
          .isEqualTo(letter.raw().key());
      assertThat(json.get("value").binaryValue()).isEqualTo(letter.raw().value());
      assertThat(json.get("message").asText()).isEqualTo(letter.message());
      assertThat(json.get("reason").asText()).isEqualTo(letter.code().id());
      assertThat(json.get("offset").asLong()).isEqualTo(letter.raw().offset());
      assertThat(json.get("timestamp").isNull())
          .isEqualTo(letter.raw().timestampMillis() == RawRecord.NO_TIMESTAMP);
      assertThat(json.get("value_sha256").isNull()).isTrue();
    }
  }

  @Test
  void writesTheExample() throws Exception {
    JsonNode example = Schemas.examples("dead-letter").get(0);
    DeadLetter letter =
        new DeadLetter(
            new RawRecord(
                "iscc-ingest",
                0,
                17,
                1756928983677L,
                Raws.bytes("ISCC:MAIGG6O2AW3AAAAD"),
                Raws.bytes("{\"op\":\"frobnicate\"}")),
            ReasonCode.UNKNOWN_OP,
            example.get("message").asText());

    assertThat(write(letter)).isEqualTo(example);
  }

  @Test
  void oneMegabyteIsKeptWhole() throws IOException {
    byte[] value = new byte[1_000_000];
    JsonNode json = write(letter(new byte[10_000], value));

    assertThat(json.get("value").binaryValue()).hasSize(1_000_000);
    assertThat(json.get("value_sha256").isNull()).isTrue();
    assertThat(json.get("key").binaryValue()).hasSize(10_000);
    assertThat(json.get("key_sha256").isNull()).isTrue();
  }

  @Test
  void whatIsLongerIsCutAndSaysSo() throws Exception {
    byte[] value = new byte[10_000_000];
    new Random(7).nextBytes(value);
    byte[] key = Arrays.copyOf(value, 10_001);
    JsonNode json = write(letter(key, value));

    assertThat(json.get("value").binaryValue()).isEqualTo(Arrays.copyOf(value, 1_000_000));
    assertThat(json.get("value_size").asInt()).isEqualTo(10_000_000);
    assertThat(json.get("value_sha256").asText()).isEqualTo(sha256(value));
    assertThat(json.get("key").binaryValue()).isEqualTo(Arrays.copyOf(value, 10_000));
    assertThat(json.get("key_size").asInt()).isEqualTo(10_001);
    assertThat(json.get("key_sha256").asText()).isEqualTo(sha256(key));
  }

  @Test
  void messageWithHalfASurrogatePairIsWritten() throws Exception {
    DeadLetter letter =
        DeadLetter.of(
            new RawRecord("t", 0, 0, 0, null, null),
            new RecordRejectedException(ReasonCode.INVALID_FIELD, "bad \uD83D text"));

    assertThat(write(letter).get("message").asText()).isEqualTo("bad ? text");
  }

  private static DeadLetter letter(byte[] key, byte[] value) {
    return new DeadLetter(
        new RawRecord("t", 0, 0, 0, key, value), ReasonCode.TOO_LARGE, "too large");
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
