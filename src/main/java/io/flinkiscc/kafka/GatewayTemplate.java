package io.flinkiscc.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.flinkiscc.iscc.IsccCode;
import io.flinkiscc.iscc.IsccId;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * The gateway of a declaration: a URL, or a URI template with the variables {@code iscc_id}, {@code
 * iscc_code} and {@code datahash}, which hubs also allow as {@code {/name}} and {@code {.name}}.
 */
final class GatewayTemplate {

  private static final String SCHEME = "ISCC:";

  private GatewayTemplate() {}

  /**
   * Metadata of a declaration: {@code {"gateway": url}} in UTF-8.
   *
   * @param template what the note says
   * @param datahash multihash in hexadecimal digits
   */
  static byte[] metadata(String template, IsccId id, IsccCode code, String datahash) {
    String url =
        expand(
            template,
            Map.of(
                "iscc_id", inUrls(id.canonical()),
                "iscc_code", inUrls(code.canonical()),
                "datahash", datahash));
    String wellFormed = new String(url.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    try {
      return StrictJson.MAPPER.writeValueAsBytes(Map.of("gateway", wellFormed));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A map of one well-formed string is always JSON", e);
    }
  }

  private static String expand(String template, Map<String, String> values) {
    String url = template;
    for (Map.Entry<String, String> value : values.entrySet()) {
      url =
          url.replace("{" + value.getKey() + "}", value.getValue())
              .replace("{/" + value.getKey() + "}", "/" + value.getValue())
              .replace("{." + value.getKey() + "}", "." + value.getValue());
    }
    return url;
  }

  /** The form without scheme and in lower case, which URLs of hubs use. */
  private static String inUrls(String canonical) {
    return canonical.substring(SCHEME.length()).toLowerCase(Locale.ROOT);
  }
}
