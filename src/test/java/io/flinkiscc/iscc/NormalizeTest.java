package io.flinkiscc.iscc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NormalizeTest {

  private static final String UNIT = "AAA2YNSIZ4EESTCR";
  private static final String CANONICAL = "ISCC:" + UNIT;

  @ParameterizedTest
  @ValueSource(
      strings = {
        UNIT,
        "aaa2ynsiz4eestcr",
        "iscc:" + UNIT,
        "iScC:aAa2YNSIZ4EESTCR",
        "\u3000ISCC: " + UNIT + "\r\n",
        " ISCC : -AAA2--YNSIZ4EESTCR- ",
        "fCC010001AC3648CF08494C51",
        "bZQAQAANMGZEM6CCJJRIQ",
        "vPG0G00DC6P4CU2299H8G",
        " z4rHVQUs3exRjVyaZn\n",
        "uzAEAAaw2SM8ISUxR"
      })
  void spellingsOfOneUnit(String spelling) {
    assertThat(Iscc.normalize(spelling)).isEqualTo(CANONICAL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | is empty.",
        "` - ` | is empty.",
        "`ISCC:` | is empty.",
        "ISBN:AAA2YNSIZ4EESTCR | has the scheme \"ISBN\"; allowed are \"ISCC\" or none.",
        ":AAA2YNSIZ4EESTCR | has the scheme \"\"; allowed are \"ISCC\" or none.",
        "IS-CC:AAA2YNSIZ4EESTCR | has the scheme \"IS-CC\"; allowed are \"ISCC\" or none.",
        "did:iscc:aaa2ynsiz4eestcr | has more than one colon.",
        "ISCC:AAA2 YNSIZ4EESTCR | contains ' '; base32 allows A-Z and 2-7.",
        "AAA2YNSIZ4EESTCR====== | has padding ('='), which is not allowed.",
        "AAA2YNSIZ4EESTA | has 7 body bytes, its header says 8 (META_NONE_V0, 64 bits).",
        "AAA2YNSIZ4EESTCRAE | has 9 body bytes, its header says 8 (META_NONE_V0, 64 bits).",
        "MAIGIIFJRDGEQQAAAAA2YNSIZ4EESTCR | has 18 body bytes, its header says 8 (ID_REALM_0_V1, 64 bits).",
        "AAA2YNSIZ4EESTCRMAIGIIFJRDGEQQAA | joins a unit and something else; only units can be joined.",
        "AAAQ | has 0 body bytes, its header says 8 (META_NONE_V0, 64 bits).",
        "f | has the multiformats prefix \"\" (hexadecimal); an ISCC has \"cc01\".",
        "fcc020001ac3648cf08494c51 | has the multiformats prefix \"cc02\" (hexadecimal); an ISCC has \"cc01\".",
        "fcc01 | ends within its header: it has only 0 bytes.",
        "fcc010001ac3648cf08494c | has 7 body bytes, its header says 8 (META_NONE_V0, 64 bits).",
        "fcc010001ac3648cf08494c510 | is cut or has surplus characters: no number of bytes takes 25 characters in base16.",
        "fcc010001ac3648cf08494c5x | contains 'x'; base16 allows 0-9 and A-F.",
        "bzqaqaanmgzem6ccjjrir | is not canonical: bits behind the last byte are set in 'r'; they must be zero.",
        "bzqaqaanmgzem6-ccjjriq | contains '-'; base32 allows A-Z and 2-7.",
        "vpg0g00dc6p4cu2299h8w | contains 'w'; base32hex allows 0-9 and A-V.",
        "z4rHVQUs3exRjVyaZ0 | contains '0'; base58btc allows 1-9, A-Z and a-z without I, O and l.",
        "z14rHVQUs3exRjVyaZn | has the multiformats prefix \"00cc\" (hexadecimal); an ISCC has \"cc01\".",
        "uzAEAAaw2SM8ISUxR= | has padding ('='), which is not allowed.",
        "uzAEAAaw2SM+ISUxR | contains '+'; base64url allows A-Z, a-z, 0-9, - and _.",
      })
  void otherTextsAreRefused(String text, String problem) {
    assertThatThrownBy(() -> Iscc.normalize(text))
        .isInstanceOf(IsccException.class)
        .hasMessage("ISCC \"%s\" %s", text, problem);
  }

  @Test
  void lettersThatOnlyFoldToAsciiAreNotAScheme() {
    for (String scheme : List.of("\u0131scc", "i\u017fcc", "I\u017fCC")) {
      assertThatThrownBy(() -> Iscc.normalize(scheme + ":" + UNIT))
          .isInstanceOf(IsccException.class)
          .hasMessageContaining("has the scheme");
    }
  }

  @Test
  void joinedUnitsWithoutDataAndInstanceAreRefused() {
    assertThatThrownBy(() -> Iscc.normalize(UNIT + "-GAAW2PRCRS5LNVZV"))
        .isInstanceOf(IsccException.class)
        .hasMessage(
            "An ISCC-CODE needs a DATA and an INSTANCE unit; given are 2 units (META_NONE_V0,"
                + " DATA_NONE_V0).");
  }

  @Test
  void longUnitsCanBeJoinedThoughTheirTextsEndWithinAByte() {
    String data = "GADVWATYOV3IB4ONE57MFC76JX6XHUB3GKLQPMFKVWPHHPISY7WPZ6A";
    String instance = "IADU7M7ID2L2JCZV72N7NIRUHCHL3W7RONMTFQL6VPZGTDYG7ZU6R6Y";
    assertThat(Iscc.normalize(data + instance)).isEqualTo("ISCC:KUAFWATYOV3IB4ONJ6Z6QHUXUSFTK");
    assertThat(Iscc.normalize("iscc:" + instance + "-" + data))
        .isEqualTo("ISCC:KUAFWATYOV3IB4ONJ6Z6QHUXUSFTK");
  }

  @Test
  void aHyphenBehindEveryCharacterOfFiveLongUnitsIsAccepted() {
    RandomCodes codes = new RandomCodes(1);
    List<IsccUnit> units =
        List.of(0, 0x14, 0x24, 0x30, 0x40).stream()
            .map(code -> codes.unit(UnitType.ofCode(code), 256))
            .toList();
    StringBuilder text = new StringBuilder("ISCC:");
    for (IsccUnit unit : units) {
      unit.canonical().substring(5).chars().forEach(c -> text.append((char) c).append('-'));
    }
    assertThat(Iscc.normalize(text.toString())).isEqualTo(IsccCode.compose(units).canonical());
  }

  @Test
  void longTextsAreRefusedUnread() {
    assertThatThrownBy(() -> Iscc.normalize("z".repeat(1025)))
        .isInstanceOf(IsccException.class)
        .hasMessage(
            "ISCC \"%s\"... (1025 characters) is too long: at most 1024 characters are allowed.",
            "z".repeat(80));
  }
}
