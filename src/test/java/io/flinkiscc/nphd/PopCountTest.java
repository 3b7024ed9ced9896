package io.flinkiscc.nphd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PopCountTest {

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  @Test
  void countsInBytes() {
    for (int i = 0; i < 100_000; i++) {
      int x = random.nextInt();
      assertThat(PopCount.sumOfBytes(PopCount.byteCounts(x)))
          .as("seed %d", seed)
          .isEqualTo(Integer.bitCount(x));
    }
  }

  @Test
  void addsUpAsManyPartsAsItPromises() {
    for (int parts = 1; parts <= PopCount.MAX_PARTS; parts++) {
      int sum = 0;
      int bytes = 0;
      for (int i = 0; i < parts; i++) {
        sum += PopCount.partial(-1);
        bytes += PopCount.byteCounts(-1);
      }
      assertThat(PopCount.total(sum)).isEqualTo(32 * parts);
      assertThat(PopCount.sumOfBytes(bytes)).isEqualTo(32 * parts);
    }
  }

  @Test
  void takesTheWayThatIsForced() {
    assertThat(PopCount.choose("instruction")).isTrue();
    assertThat(PopCount.choose("arithmetic")).isFalse();
    assertThatThrownBy(() -> PopCount.choose("fast"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("io.flinkiscc.popcount is fast")
        .hasMessageContaining("instruction or arithmetic");
  }

  @ParameterizedTest
  @ValueSource(strings = {"instruction", "arithmetic"})
  void scansAreRightEitherWay(String way) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-D" + PopCount.PROPERTY + "=" + way,
                "-cp",
                System.getProperty("java.class.path"),
                ScanCheck.class.getName(),
                String.valueOf(seed))
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as("seed %d, output: %s", seed, output).isZero();
  }
}
