package io.flinkiscc.library;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.nphd.Code;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadOnlyOpeningTest {

  @TempDir Path dir;

  /** Steps of a reader that is slow: others go on before it looks into the directory. */
  private static final class SlowSteps extends FileSteps {
    private final int at;
    private final Others others;
    private int looks;

    SlowSteps(int at, Others others) {
      this.at = at;
      this.others = others;
    }

    @Override
    List<String> names(Path directory) throws IOException {
      if (looks++ == at) {
        others.goOn();
      }
      return super.names(directory);
    }
  }

  private interface Others {
    void goOn() throws IOException;
  }

  private static Code code(int value) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) value;
    return Code.of(bytes);
  }

  @Test
  void aSaveWhileAReaderOpensDoesNotLeaveOutTheChangesBeforeIt() throws IOException {
    int seen = 0;
    for (int at = 0; at < 4; at++) {
      Path files = dir.resolve("d" + at);
      try (ShardedNphdIndex writer = ShardedNphdIndex.builder(files).open()) {
        writer.add(1L, code(1));
        writer.add(2L, code(2));
        writer.save();
        writer.upsert(1L, code(3));
        SlowSteps slow =
            new SlowSteps(
                at,
                () -> {
                  writer.upsert(2L, code(4));
                  writer.save();
                  writer.add(3L, code(5));
                });
        try (ShardedNphdIndex reader =
            ShardedNphdIndex.builder(files).steps(slow).readOnly(true).open()) {
          seen += slow.looks > at ? 1 : 0;
          assertThat(reader.get(1L)).as("look %d", at).isEqualTo(code(3));
          assertThat(reader.get(2L)).isEqualTo(code(slow.looks > at ? 4 : 2));
          assertThat(reader.contains(3L)).isEqualTo(slow.looks > at);
        }
      }
    }
    assertThat(seen).as("openings disturbed").isGreaterThan(1);
  }
}
