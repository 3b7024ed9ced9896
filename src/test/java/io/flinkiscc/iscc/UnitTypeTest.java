package io.flinkiscc.iscc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitTypeTest {

  @ParameterizedTest
  @EnumSource(UnitType.class)
  void codeAndNameLeadBack(UnitType type) {
    assertThat(UnitType.ofCode(type.code())).isEqualTo(type);
    assertThat(UnitType.parse(type.name())).isEqualTo(type);
    assertThat(type.code()).isEqualTo(type.mainType().code() * 16 + type.subType());
    String subType = type.mainType().subTypes(0).get(type.subType());
    assertThat(type.name()).isEqualTo(type.mainType() + "_" + subType + "_V0");
    assertThat(type.mainType().isUnit()).isTrue();
  }

  @Test
  void codesAreStable() {
    assertThat(Arrays.stream(UnitType.values()).map(UnitType::code))
        .containsExactly(0, 16, 17, 18, 19, 20, 32, 33, 34, 35, 36, 48, 64);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1, 21, 37, 49, 65, 79, 80, 96, 112, 255, 256, Integer.MIN_VALUE})
  void otherCodesAreRefused(int code) {
    assertThatThrownBy(() -> UnitType.ofCode(code))
        .isInstanceOf(IsccException.class)
        .hasMessageStartingWith(
            "Unit type code %d is unknown; known are 0 META_NONE_V0, 16 ", code);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "meta_none_v0", "META_NONE_V1", "ISCC_TEXT_V0", " META_NONE_V0"})
  void otherNamesAreRefused(String name) {
    assertThatThrownBy(() -> UnitType.parse(name))
        .isInstanceOf(IsccException.class)
        .hasMessageStartingWith("Unit type \"%s\" is unknown; known are [META_NONE_V0, ", name);
  }

  @Test
  void aMissingNameIsRefused() {
    assertThatThrownBy(() -> UnitType.parse(null))
        .isInstanceOf(IsccException.class)
        .hasMessageStartingWith("Unit type null is unknown");
  }

  @Test
  void mainTypesAreNumberedAsInTheStandard() {
    assertThat(Arrays.stream(MainType.values()).map(MainType::code))
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(MainType.find(8)).isNull();
    for (MainType type : MainType.values()) {
      assertThat(MainType.find(type.code())).isEqualTo(type);
    }
    assertThat(Arrays.stream(CodeType.values()).map(CodeType::name).toList())
        .isEqualTo(MainType.ISCC.subTypes(0));
  }
}
