package io.flinkiscc.iscc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each kind of bad canonical text has its own message. */
class IsccParseErrorTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | is not canonical: it must start with \"ISCC:\". Normalize other spellings first.",
        "AAA2YNSIZ4EESTCR | is not canonical: it must start with \"ISCC:\". Normalize other spellings first.",
        "iscc:AAA2YNSIZ4EESTCR | is not canonical: it must start with \"ISCC:\". Normalize other spellings first.",
        "ISCC: | ends within its header: it has only 0 bytes.",
        "ISCC:AA | ends within its header: it has only 1 bytes.",
        "ISCC:ISCC:AAAZXZ6OU74YAZIM | has more than one colon.",
        "ISCC:AAA2YNSIZ4EEsTCR | contains 's'; base32 allows A-Z and 2-7.",
        "ISCC:AAA2-YNSIZ4EESTCR | contains '-'; base32 allows A-Z and 2-7.",
        "ISCC:AAAZXZ6OU74YAZIM====== | has padding ('='), which is not allowed.",
        "ISCC:AAA2YNSIZ4EEST | is cut or has surplus characters: no number of bytes takes 14 characters in base32.",
        "ISCC:AAA2YNSIZ4EESTD | is not canonical: bits behind the last byte are set in 'D'; they must be zero.",
        "ISCC:AAA2YNSIZ4EESTA | has 7 body bytes, its header says 8 (META_NONE_V0, 64 bits).",
        "ISCC:AAA2YNSIZ4EESTCRAE | has 9 body bytes, its header says 8 (META_NONE_V0, 64 bits).",
        "ISCC:QAABAAAAAAAAAAAAAA | has main type 8; known are 0 (META) to 7 (FLAKE).",
        "ISCC:YAAAAAAA | has main type 72; known are 0 (META) to 7 (FLAKE).",
        "ISCC:4AAAAAAA | has main type 584; known are 0 (META) to 7 (FLAKE).",
        "ISCC:7AAAAAAA | has an invalid header: no field starts with the bits 1111.",
        "ISCC:5777777Q | has main type 4679; known are 0 (META) to 7 (FLAKE).",
        "ISCC:AEAQAAAAAAAAAAAA | has subtype 1; META version 0 knows 0 to 0 [NONE].",
        "ISCC:EUAQAAAAAAAAAAAA | has subtype 5; CONTENT version 0 knows 0 to 4 [TEXT, IMAGE, AUDIO, VIDEO, MIXED].",
        "ISCC:LAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA | has subtype 8; ISCC version 0 knows 0 to 7 [TEXT, IMAGE, AUDIO, VIDEO, MIXED, SUM, NONE, WIDE].",
        "ISCC:EAIQAAAAAAAAAAAA | has version 1; CONTENT is known up to 0.",
        "ISCC:MAQACAIBAEAQCAIB | has version 2; ID is known up to 1.",
        "ISCC:MIIACAIBAEAQCAIB | has subtype 2; ID version 1 knows 0 to 1 [REALM_0, REALM_1].",
        "ISCC:MAIQCAIBAEAQCAIBAE | has length field 1; ID_REALM_0_V1 takes 0 to 0 (64 to 64 bits).",
        "ISCC:EAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA | has length field 8; CONTENT_TEXT_V0 takes 0 to 7 (32 to 256 bits).",
        "ISCC:K4AQCAIBAEAQCAIBAEAQCAIBAEAQCAIBAEAQCAIBAEAQCAIBAEAQCAI | has unit mask 1; ISCC_WIDE_V0 takes 0 (DATA and INSTANCE only).",
        "ISCC:KUAQCAIBAEAQCAIBAEAQCAIBAEAQCAIBAEAQCAIBAE | has unit mask 1; ISCC_SUM_V0 takes 0 (DATA and INSTANCE only).",
        "ISCC:KYAACAIBAEAQCAIBAEAQCAIBAEAQC | has unit mask 0; ISCC_NONE_V0 takes 4 (META).",
        "ISCC:KAAACAIBAEAQCAIBAEAQCAIBAEAQC | has unit mask 0; ISCC_TEXT_V0 takes 1..7 with 1 (CONTENT) or 2 (SEMANTIC) set.",
      })
  void saysWhatIsWrongAndWhatIsAllowed(String text, String problem) {
    assertThatThrownBy(() -> Iscc.parse(text))
        .isInstanceOf(IsccException.class)
        .hasMessage("ISCC \"%s\" %s", text, problem);
  }

  @Test
  void missingTextIsRefused() {
    assertThatThrownBy(() -> Iscc.parse(null))
        .isInstanceOf(IsccException.class)
        .hasMessage("ISCC is missing (null).");
    assertThatThrownBy(() -> Iscc.normalize(null))
        .isInstanceOf(IsccException.class)
        .hasMessage("ISCC is missing (null).");
  }

  @Test
  void longTextsAreShortened() {
    assertThatThrownBy(() -> Iscc.parse("ISCC:" + "A".repeat(1_000_000)))
        .isInstanceOf(IsccException.class)
        .hasMessage(
            "ISCC \"ISCC:%s\"... (1000005 characters) is too long: a canonical ISCC has at most 73"
                + " characters.",
            "A".repeat(75));
  }

  @Test
  void theLongestCanonicalTextIsStillRead() {
    String text = RandomCodes.canonical(RandomCodes.join(0x50, 7, new byte[40]));
    assertThat(text).hasSize(73);
    assertThat(Iscc.parse(text).bits()).isEqualTo(320);
  }

  @Test
  void unprintableCharactersAreEscaped() {
    assertThatThrownBy(() -> Iscc.parse("ISCC:AAAZXZ6OU74YAZ\u0130M\r\n"))
        .isInstanceOf(IsccException.class)
        .hasMessage(
            "ISCC \"ISCC:AAAZXZ6OU74YAZ\\u0130M\\u000d\\u000a\" contains '\\u0130'; base32 allows"
                + " A-Z and 2-7.");
  }
}
