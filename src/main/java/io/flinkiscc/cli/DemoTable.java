package io.flinkiscc.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table of matches as a person reads it: what was asked for, what was found, how near it is. */
final class DemoTable {

  private static final int NAME_WIDTH = 44;
  private static final int MATCHES_PER_QUERY = 3;

  private final StringBuilder text = new StringBuilder();

  /** Adds one query with its first matches. */
  void add(String asked, JsonNode result) {
    text.append(String.format("%n  %s%n", shorten(asked, NAME_WIDTH + 30)));
    JsonNode matches = result.path("global_matches");
    for (int i = 0; i < Math.min(MATCHES_PER_QUERY, matches.size()); i++) {
      JsonNode match = matches.get(i);
      text.append(
          String.format(
              Locale.ROOT,
              "    %-" + NAME_WIDTH + "s  %.3f  %-14s  %s%n",
              shorten(match.path("metadata").path("name").asText("(no name)"), NAME_WIDTH),
              match.path("score").asDouble(),
              match.path("relation").asText(),
              distances(match.path("distances"))));
    }
    if (matches.size() > MATCHES_PER_QUERY) {
      text.append("    … and ").append(matches.size() - MATCHES_PER_QUERY).append(" more\n");
    }
  }

  /** Bits that differ of those compared, by main type. */
  private static String distances(JsonNode distances) {
    List<String> parts = new ArrayList<>();
    distances
        .properties()
        .forEach(
            e ->
                parts.add(
                    e.getKey().substring(0, e.getKey().indexOf('_'))
                        + " "
                        + e.getValue().path("hamming").asInt()
                        + "/"
                        + e.getValue().path("bits").asInt()));
    return String.join(", ", parts);
  }

  private static String shorten(String name, int width) {
    String line = name.replaceAll("\\s+", " ");
    return line.length() <= width ? line : line.substring(0, width - 1) + "…";
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
