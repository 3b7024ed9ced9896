package io.flinkiscc.iscc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Distance;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every line of the vectors made with the reference implementation iscc-core 1.3.0. */
class CodecVectorsTest {

  static List<VectorFile.Line> lines() {
    return VectorFile.read();
  }

  @Test
  void everyLineOfTheFileIsOfAKnownKind() {
    assertThat(
            lines().stream()
                .collect(Collectors.groupingBy(VectorFile.Line::kind, Collectors.counting())))
        .isEqualTo(
            Map.of(
                "unit", 149L, "code", 45L, "id1", 10L, "id0", 5L, "eq", 41L, "nphd", 5L, "bad",
                24L));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void agreesWithTheVector(VectorFile.Line line) {
    switch (line.kind()) {
      case "unit" -> checkUnit(line);
      case "code" -> checkCode(line);
      case "id1" -> checkId(line);
      case "id0" -> checkLegacyId(line);
      case "eq" -> checkSpelling(line);
      case "nphd" -> checkDistance(line);
      case "bad" -> checkRejected(line.text(2));
      default -> throw new AssertionError("unknown kind of vector in " + line);
    }
  }

  private static void checkUnit(VectorFile.Line line) {
    String text = line.text(1);
    byte[] body = HexFormat.of().parseHex(line.text(6));
    IsccUnit unit = IsccUnit.parse(text);
    assertThat(unit.mainType().code()).isEqualTo(line.number(2));
    assertThat(unit.type().subType()).isEqualTo(line.number(3));
    assertThat(line.number(4)).as("only version 0 is known").isZero();
    assertThat(unit.bits()).isEqualTo(line.number(5));
    assertThat(unit.body()).isEqualTo(body);
    UnitType type = UnitType.ofCode(line.number(2) << 4 | line.number(3));
    assertThat(line.text(7)).as("no name is given for published codes").isIn("", type.name());
    assertThat(unit).isEqualTo(IsccUnit.of(type, body));
    checkCanonical(unit, text);
  }

  private static void checkCode(VectorFile.Line line) {
    String text = line.text(1);
    boolean wide = line.text(7).equals("True");
    List<IsccUnit> parts = units(line.text(5));
    IsccCode code = IsccCode.parse(text);
    assertThat(code.type().code()).isEqualTo(line.number(2));
    int mask =
        parts.stream()
            .mapToInt(
                part ->
                    switch (part.mainType()) {
                      case META -> 4;
                      case SEMANTIC -> 2;
                      case CONTENT -> 1;
                      default -> 0;
                    })
            .sum();
    assertThat(mask).isEqualTo(line.number(3));
    assertThat(code.bits()).isEqualTo(line.number(4));
    assertThat(code.wide()).isEqualTo(wide);
    assertThat(code.decompose()).isEqualTo(parts);
    assertThat(wide ? IsccCode.composeWide(parts) : IsccCode.compose(parts)).isEqualTo(code);
    if (!line.text(6).isEmpty()) {
      List<IsccUnit> from = units(line.text(6));
      assertThat(wide ? IsccCode.composeWide(from) : IsccCode.compose(from)).isEqualTo(code);
    }
    checkCanonical(code, text);
  }

  private static List<IsccUnit> units(String joined) {
    return Stream.of(joined.split(",")).map(Iscc::normalize).map(IsccUnit::parse).toList();
  }

  private static void checkId(VectorFile.Line line) {
    String text = line.text(1);
    long body = Long.parseUnsignedLong(line.text(5));
    IsccId id = IsccId.parse(text);
    assertThat(id.realm()).isEqualTo(line.number(2));
    assertThat(id.timestampMicros()).isEqualTo(Long.parseLong(line.text(3)));
    assertThat(id.hubId()).isEqualTo(line.number(4));
    assertThat(id.body()).isEqualTo(body);
    assertThat(IsccId.of(id.realm(), body)).isEqualTo(id);
    assertThat(IsccId.of(id.realm(), id.timestampMicros(), id.hubId())).isEqualTo(id);
    checkCanonical(id, text);
  }

  private static void checkLegacyId(VectorFile.Line line) {
    String text = line.text(1);
    LegacyIsccId id = LegacyIsccId.parse(text);
    assertThat(id.chain()).isEqualTo(line.number(2));
    assertThat(id.counter()).isEqualTo(line.number(3));
    assertThat(id.bits()).isEqualTo(line.number(4));
    assertThat(id.body()).isEqualTo(HexFormat.of().parseHex(line.text(5)));
    checkCanonical(id, text);
  }

  private static void checkCanonical(Iscc value, String text) {
    assertThat(value.canonical()).isEqualTo(text);
    assertThat(value).hasToString(text);
    assertThat(Iscc.parse(text)).isEqualTo(value).hasSameHashCodeAs(value);
    assertThat(Iscc.normalize(text)).isEqualTo(text);
    for (String other : Arrays.asList(text.toLowerCase(), text + "=", text.substring(5))) {
      assertThatThrownBy(() -> Iscc.parse(other)).isExactlyInstanceOf(IsccException.class);
    }
  }

  private static void checkSpelling(VectorFile.Line line) {
    assertThat(Iscc.normalize(line.text(2))).isEqualTo(line.text(3));
    assertThat(Iscc.normalize(" \t" + line.text(2) + "\n")).isEqualTo(line.text(3));
  }

  private static void checkDistance(VectorFile.Line line) {
    Code a = Code.of(HexFormat.of().parseHex(line.text(1)));
    Code b = Code.of(HexFormat.of().parseHex(line.text(2)));
    assertThat(Distance.between(a, b)).isEqualTo(new Distance(line.number(3), line.number(4)));
  }

  private static void checkRejected(String text) {
    assertThatThrownBy(() -> Iscc.parse(text)).isExactlyInstanceOf(IsccException.class);
    assertThatThrownBy(() -> Iscc.normalize(text)).isExactlyInstanceOf(IsccException.class);
  }
}
