package io.flinkiscc.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointJsonTest {

  private static final Endpoint ENTRY = Endpoints.entry(Endpoints.JOB, 1, 3, 2, 77);

  private static String json() {
    return new String(EndpointJson.write(ENTRY), UTF_8);
  }

  @Test
  void isReadAsItWasWritten() throws Exception {
    assertThat(EndpointJson.read(EndpointJson.write(ENTRY))).isEqualTo(ENTRY);
  }

  @Test
  void whatALaterVersionAddsIsIgnored() throws Exception {
    String later =
        json()
            .replace("{", "{\"zone\":{\"a\":[1]},")
            .replace("\"unitTypes\":[", "\"unitTypes\":[\"SMELL_NONE_V0\",");
    assertThat(EndpointJson.read(later.getBytes(UTF_8))).isEqualTo(ENTRY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"formatVersion\":1|\"formatVersion\":2|formatVersion 2",
        "\"formatVersion\":1|\"formatVersion\":0|formatVersion 0",
        "\"port\":1,|\"port\":70000,|port is 70000",
        "\"port\":1,|\"port\":1.5,|port",
        "\"port\":1,||port is missing",
        "\"host\":\"127.0.0.1\"|\"host\":\" \"|host",
        "\"subtask\":1|\"subtask\":3|subtask is 3",
        "\"lastKeyGroup\":85|\"lastKeyGroup\":128|lastKeyGroup is 128",
        "\"lastKeyGroup\":85|\"lastKeyGroup\":40|firstKeyGroup is 43",
        "\"maxParallelism\":128|\"maxParallelism\":40000|maxParallelism is 40000",
        "\"instance\":\"0-|\"instance\":\"../|instance",
        "\"scoring\":\"tiered\"|\"scoring\":\"odd\"|ODD",
        "\"realm\":0|\"realm\":2|realm is 2",
        "\"tls\":false|\"tls\":\"no\"|tls",
        "{|[|JSON"
      })
  void whatCannotBeIsRefused(String of, String by, String told) {
    String changed = json().replace(of, by == null ? "" : by);
    assertThat(changed).isNotEqualTo(json());
    assertThatThrownBy(() -> EndpointJson.read(changed.getBytes(UTF_8)))
        .isInstanceOf(IOException.class)
        .satisfies(e -> assertThat(told.equals("JSON") || e.getMessage().contains(told)).isTrue());
  }

  @Test
  void sizesAreBounded() {
    String longHost = json().replace("127.0.0.1", "a".repeat(2000));
    assertThatThrownBy(() -> EndpointJson.read(longHost.getBytes(UTF_8)))
        .hasMessageContaining("host");
    assertThatThrownBy(() -> EndpointJson.read(new byte[EndpointJson.MAX_BYTES + 1]))
        .hasMessageContaining("allowed are 65536");
    String deep = "[".repeat(5000);
    assertThatThrownBy(() -> EndpointJson.read(deep.getBytes(UTF_8)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void damagedBytesAreAnEntryOrAnIoException() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 5000; round++) {
      byte[] bytes = EndpointJson.write(ENTRY);
      for (int i = random.nextInt(4); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      byte[] cut = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      try {
        assertThat(EndpointJson.read(cut)).isNotNull();
      } catch (IOException e) {
        assertThat(e).as("seed %d, round %d", seed, round).hasMessageMatching("(?s).+");
      }
    }
  }
}
