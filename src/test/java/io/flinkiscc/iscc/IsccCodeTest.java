package io.flinkiscc.iscc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class IsccCodeTest {

  private static final IsccUnit META = unit(UnitType.META_NONE_V0, 32, 1);
  private static final IsccUnit TEXT = unit(UnitType.CONTENT_TEXT_V0, 16, 2);
  private static final IsccUnit MEANING = unit(UnitType.SEMANTIC_TEXT_V0, 8, 3);
  private static final IsccUnit DATA = unit(UnitType.DATA_NONE_V0, 32, 4);
  private static final IsccUnit INSTANCE = unit(UnitType.INSTANCE_NONE_V0, 16, 5);

  private static IsccUnit unit(UnitType type, int bytes, int fill) {
    byte[] body = new byte[bytes];
    Arrays.fill(body, (byte) fill);
    return IsccUnit.of(type, body);
  }

  @Test
  void everySubsetOfUnitsHasItsSubtype() {
    assertThat(IsccCode.compose(List.of(DATA, INSTANCE)).type()).isEqualTo(CodeType.SUM);
    assertThat(IsccCode.compose(List.of(META, DATA, INSTANCE)).type()).isEqualTo(CodeType.NONE);
    assertThat(IsccCode.compose(List.of(MEANING, DATA, INSTANCE)).type()).isEqualTo(CodeType.TEXT);
    for (int medium = 0; medium < 5; medium++) {
      IsccUnit content = unit(UnitType.ofCode(0x20 | medium), 8, 6);
      IsccUnit semantic = unit(UnitType.ofCode(0x10 | medium), 8, 7);
      IsccCode code = IsccCode.compose(List.of(INSTANCE, content, META, DATA, semantic));
      assertThat(code.type().code()).isEqualTo(medium);
      assertThat(code.bits()).isEqualTo(320);
      assertThat(code.wide()).isFalse();
      assertThat(code.decompose())
          .containsExactly(
              unit(UnitType.META_NONE_V0, 8, 1),
              semantic,
              content,
              unit(UnitType.DATA_NONE_V0, 8, 4),
              unit(UnitType.INSTANCE_NONE_V0, 8, 5));
      assertThat(IsccCode.parse(code.canonical())).isEqualTo(code);
    }
  }

  @Test
  void wideCodesHold128BitsOfDataAndInstance() {
    IsccCode wide = IsccCode.composeWide(List.of(INSTANCE, DATA));
    assertThat(wide.wide()).isTrue();
    assertThat(wide.type()).isEqualTo(CodeType.WIDE);
    assertThat(wide.bits()).isEqualTo(256);
    assertThat(wide.canonical()).startsWith("ISCC:K4AA");
    assertThat(wide.decompose()).containsExactly(unit(UnitType.DATA_NONE_V0, 16, 4), INSTANCE);
    assertThat(IsccCode.parse(wide.canonical())).isEqualTo(wide);
    assertThat(IsccCode.compose(List.of(INSTANCE, DATA))).isNotEqualTo(wide);
  }

  @Test
  void mandatoryUnitsAreAskedFor() {
    for (List<IsccUnit> units : List.of(List.of(META, DATA), List.of(TEXT, INSTANCE))) {
      assertThatThrownBy(() -> IsccCode.compose(units))
          .isInstanceOf(IsccException.class)
          .hasMessageStartingWith(
              "An ISCC-CODE needs a DATA and an INSTANCE unit; given are 2 units")
          .hasMessageContaining(units.get(0).type().name());
    }
    assertThatThrownBy(() -> IsccCode.compose(List.of()))
        .isInstanceOf(IsccException.class)
        .hasMessageContaining("given are 0 units ()");
  }

  @Test
  void repeatedMainTypesAreRefused() {
    assertThatThrownBy(
            () ->
                IsccCode.compose(
                    List.of(TEXT, unit(UnitType.CONTENT_IMAGE_V0, 8, 1), DATA, INSTANCE)))
        .isInstanceOf(IsccException.class)
        .hasMessage(
            "An ISCC-CODE takes one CONTENT unit; given are 4 units (CONTENT_TEXT_V0,"
                + " CONTENT_IMAGE_V0, DATA_NONE_V0, INSTANCE_NONE_V0).");
    List<IsccUnit> many = new ArrayList<>(Collections.nCopies(1000, DATA));
    assertThatThrownBy(() -> IsccCode.compose(many))
        .isInstanceOf(IsccException.class)
        .hasMessageContaining("1000 units")
        .hasMessageEndingWith("...).");
  }

  @Test
  void semanticAndContentMustAgree() {
    IsccUnit image = unit(UnitType.SEMANTIC_IMAGE_V0, 8, 1);
    assertThatThrownBy(() -> IsccCode.compose(List.of(TEXT, image, DATA, INSTANCE)))
        .isInstanceOf(IsccException.class)
        .hasMessage(
            "SEMANTIC and CONTENT of an ISCC-CODE must be of one subtype; given are"
                + " SEMANTIC_IMAGE_V0 and CONTENT_TEXT_V0.");
  }

  @Test
  void shortUnitsAreRefused() {
    IsccUnit meta = unit(UnitType.META_NONE_V0, 4, 1);
    assertThatThrownBy(() -> IsccCode.compose(List.of(meta, DATA, INSTANCE)))
        .isInstanceOf(IsccException.class)
        .hasMessage(
            "Unit %s (META_NONE_V0) has 32 bits; an ISCC-CODE of this kind takes units of 64 bits"
                + " or more.",
            meta);
    IsccUnit data = unit(UnitType.DATA_NONE_V0, 12, 1);
    assertThatThrownBy(() -> IsccCode.composeWide(List.of(data, INSTANCE)))
        .isInstanceOf(IsccException.class)
        .hasMessageContaining("has 96 bits")
        .hasMessageContaining("of 128 bits or more");
  }

  @Test
  void wideCodesTakeNothingElse() {
    assertThatThrownBy(() -> IsccCode.composeWide(List.of(META, DATA, INSTANCE)))
        .isInstanceOf(IsccException.class)
        .hasMessage(
            "A wide ISCC-CODE takes DATA and INSTANCE only; given are 3 units (META_NONE_V0,"
                + " DATA_NONE_V0, INSTANCE_NONE_V0).");
  }

  @Test
  void equalsComparesTypeMaskAndBody() {
    IsccCode code = IsccCode.compose(List.of(MEANING, DATA, INSTANCE));
    assertThat(code)
        .isEqualTo(IsccCode.compose(List.of(DATA, MEANING, INSTANCE)))
        .isNotEqualTo(
            IsccCode.compose(List.of(unit(UnitType.CONTENT_TEXT_V0, 8, 3), DATA, INSTANCE)))
        .isNotEqualTo(
            IsccCode.compose(List.of(unit(UnitType.SEMANTIC_IMAGE_V0, 8, 3), DATA, INSTANCE)))
        .isNotEqualTo(IsccCode.compose(List.of(TEXT, DATA, INSTANCE)));
    code.body()[0] = 99;
    assertThat(code.body()[0]).isEqualTo((byte) 3);
  }

  @Test
  void unitsAreRefused() {
    assertThatThrownBy(() -> IsccCode.parse(DATA.canonical()))
        .isInstanceOf(IsccException.class)
        .hasMessage(
            "ISCC \"%s\" is of kind ISCC-UNIT (DATA_NONE_V0); wanted is an ISCC-CODE.", DATA);
  }
}
