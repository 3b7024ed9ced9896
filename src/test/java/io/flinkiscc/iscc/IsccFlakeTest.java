package io.flinkiscc.iscc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IsccFlakeTest {

  /** Made with iscc-core 1.3.0. */
  @ParameterizedTest
  @CsvSource({
    "ISCC:OAAZJGV2XQY5Q4YG, 64, 949ababc31d87306, 163392278770136",
    "ISCC:OABBXSTI262NS42SMKL4RAI, 96, 1bca68d7b4d973526297c881, 30556156310745",
    "ISCC:OABYJYV7VFDSEBXQPFCZECDKVVUNQ, 128, 84e2bfa9472206f0794592086aad68d8, 146109413017378",
    "ISCC:OADZVTJPITVZRE6337O6VX6EVN6UP5VSLBRV3O3NUCKH7APQX2GGL7A, 256, 9acd2f44eb9893dbdfddeadfc4ab7d47f6b258635dbb6da0947f81f0be8c65fc, 170206052019096"
  })
  void publishedFlakesAreRead(String text, int bits, String body, long millis) {
    IsccFlake flake = IsccFlake.parse(text);
    assertThat(flake.bits()).isEqualTo(bits);
    assertThat(flake.body()).isEqualTo(HexFormat.of().parseHex(body));
    assertThat(flake.timestampMillis()).isEqualTo(millis);
    assertThat(flake.canonical()).isEqualTo(text);
    assertThat(flake).isEqualTo(Iscc.parse(text)).hasSameHashCodeAs(Iscc.parse(text));
  }

  @Test
  void thirtyTwoBitsAreRefused() {
    String text = RandomCodes.canonical(RandomCodes.join(0x70, 0, new byte[4]));
    assertThatThrownBy(() -> IsccFlake.parse(text))
        .isInstanceOf(IsccException.class)
        .hasMessage(
            "ISCC \"%s\" has length field 0; FLAKE_NONE_V0 takes 1 to 7 (64 to 256 bits).", text);
  }

  @Test
  void bodyIsACopy() {
    IsccFlake flake = IsccFlake.parse("ISCC:OAAZJGV2XQY5Q4YG");
    flake.body()[0] = 0;
    assertThat(flake.canonical()).isEqualTo("ISCC:OAAZJGV2XQY5Q4YG");
  }
}
