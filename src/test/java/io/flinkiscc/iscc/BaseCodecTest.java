package io.flinkiscc.iscc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class BaseCodecTest {

  private final long seed = System.nanoTime();
  private final RandomCodes codes = new RandomCodes(seed);

  private void check(BaseCodec codec, byte[] bytes, String text) {
    assertThat(codec.encode("x:", bytes)).as("seed %d", seed).isEqualTo("x:" + text);
    assertThat(codec.chars(bytes.length)).as("seed %d", seed).isEqualTo(text.length());
    assertThat(codec.decode("(" + text + ")", 1, 1 + text.length(), "Test", "shown"))
        .as("seed %d, %s", seed, text)
        .isEqualTo(bytes);
  }

  @Test
  void agreesWithSlowEncodings() {
    for (int round = 0; round < 5_000; round++) {
      byte[] bytes = codes.bytes(round % 70);
      String base32 = RandomCodes.base32(bytes, RandomCodes.BASE32);
      check(BaseCodec.BASE32, bytes, base32);
      check(BaseCodec.BASE32_ANY_CASE, bytes, base32);
      check(
          BaseCodec.BASE32HEX,
          bytes,
          RandomCodes.base32(bytes, RandomCodes.BASE32HEX).toUpperCase(Locale.ROOT));
      check(BaseCodec.BASE16, bytes, HexFormat.of().withUpperCase().formatHex(bytes));
      check(BaseCodec.BASE64, bytes, Base64.getEncoder().withoutPadding().encodeToString(bytes));
      check(
          BaseCodec.BASE64URL,
          bytes,
          Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }
  }

  @Test
  void everyTextOfTwoCharactersIsRefusedOrTheOnlyOneOfItsBytes() {
    for (BaseCodec codec :
        new BaseCodec[] {BaseCodec.BASE32, BaseCodec.BASE64, BaseCodec.BASE64URL}) {
      int accepted = 0;
      for (int chars = 0; chars < 1 << 16; chars++) {
        String text = "" + (char) (chars >> 8) + (char) (chars & 0xff);
        try {
          byte[] bytes = codec.decode(text, 0, 2, "Test", text);
          assertThat(codec.encode("", bytes)).isEqualTo(text);
          accepted++;
        } catch (IsccException e) {
          assertThat(e).hasMessageStartingWith("Test \"");
        }
      }
      assertThat(accepted).isEqualTo(256);
    }
  }

  @Test
  void lettersOfTheOtherCaseAreReadOnlyWhereSaid() {
    byte[] bytes = {1, 2, 3, 4, 5};
    String lower = BaseCodec.BASE32.encode("", bytes).toLowerCase(Locale.ROOT);
    assertThat(BaseCodec.BASE32_ANY_CASE.decode(lower, 0, 8, "Test", lower)).isEqualTo(bytes);
    assertThatThrownBy(() -> BaseCodec.BASE32.decode(lower, 0, 8, "Test", lower))
        .isInstanceOf(IsccException.class);
  }

  @Test
  void theStartOfALongerTextMayEndWithinAByte() {
    byte[] bytes = codes.bytes(20);
    String text = BaseCodec.BASE32.encode("", bytes);
    for (int chars = 0; chars <= text.length(); chars++) {
      assertThat(BaseCodec.BASE32.decodeStart(text, 0, chars, "Test", text))
          .as("seed %d", seed)
          .isEqualTo(Arrays.copyOf(bytes, chars * 5 / 8));
    }
  }

  @Test
  void base58AgreesWithDivision() {
    for (int round = 0; round < 2_000; round++) {
      byte[] bytes = codes.bytes(round % 50);
      Arrays.fill(bytes, 0, Math.min(bytes.length, round % 3), (byte) 0);
      String text = RandomCodes.base58(bytes);
      assertThat(Base58.decode("z" + text, 1, "Test"))
          .as("seed %d, %s", seed, text)
          .isEqualTo(bytes);
    }
  }
}
