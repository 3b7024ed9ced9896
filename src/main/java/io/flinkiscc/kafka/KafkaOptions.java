package io.flinkiscc.kafka;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Checks that source and sink share; each failure names the option at fault. */
final class KafkaOptions {

  private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
  private static final Pattern SERVER = Pattern.compile("[^\\s,]+:([0-9]{1,5})");
  private static final int MAX_PORT = 65535;

  private KafkaOptions() {}

  static String bootstrapServers(String servers) {
    if (servers == null || servers.isBlank()) {
      throw new IllegalArgumentException("bootstrapServers is missing; give host:port[,host:port]");
    }
    for (String server : servers.split(",", -1)) {
      var matcher = SERVER.matcher(server.trim());
      if (!matcher.matches() || Integer.parseInt(matcher.group(1)) > MAX_PORT) {
        throw new IllegalArgumentException(
            "bootstrapServers is \"" + servers + "\"; allowed is host:port[,host:port]");
      }
    }
    return servers;
  }

  static String topic(String option, String topic) {
    if (topic == null) {
      throw new IllegalArgumentException(option + " is missing; give the name of a topic");
    }
    if (!TOPIC.matcher(topic).matches() || topic.equals(".") || topic.equals("..")) {
      throw new IllegalArgumentException(
          option
              + " is \""
              + topic
              + "\"; allowed are 1..249 of the characters a-z A-Z 0-9 . _ - except \".\" and"
              + " \"..\"");
    }
    return topic;
  }

  static String name(String option, String name) {
    if (name == null || name.isBlank()) {
      throw new IllegalArgumentException(option + " is missing; give a name that is not blank");
    }
    return name;
  }

  /**
   * Refuses client properties that have an option of their own.
   *
   * @param reserved option, or the reason, by property
   */
  static void properties(Map<String, String> given, Map<String, String> reserved) {
    for (String property : List.copyOf(given.keySet())) {
      if (reserved.containsKey(property)) {
        throw new IllegalArgumentException(
            "the Kafka property \"" + property + "\" cannot be set: " + reserved.get(property));
      }
    }
  }
}
