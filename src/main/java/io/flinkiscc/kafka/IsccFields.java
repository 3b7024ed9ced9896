package io.flinkiscc.kafka;

import io.flinkiscc.index.Chunk;
import io.flinkiscc.iscc.Iscc;
import io.flinkiscc.iscc.IsccCode;
import io.flinkiscc.iscc.IsccException;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.Simprint;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The fields that hold ISCCs, read in canonical form only. */
final class IsccFields {

  /** Most units of one record: more than there are unit types, at several lengths. */
  static final int MAX_UNITS = 16;

  private IsccFields() {}

  /** ISCC-ID of a field; null if the field is absent. */
  static IsccId id(JsonFields json, String name, int realm) throws RecordRejectedException {
    String text = json.string(name);
    return text == null ? null : id(json.shownName(name), text, realm);
  }

  /** ISCC-ID of a text; {@code place} says in messages where it was found. */
  static IsccId id(String place, String text, int realm) throws RecordRejectedException {
    IsccId id = parse(place, text, IsccId::parse);
    if (id.realm() != realm) {
      throw new RecordRejectedException(
          ReasonCode.WRONG_REALM,
          place
              + " is "
              + id
              + " of realm "
              + id.realm()
              + "; this index holds realm "
              + realm
              + " (index.realm)");
    }
    return id;
  }

  /** ISCC-CODE of a field; null if the field is absent. */
  static IsccCode code(JsonFields json, String name) throws RecordRejectedException {
    String text = json.string(name);
    return text == null ? null : parse(json.shownName(name), text, IsccCode::parse);
  }

  /** Units of a field in the order given; an empty list if it is absent. */
  static List<IsccUnit> units(JsonFields json, String name) throws RecordRejectedException {
    List<IsccUnit> units = new ArrayList<>();
    for (String text : json.strings(name, 1, MAX_UNITS)) {
      units.add(parse(json.shownName(name), text, IsccUnit::parse));
    }
    return units;
  }

  /** Unit types of a field; an empty set if it is absent. */
  static Set<UnitType> types(JsonFields json, String name) throws RecordRejectedException {
    Set<UnitType> types = EnumSet.noneOf(UnitType.class);
    for (String text : json.strings(name, 0, Integer.MAX_VALUE)) {
      types.add(type(json.shownName(name), text));
    }
    return types;
  }

  /** Simprints with their places, as an ingest record has them. */
  static Map<UnitType, List<Chunk>> chunks(JsonFields json, String name)
      throws RecordRejectedException {
    Map<UnitType, List<Chunk>> byType = new EnumMap<>(UnitType.class);
    for (String typeName : json.names(name)) {
      UnitType type = type(json.shownName(name), typeName);
      List<Chunk> chunks = new ArrayList<>();
      for (JsonFields chunk : json.requiredObject(name).objects(typeName)) {
        chunks.add(
            new Chunk(
                simprint(chunk.shownName("simprint"), chunk.requiredString("simprint")),
                chunk.requiredInteger("offset", 0, Chunk.MAX_POSITION),
                chunk.requiredInteger("size", 0, Chunk.MAX_POSITION)));
      }
      byType.put(type, chunks);
    }
    return byType;
  }

  /** Bare simprints, as a query has them. */
  static Map<UnitType, List<Code>> simprints(JsonFields json, String name)
      throws RecordRejectedException {
    Map<UnitType, List<Code>> byType = new EnumMap<>(UnitType.class);
    for (String typeName : json.names(name)) {
      UnitType type = type(json.shownName(name), typeName);
      JsonFields group = json.requiredObject(name);
      List<Code> codes = new ArrayList<>();
      for (String text : group.strings(typeName, 1, Integer.MAX_VALUE)) {
        codes.add(simprint(group.shownName(typeName), text));
      }
      if (codes.isEmpty()) {
        throw group.missing(typeName);
      }
      byType.put(type, codes);
    }
    return byType;
  }

  private static UnitType type(String place, String name) throws RecordRejectedException {
    try {
      return UnitType.parse(name);
    } catch (IsccException e) {
      throw new RecordRejectedException(
          ReasonCode.INVALID_FIELD, "In " + place + ": " + e.getMessage());
    }
  }

  private static Code simprint(String place, String text) throws RecordRejectedException {
    try {
      return Code.of(Simprint.parse(text));
    } catch (IsccException e) {
      throw new RecordRejectedException(
          ReasonCode.INVALID_ISCC, "In " + place + ": " + e.getMessage());
    }
  }

  private static <T extends Iscc> T parse(String place, String text, Function<String, T> parser)
      throws RecordRejectedException {
    try {
      return parser.apply(text);
    } catch (IsccException e) {
      throw new RecordRejectedException(
          ReasonCode.INVALID_ISCC, "In " + place + ": " + e.getMessage() + hint(text, parser));
    }
  }

  /** Names the canonical form if the text is another spelling of what is wanted. */
  private static <T extends Iscc> String hint(String text, Function<String, T> parser) {
    try {
      return " Its canonical form is " + parser.apply(Iscc.normalize(text)).canonical() + ".";
    } catch (IsccException e) {
      return "";
    }
  }
}
