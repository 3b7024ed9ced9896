package io.flinkiscc.iscc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LegacyIsccIdTest {

  private static final String HASH = "0a8fa7b491cded0a";

  private static String text(String counterHex) {
    byte[] body = HexFormat.of().parseHex(HASH + counterHex);
    return RandomCodes.canonical(RandomCodes.join(0x62, body.length - 8, body));
  }

  @ParameterizedTest
  @CsvSource({
    "'', 0",
    "01, 1",
    "7f, 127",
    "8001, 128",
    "ac02, 300",
    "808001, 16384",
    "80808001, 2097152",
    "ffffff7f, 268435455"
  })
  void counterIsLeb128(String counterHex, int counter) {
    LegacyIsccId id = LegacyIsccId.parse(text(counterHex));
    assertThat(id.counter()).isEqualTo(counter);
    assertThat(id.chain()).isEqualTo(2);
    assertThat(id.body()).isEqualTo(HexFormat.of().parseHex(HASH + counterHex));
    assertThat(id.canonical()).isEqualTo(text(counterHex));
  }

  @ParameterizedTest
  @ValueSource(strings = {"00", "80", "8000", "0101", "ac0200", "7f8001", "ffffffff"})
  void malformedCountersAreRefused(String counterHex) {
    assertThatThrownBy(() -> LegacyIsccId.parse(text(counterHex)))
        .isInstanceOf(IsccException.class)
        .hasMessageContaining("has a malformed counter");
  }

  @Test
  void moreThanFourCounterBytesAreRefused() {
    assertThatThrownBy(() -> LegacyIsccId.parse(text("8080808001")))
        .isInstanceOf(IsccException.class)
        .hasMessageEndingWith("has length field 5; ID_ETHEREUM_V0 takes 0 to 4 (64 to 96 bits).");
  }

  @Test
  void equalsComparesChainAndBody() {
    LegacyIsccId id = LegacyIsccId.parse("ISCC:MAAAVD5HWSI433IK");
    assertThat(id)
        .isEqualTo(LegacyIsccId.parse("ISCC:MAAAVD5HWSI433IK"))
        .isNotEqualTo(LegacyIsccId.parse("ISCC:MEAAVD5HWSI433IK"))
        .isNotEqualTo(LegacyIsccId.parse("ISCC:MIAQVD5HWSI433IKAE"));
  }
}
