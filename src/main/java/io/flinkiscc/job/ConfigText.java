package io.flinkiscc.job;

import static io.flinkiscc.job.JobOptions.KAFKA_PROPERTIES;

import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Options and configurations as text for people. */
final class ConfigText {

  private static final int WIDTH = 98;
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/][A-Za-z0-9_./:,+ -]*");
  private static final Pattern SECRET =
      Pattern.compile("password|secret|jaas|token|credential|key(?!store)");

  private ConfigText() {}

  /** All options with what they do, what is allowed and the default. */
  static String options() {
    StringBuilder text = new StringBuilder();
    for (JobOption<?> option : JobOptions.all()) {
      section(text, option.key(), option.documentation());
      if (option == JobOptions.BOOTSTRAP_SERVERS) {
        section(text, KAFKA_PROPERTIES + "*", JobOptions.kafkaPropertiesDocumentation());
      }
    }
    return text.toString();
  }

  /** A configuration in YAML, defaults marked; what may be secret is not shown. */
  static String effective(JobConfig config) {
    StringBuilder text = new StringBuilder();
    for (JobOption<?> option : JobOptions.all()) {
      config
          .text(option)
          .ifPresent(
              value ->
                  text.append(option.key())
                      .append(": ")
                      .append(yaml(value))
                      .append(config.isGiven(option) ? "\n" : "  # default\n"));
    }
    new TreeMap<>(config.kafkaProperties())
        .forEach(
            (property, value) ->
                text.append(KAFKA_PROPERTIES)
                    .append(property)
                    .append(": ")
                    .append(
                        SECRET.matcher(property.toLowerCase(Locale.ROOT)).find()
                            ? "\"***\"  # not shown"
                            : yaml(value))
                    .append('\n'));
    return text.toString();
  }

  private static String yaml(String value) {
    boolean plain = PLAIN.matcher(value).matches() && !value.contains(": ") && !value.endsWith(":");
    return plain && !value.endsWith(" ") ? value : quoted(value);
  }

  /** Double quotes of YAML take the escapes of JSON. */
  private static String quoted(String value) {
    char[] escaped =
        com.fasterxml.jackson.core.io.JsonStringEncoder.getInstance().quoteAsString(value);
    return "\"" + new String(escaped) + "\"";
  }

  private static void section(StringBuilder text, String key, String documentation) {
    text.append(key).append('\n');
    StringBuilder line = new StringBuilder("   ");
    for (String word : documentation.split(" ")) {
      if (line.length() + 1 + word.length() > WIDTH) {
        text.append(line).append('\n');
        line = new StringBuilder("   ");
      }
      line.append(' ').append(word);
    }
    text.append(line).append("\n\n");
  }
}
