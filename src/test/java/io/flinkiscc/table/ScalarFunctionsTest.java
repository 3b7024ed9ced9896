package io.flinkiscc.table;

import static io.flinkiscc.testing.SavedIndexes.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.iscc.IsccCode;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the scalar functions give, also of what is no ISCC. */
class ScalarFunctionsTest {

  private static final IsccUnit DATA = IsccUnit.of(UnitType.DATA_NONE_V0, new byte[32]);
  private static final IsccUnit INSTANCE = IsccUnit.of(UnitType.INSTANCE_NONE_V0, new byte[8]);
  private static final String CODE = IsccCode.compose(List.of(DATA, INSTANCE)).canonical();
  private static final String ID = IsccId.of(1, 1_700_000_000_000_001L, 7).canonical();

  @Test
  void codesAndUnitsHaveUnits() {
    IsccDecomposeFunction decompose = new IsccDecomposeFunction();
    assertThat(decompose.eval(CODE))
        .containsExactly(
            IsccUnit.of(UnitType.DATA_NONE_V0, new byte[8]).canonical(), INSTANCE.canonical());
    assertThat(decompose.eval(DATA.canonical().toLowerCase(Locale.ROOT)))
        .containsExactly(DATA.canonical());
    assertThat(decompose.eval(ID)).isNull();
  }

  @Test
  void distancesAreThoseOfTheCommonPrefix() {
    IsccNphdFunction nphd = new IsccNphdFunction();
    assertThat(nphd.eval(unit(0), unit(16))).isEqualTo(.25);
    String longer =
        IsccUnit.of(UnitType.CONTENT_TEXT_V0, new byte[] {-1, 0, 0, 0, 0, 0, 0, 0, -1, -1, -1, -1})
            .canonical();
    assertThat(nphd.eval(unit(8), longer)).isZero();
    assertThat(nphd.eval(unit(8), DATA.canonical())).as("other types").isNull();
    assertThat(nphd.eval(unit(8), CODE)).as("no unit").isNull();
    assertThat(nphd.eval(null, unit(8))).isNull();
    assertThat(nphd.eval(unit(8), null)).isNull();
  }

  @Test
  void isccIdsTellTheirTime() {
    assertThat(new IsccIdTimestampFunction().eval(ID))
        .isEqualTo(Instant.ofEpochSecond(1_700_000_000, 1000));
    assertThat(new IsccIdTimestampFunction().eval(CODE)).isNull();
  }

  @Test
  void everySpellingHasACanonicalForm() {
    IsccNormalizeFunction normalize = new IsccNormalizeFunction();
    assertThat(normalize.eval(" iscc:" + CODE.substring(5).toLowerCase(Locale.ROOT)))
        .isEqualTo(CODE);
    assertThat(normalize.eval(ID.substring(5))).isEqualTo(ID);
  }

  @Test
  void unitsBecomeVectors() {
    IsccToVecFunction vec = new IsccToVecFunction();
    assertThat(vec.eval(unit(33)))
        .containsExactly(16.0 * UnitType.CONTENT_TEXT_V0.code() + 2, 4294967295.0, 2147483648.0);
    assertThat(vec.eval(new String[] {unit(0), DATA.canonical()})).hasSize(3 + 9);
    assertThat(vec.eval(new String[] {unit(0), null})).isNull();
    assertThat(vec.eval(new String[] {CODE})).isNull();
    assertThat(vec.eval(new String[0])).isNull();
    assertThat(vec.eval((String[]) null)).isNull();
    assertThat(vec.eval(ID)).isNull();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "ISCC:", "ISCC:AAA", "\u0000", "ISCC:\uD800", "http://iscc"})
  void whatIsNoIsccGivesNull(String text) {
    assertThat(new IsccDecomposeFunction().eval(text)).isNull();
    assertThat(new IsccNphdFunction().eval(text, text)).isNull();
    assertThat(new IsccNormalizeFunction().eval(text)).isNull();
    assertThat(new IsccIdTimestampFunction().eval(text)).isNull();
    assertThat(new IsccToVecFunction().eval(text)).isNull();
    assertThat(new IsccToVecFunction().eval(new String[] {text})).isNull();
  }

  @Test
  void whatIsTooLongGivesNull() {
    assertThat(new IsccNormalizeFunction().eval("A".repeat(1 << 20))).isNull();
  }
}
