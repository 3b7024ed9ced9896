package io.flinkiscc.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import io.flinkiscc.index.AssetOp;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Damaged records are refused with the declared exception or fit the schema; nothing else ever
 * comes out of a format.
 */
class FormatFuzzTest {

  private static final int ROUNDS = 20_000;

  private final long seed = new Random().nextLong();
  private final JsonMutator mutator = new JsonMutator(new Random(seed));

  /** Reads a record; false if it was refused. */
  @FunctionalInterface
  private interface Format {
    boolean accepts(RawRecord record);
  }

  private void damage(List<JsonNode> records, JsonSchema schema, Format format) {
    int accepted = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] value = mutator.mutate(records.get(round % records.size()));
      RawRecord record = new RawRecord("t", 0, round, 0, null, value);
      boolean taken;
      try {
        taken = format.accepts(record);
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError(
            "seed " + seed + ", round " + round + ": " + new String(value, StandardCharsets.UTF_8),
            e);
      }
      if (taken && schema != null) {
        accepted++;
        assertThat(Schemas.faults(schema, value))
            .as("seed %d, round %d: %s", seed, round, new String(value, StandardCharsets.UTF_8))
            .isEmpty();
      }
    }
    if (schema != null) {
      assertThat(accepted).as("seed %d: records that survived the damage", seed).isPositive();
    }
  }

  @Test
  void ingestRecords() {
    IsccJsonFormat format = new IsccJsonFormat(0);
    damage(
        Schemas.examples("ingest"),
        Schemas.INGEST,
        record -> {
          try {
            Optional<AssetOp> op = format.parse(record);
            assertThat(op).isPresent();
            return true;
          } catch (RecordRejectedException e) {
            return false;
          }
        });
  }

  @Test
  void queries() {
    QueryFormat format = new QueryFormat(0);
    damage(
        Schemas.examples("query"),
        Schemas.QUERY,
        record -> {
          try {
            assertThat(format.parse(record).queryId()).isNotEmpty();
            return true;
          } catch (QueryRejectedException e) {
            assertThat(e.queryId()).isNotEmpty();
            EnrichedRecord.invalid(e);
            return false;
          }
        });
  }

  @Test
  void logEntries() {
    HubLogFormat format = new HubLogFormat(0);
    damage(
        Schemas.lines("/kafka/hub-log.jsonl"),
        null,
        record -> {
          try {
            format.parse(record);
            return true;
          } catch (RecordRejectedException e) {
            return false;
          }
        });
  }
}
