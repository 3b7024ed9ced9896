package io.flinkiscc.kafka;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flinkiscc.iscc.IsccCode;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.Simprint;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import java.util.List;
import java.util.Map;

/**
 * What an answer repeats of its query: the fields of an iscc-search IsccQuery that were used, and
 * nothing else, so that clients of iscc-search can read it.
 */
final class QueryEcho {

  private QueryEcho() {}

  /**
   * Compact JSON of the fields in use: an ISCC-ID wins over everything else.
   *
   * @param id the asked ISCC-ID, or null
   * @param code the asked ISCC-CODE, or null
   * @param units the asked units
   * @param simprints the asked simprints
   */
  static String json(
      IsccId id, IsccCode code, List<IsccUnit> units, Map<UnitType, List<Code>> simprints) {
    ObjectNode echo = StrictJson.MAPPER.createObjectNode();
    if (id != null) {
      return echo.put("iscc_id", id.canonical()).toString();
    }
    if (code != null) {
      echo.put("iscc_code", code.canonical());
    }
    if (!units.isEmpty()) {
      ArrayNode texts = echo.putArray("units");
      units.forEach(unit -> texts.add(unit.canonical()));
    }
    if (!simprints.isEmpty()) {
      ObjectNode byType = echo.putObject("simprints");
      simprints.forEach(
          (type, codes) -> {
            ArrayNode texts = byType.putArray(type.name());
            codes.forEach(simprint -> texts.add(Simprint.format(simprint.toBytes())));
          });
    }
    return echo.toString();
  }
}
