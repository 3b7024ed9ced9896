package io.flinkiscc.iscc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class IsccUnitTest {

  private static final byte[] BODY = HexFormat.of().parseHex("ac3648cf08494c511f1e1d1c");

  private static IsccUnit unit(UnitType type, int bytes) {
    return IsccUnit.of(type, Arrays.copyOf(BODY, bytes));
  }

  @ParameterizedTest
  @EnumSource(UnitType.class)
  void everyTypeAndLengthIsReadBack(UnitType type) {
    for (int bytes = 4; bytes <= 32; bytes += 4) {
      IsccUnit unit = unit(type, bytes);
      IsccUnit back = IsccUnit.parse(unit.canonical());
      assertThat(back).isEqualTo(unit);
      assertThat(back.type()).isEqualTo(type);
      assertThat(back.mainType()).isEqualTo(type.mainType());
      assertThat(back.bits()).isEqualTo(bytes * 8);
      assertThat(back.body()).isEqualTo(Arrays.copyOf(BODY, bytes));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 5, 7, 9, 31, 33, 36, 64})
  void otherBodyLengthsAreRefused(int bytes) {
    assertThatThrownBy(() -> unit(UnitType.DATA_NONE_V0, bytes))
        .isInstanceOf(IsccException.class)
        .hasMessage(
            "Body of a DATA_NONE_V0 unit has %d bytes; allowed are 4 to 32 in steps of 4.", bytes);
  }

  @Test
  void isNotChangedThroughItsArrays() {
    byte[] body = BODY.clone();
    IsccUnit unit = IsccUnit.of(UnitType.META_NONE_V0, body);
    body[0] = 0;
    unit.body()[1] = 0;
    assertThat(unit.body()).isEqualTo(BODY);
  }

  @Test
  void equalsComparesTypeAndBody() {
    IsccUnit unit = unit(UnitType.CONTENT_TEXT_V0, 8);
    assertThat(unit)
        .isEqualTo(unit(UnitType.CONTENT_TEXT_V0, 8))
        .hasSameHashCodeAs(unit(UnitType.CONTENT_TEXT_V0, 8))
        .isNotEqualTo(unit(UnitType.CONTENT_IMAGE_V0, 8))
        .isNotEqualTo(unit(UnitType.CONTENT_TEXT_V0, 12))
        .isNotEqualTo(unit.canonical());
  }

  @Test
  void hashCodeDoesNotDependOnTheJvm() {
    assertThat(unit(UnitType.CONTENT_TEXT_V0, 4).hashCode())
        .isEqualTo(31 * 0x20 + Arrays.hashCode(Arrays.copyOf(BODY, 4)));
  }

  @Test
  void extendsOnlyPrefixesOfTheSameType() {
    IsccUnit unit = unit(UnitType.CONTENT_TEXT_V0, 12);
    assertThat(unit.extendsUnit(unit)).isTrue();
    assertThat(unit.extendsUnit(unit(UnitType.CONTENT_TEXT_V0, 8))).isTrue();
    assertThat(unit(UnitType.CONTENT_TEXT_V0, 8).extendsUnit(unit)).isFalse();
    assertThat(unit.extendsUnit(unit(UnitType.SEMANTIC_TEXT_V0, 8))).isFalse();
    byte[] other = Arrays.copyOf(BODY, 8);
    other[7] ^= 1;
    assertThat(unit.extendsUnit(IsccUnit.of(UnitType.CONTENT_TEXT_V0, other))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "ISCC:KUAFWATYOV3IB4ONJ6Z6QHUXUSFTK, ISCC-CODE (SUM)",
    "ISCC:MAIGIIFJRDGEQQAA, ISCC-ID version 1",
    "ISCC:MAAAVD5HWSI433IK, ISCC-ID version 0",
    "ISCC:OAAZJGV2XQY5Q4YG, FLAKE"
  })
  void otherKindsAreRefusedByName(String text, String kind) {
    assertThatThrownBy(() -> IsccUnit.parse(text))
        .isInstanceOf(IsccException.class)
        .hasMessage("ISCC \"%s\" is of kind %s; wanted is a unit.", text, kind);
  }
}
