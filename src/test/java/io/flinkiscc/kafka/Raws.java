package io.flinkiscc.kafka;

import java.nio.charset.StandardCharsets;

/** Makes raw records of texts. */
final class Raws {

  static final long TIMESTAMP = 1_756_928_983_677L;

  private Raws() {}

  static RawRecord of(String key, String value) {
    return new RawRecord("topic", 3, 17, TIMESTAMP, bytes(key), bytes(value));
  }

  static byte[] bytes(String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }
}
