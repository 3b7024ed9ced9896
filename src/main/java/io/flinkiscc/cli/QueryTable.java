package io.flinkiscc.cli;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.ChunkMatch;
import io.flinkiscc.kafka.Completeness;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.GlobalMatch;
import io.flinkiscc.kafka.UnitMatch;
import io.flinkiscc.kafka.UnitScore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An answer as a person reads it. */
final class QueryTable {

  private static final int NAME_WIDTH = 44;

  private final StringBuilder text = new StringBuilder();

  /**
   * @param asked what was asked, in words
   */
  QueryTable(String asked, EnrichedRecord answer) {
    line("%s: %s%s", asked, answer.status().toString().toLowerCase(Locale.ROOT), how(answer));
    int place = 0;
    for (GlobalMatch match : answer.globalMatches()) {
      line(
          "%4d  %s  %.3f  %-14s  %s  %s",
          ++place,
          match.id().canonical(),
          match.score(),
          match.relation() == null ? "" : match.relation(),
          distances(match.types()),
          name(match.metadataJson()));
    }
    for (Map.Entry<UnitType, List<UnitMatch>> type : answer.unitMatches().entrySet()) {
      line("      nearest by %s", type.getKey());
      type.getValue()
          .forEach(
              match ->
                  line("        %s  %d/%d", match.id().canonical(), match.hamming(), match.bits()));
    }
    if (!answer.chunkMatches().isEmpty()) {
      line("      by simprints");
    }
    for (ChunkMatch match : answer.chunkMatches()) {
      List<String> parts = new ArrayList<>();
      match
          .types()
          .forEach(
              (type, m) -> parts.add(type + " " + m.matches() + " of " + m.queried() + " found"));
      line(
          "        %s  %.3f  %s  %s",
          match.id().canonical(),
          match.score(),
          String.join(", ", parts),
          name(match.metadataJson()));
    }
  }

  private static String how(EnrichedRecord answer) {
    StringBuilder how = new StringBuilder();
    if (answer.error() != null) {
      return how.append(", ").append(answer.error()).toString();
    }
    if (answer.completeness() != null) {
      how.append(", ").append(answer.completeness().toString().toLowerCase(Locale.ROOT));
    }
    if (answer.completeness() == Completeness.PARTIAL) {
      how.append(" (").append(answer.reason()).append(')');
    }
    how.append(", ").append(answer.globalMatches().size()).append(" matches");
    return how.append(String.format(Locale.ROOT, ", %.1f ms", answer.tookMicros() / 1e3))
        .toString();
  }

  /** Bits that differ of those compared. */
  private static String distances(Map<UnitType, UnitScore> types) {
    List<String> parts = new ArrayList<>();
    types.forEach(
        (type, score) -> parts.add(type.mainType() + " " + score.hamming() + "/" + score.bits()));
    return String.join(", ", parts);
  }

  private static String name(byte[] metadata) {
    if (metadata == null || metadata.length == 0) {
      return "";
    }
    String name =
        DemoData.parse(new String(metadata, StandardCharsets.UTF_8))
            .path("name")
            .asText("")
            .replaceAll("\\s+", " ");
    return name.length() <= NAME_WIDTH ? name : name.substring(0, NAME_WIDTH - 1) + "…";
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
