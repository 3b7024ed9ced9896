package io.flinkiscc.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.kafka.RawRecord;
import org.junit.jupiter.api.Test;

class RecordLinesTest {

  private static RawRecord parse(String line) {
    return RecordLines.parse("f", 7, line.getBytes(UTF_8));
  }

  private static void assertValue(String line, String value) {
    assertThat(new String(parse(line).value(), UTF_8)).isEqualTo(value);
  }

  @Test
  void anEnvelopeGivesKeyTimestampAndTheBytesOfTheValue() {
    RawRecord record =
        parse("{\"key\": \"k\", \"timestamp\": 5, \"value\": {\"a\" : [1.10, \"ü\"]}, \"x\": {}}");
    assertThat(record.key()).isEqualTo("k".getBytes(UTF_8));
    assertThat(record.timestampMillis()).isEqualTo(5);
    assertThat(record.topic()).isEqualTo("f");
    assertThat(record.offset()).isEqualTo(7);
    assertThat(new String(record.value(), UTF_8)).isEqualTo("{\"a\" : [1.10, \"ü\"]}");
  }

  @Test
  void aNullValueIsADelete() {
    assertThat(parse("{\"key\":\"k\",\"value\":null}").value()).isNull();
    assertThat(parse("{\"key\":\"k\",\"value\":null}").key()).isNotNull();
  }

  @Test
  void valuesThatAreNoObjectsAreKeptForTheFormatToRefuse() {
    assertValue("{\"key\":\"k\",\"value\":12}", "12");
    assertValue("{\"key\":\"k\",\"value\":\"text\"}", "\"text\"");
    assertValue("{\"key\":\"k\",\"value\":true}", "true");
  }

  @Test
  void aBareRecordIsItsOwnValue() {
    assertValue("{\"iscc_id\":\"x\"}", "{\"iscc_id\":\"x\"}");
    assertThat(parse("{\"iscc_id\":\"x\"}").key()).isNull();
  }

  @Test
  void whatIsNotJsonIsPassedOn() {
    assertValue("{\"value\":", "{\"value\":");
    assertValue("garbage", "garbage");
    assertValue("[1]", "[1]");
  }
}
