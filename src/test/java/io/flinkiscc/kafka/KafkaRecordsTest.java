package io.flinkiscc.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaRecordsTest {

  private static RecordSourceBuilder source() {
    return KafkaRecords.source()
        .bootstrapServers("127.0.0.1:9092, broker.example:19092")
        .topic("iscc-ingest")
        .groupId("flink-iscc");
  }

  private static RecordSinkBuilder<EnrichedRecord> sink() {
    return KafkaRecords.enrichedSink()
        .bootstrapServers("[::1]:9092")
        .topic("iscc-enriched")
        .transactionalIdPrefix("flink-iscc-enriched");
  }

  private static void refused(ThrowingCallable call, String... texts) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).message().contains(texts);
  }

  @Test
  void sourceIsUnboundedUnlessToldOtherwise() {
    assertThat(source().build().getBoundedness()).isEqualTo(Boundedness.CONTINUOUS_UNBOUNDED);
    assertThat(source().bounded(true).build().getBoundedness()).isEqualTo(Boundedness.BOUNDED);
    assertThat(source().build().getProducedType()).isEqualTo(RawRecordSerializer.typeInfo());
  }

  @Test
  void sourceNamesTheOptionAtFault() {
    refused(() -> KafkaRecords.source().build(), "bootstrapServers is missing");
    refused(() -> source().topic(null).build(), "topic is missing");
    refused(() -> source().groupId(" ").build(), "groupId");
    refused(
        () -> source().properties(Map.of("isolation.level", "read_uncommitted")).build(),
        "isolation.level",
        "read_committed");
    refused(() -> source().properties(Map.of("group.id", "x")).build(), "use groupId");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"broker", "broker:", ":9092", "broker:99999", "a:1,,b:2", "a b:1", "a:1;b:2"})
  void badServersAreRefused(String servers) {
    refused(() -> source().bootstrapServers(servers).build(), "bootstrapServers", servers);
    refused(() -> sink().bootstrapServers(servers).build(), "bootstrapServers", servers);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a b", "ä", "a/b"})
  void badTopicsAreRefused(String topic) {
    refused(() -> source().topic(topic).build(), "topic is \"" + topic);
    refused(() -> sink().topic(topic).build(), "topic is \"" + topic);
  }

  @Test
  void sinkNamesTheOptionAtFault() {
    assertThat(sink().build()).isNotNull();
    refused(() -> sink().transactionalIdPrefix(null).build(), "transactionalIdPrefix");
    refused(() -> sink().delivery(DeliveryGuarantee.NONE).build(), "delivery");
    refused(() -> sink().transactionTimeout(Duration.ZERO).build(), "transactionTimeout");
    refused(() -> sink().transactionTimeout(Duration.ofDays(30)).build(), "transactionTimeout");
    refused(() -> sink().maxRecordBytes(10).build(), "maxRecordBytes is 10");
    refused(
        () -> sink().properties(Map.of("transaction.timeout.ms", "1")).build(),
        "use transactionTimeout");
  }

  @Test
  void atLeastOnceNeedsNoTransactions() {
    assertThat(sink().delivery(DeliveryGuarantee.AT_LEAST_ONCE).transactionalIdPrefix(null).build())
        .isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"earliest", "latest", "group", "timestamp:1754309696789"})
  void startOffsetsAreReadAndShown(String text) {
    assertThat(StartOffsets.parse(text)).hasToString(text);
    assertThat(source().startOffsets(StartOffsets.parse(text)).build()).isNotNull();
  }

  @Test
  void startTimeMayBeADate() {
    assertThat(StartOffsets.parse("timestamp:2025-08-04T12:14:56.789Z"))
        .hasToString("timestamp:1754309696789");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "EARLIEST",
        "offset:5",
        "timestamp",
        "timestamp:",
        "timestamp:-5",
        "timestamp:99999999999999999999",
        "timestamp:yesterday",
        "timestamp:2025-13-01T00:00:00Z"
      })
  void badStartOffsetsAreRefused(String text) {
    refused(() -> StartOffsets.parse(text), "\"" + text + "\"", "earliest");
  }

  @Test
  void answerIsKeyedByItsQuery() {
    EnrichedRecord answer =
        EnrichedRecord.builder("frage-ä", Status.OK).completeness(Completeness.EXACT).build();
    EnrichedRecordKafkaSerializer serializer = new EnrichedRecordKafkaSerializer("t", 1000);

    ProducerRecord<byte[], byte[]> record = serializer.serialize(answer, null, 5L);

    assertThat(record.key()).isEqualTo(Raws.bytes("frage-ä"));
    assertThat(record.value()).isEqualTo(EnrichedJsonWriter.write(answer));
    assertThat(record.topic()).isEqualTo("t");
    assertThat(record.timestamp()).isEqualTo(5);
    assertThat(serializer.serialize(answer, null, Long.MIN_VALUE).timestamp()).isNull();
    assertThat(serializer.serialize(answer, null, null).timestamp()).isNull();
  }

  @Test
  void answerBeyondTheLimitIsReplacedByOneThatSaysSo() throws Exception {
    EnrichedRecord answer =
        EnrichedRecord.builder("q", Status.OK)
            .completeness(Completeness.EXACT)
            .payloadJson("\"" + "x".repeat(2000) + "\"")
            .build();

    byte[] value = new EnrichedRecordKafkaSerializer("t", 1000).serialize(answer, null, 1L).value();

    assertThat(value.length).isLessThan(1000);
    assertThat(Schemas.faults(Schemas.ENRICHED, value)).isEmpty();
    JsonNode json = Schemas.JSON.readTree(value);
    assertThat(json.get("query_id").asText()).isEqualTo("q");
    assertThat(json.get("status").asText()).isEqualTo("invalid");
    assertThat(json.get("error").asText())
        .startsWith("too-large: ")
        .contains(String.valueOf(EnrichedJsonWriter.write(answer).length))
        .contains("1000");
  }

  @Test
  void deadLetterKeepsTheKeyOfItsRecord() {
    DeadLetterKafkaSerializer serializer = new DeadLetterKafkaSerializer("dlq");
    DeadLetter keyed = new DeadLetter(Raws.of("k", "v"), ReasonCode.UNKNOWN_OP, "m");
    DeadLetter bare = new DeadLetter(Raws.of(null, "v"), ReasonCode.UNKNOWN_OP, "m");
    DeadLetter longKey =
        new DeadLetter(Raws.of("k".repeat(20_000), "v"), ReasonCode.UNKNOWN_OP, "m");

    assertThat(serializer.serialize(keyed, null, 1L).key()).isEqualTo(Raws.bytes("k"));
    assertThat(serializer.serialize(keyed, null, 1L).value())
        .isEqualTo(DeadLetterJsonWriter.write(keyed));
    assertThat(serializer.serialize(bare, null, 1L).key()).isNull();
    assertThat(serializer.serialize(longKey, null, 1L).key()).hasSize(10_000);
  }
}
