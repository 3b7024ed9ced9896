package io.flinkiscc.iscc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimprintTest {

  @Test
  void everySpellingOfEveryLengthIsRead() {
    long seed = System.nanoTime();
    RandomCodes codes = new RandomCodes(seed);
    for (int round = 0; round < 2_000; round++) {
      byte[] bytes = codes.bytes(8 + round % 25);
      String url = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
      assertThat(Simprint.format(bytes)).as("seed %d", seed).isEqualTo(url);
      for (String text :
          new String[] {
            url,
            Base64.getUrlEncoder().encodeToString(bytes),
            Base64.getEncoder().encodeToString(bytes),
            Base64.getEncoder().withoutPadding().encodeToString(bytes)
          }) {
        assertThat(Simprint.parse(text)).as("seed %d, %s", seed, text).isEqualTo(bytes);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', has 0 bits; allowed are 64 to 256.",
    "AAAAAAAAAA, has 56 bits; allowed are 64 to 256.",
    "AAAAAAAAAAA==, has wrong padding: leave the '=' out or fill up to a multiple of 4 characters.",
    "AAAAAAAAAAAA=, has wrong padding: leave the '=' out or fill up to a multiple of 4 characters.",
    "AAAAAAAAA===, has wrong padding: leave the '=' out or fill up to a multiple of 4 characters.",
    "AAAAAAAAAAB, is not canonical: bits behind the last byte are set in 'B'; they must be zero.",
    "AAAA=AAAAAA, 'has padding (''=''), which is not allowed.'",
    "AAAAAA+AA-A, 'contains ''-''; base64 allows A-Z, a-z, 0-9, + and /.'",
    "AAAAAA AAAA, 'contains '' ''; base64url allows A-Z, a-z, 0-9, - and _.'"
  })
  void badTextsAreRefused(String text, String problem) {
    assertThatThrownBy(() -> Simprint.parse(text))
        .isInstanceOf(IsccException.class)
        .hasMessage("Simprint \"%s\" %s", text, problem);
  }

  @Test
  void missingAndLongTextsAreRefused() {
    assertThatThrownBy(() -> Simprint.parse(null))
        .isInstanceOf(IsccException.class)
        .hasMessage("Simprint is missing (null).");
    assertThatThrownBy(() -> Simprint.parse("A".repeat(9)))
        .isInstanceOf(IsccException.class)
        .hasMessageContaining("no number of bytes takes 9 characters in base64url");
    assertThatThrownBy(() -> Simprint.parse("A".repeat(44)))
        .isInstanceOf(IsccException.class)
        .hasMessageContaining("has 264 bits");
    assertThatThrownBy(() -> Simprint.parse("A".repeat(1_000_000)))
        .isInstanceOf(IsccException.class)
        .hasMessage(
            "Simprint \"%s\"... (1000000 characters) is too long: at most 44 characters (256 bits)"
                + " are allowed.",
            "A".repeat(80));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 33})
  void otherLengthsAreNotFormatted(int bytes) {
    assertThatThrownBy(() -> Simprint.format(new byte[bytes]))
        .isInstanceOf(IsccException.class)
        .hasMessage("Simprint has %d bits; allowed are 64 to 256.", bytes * 8);
  }
}
