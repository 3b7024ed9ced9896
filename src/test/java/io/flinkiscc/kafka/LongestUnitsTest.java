package io.flinkiscc.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LongestUnitsTest {

  /** A unit whose bytes are all the same. */
  private static IsccUnit unit(UnitType type, int bits, int fill) {
    byte[] body = new byte[bits / 8];
    Arrays.fill(body, (byte) fill);
    return IsccUnit.of(type, body);
  }

  private static IsccUnit data(int bits, int fill) {
    return unit(UnitType.DATA_NONE_V0, bits, fill);
  }

  @Test
  void derivedUnitFillsUpWhatIsMissing() throws Exception {
    LongestUnits units =
        LongestUnits.of(List.of(data(64, 1)), List.of(unit(UnitType.META_NONE_V0, 64, 2)));

    assertThat(units.byType().keySet())
        .containsExactly(UnitType.META_NONE_V0, UnitType.DATA_NONE_V0);
    assertThat(units.conflicts()).isEmpty();
  }

  @Test
  void longerDerivedUnitReplacesAShorterOneItExtends() throws Exception {
    LongestUnits units = LongestUnits.of(List.of(data(64, 1)), List.of(data(128, 1)));

    assertThat(units.byType().get(UnitType.DATA_NONE_V0)).isEqualTo(data(128, 1));
    assertThat(units.conflicts()).isEmpty();
  }

  @Test
  void longerDerivedUnitThatContradictsLosesAndCounts() throws Exception {
    LongestUnits units = LongestUnits.of(List.of(data(64, 1)), List.of(data(128, 2)));

    assertThat(units.byType().get(UnitType.DATA_NONE_V0)).isEqualTo(data(64, 1));
    assertThat(units.conflicts()).containsExactly(UnitType.DATA_NONE_V0);
  }

  @Test
  void derivedUnitOfTheSameLengthThatContradictsLosesAndCounts() throws Exception {
    LongestUnits units = LongestUnits.of(List.of(data(64, 1)), List.of(data(64, 2)));

    assertThat(units.byType().get(UnitType.DATA_NONE_V0)).isEqualTo(data(64, 1));
    assertThat(units.conflicts()).containsExactly(UnitType.DATA_NONE_V0);
  }

  @Test
  void longestStatedUnitWinsWhateverTheOrder() throws Exception {
    List<IsccUnit> stated = List.of(data(128, 1), data(256, 1), data(64, 1), data(256, 1));

    LongestUnits units = LongestUnits.of(stated, List.of(data(64, 1)));

    assertThat(units.byType().get(UnitType.DATA_NONE_V0)).isEqualTo(data(256, 1));
    assertThat(units.conflicts()).isEmpty();
  }

  @Test
  void statedUnitsOfTwoLengthsThatContradictCount() throws Exception {
    LongestUnits units = LongestUnits.of(List.of(data(256, 1), data(64, 2)), List.of());

    assertThat(units.byType().get(UnitType.DATA_NONE_V0)).isEqualTo(data(256, 1));
    assertThat(units.conflicts()).containsExactly(UnitType.DATA_NONE_V0);
  }

  @Test
  void twoDifferentStatedUnitsOfOneLengthAreRefusedAlsoBelowTheLongest() {
    List<IsccUnit> stated = List.of(data(64, 1), data(256, 1), data(64, 2));

    assertThatThrownBy(() -> LongestUnits.of(stated, List.of()))
        .isInstanceOf(RecordRejectedException.class)
        .hasMessageContaining("64 bits");
  }
}
