package io.flinkiscc.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.nphd.Code;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTest {

  @TempDir Path dir;

  /** Opens an index in a process of its own and does not save it. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws IOException {
      ShardedNphdIndex index = ShardedNphdIndex.builder(Path.of(args[0])).open();
      index.add(1L, Code.of(new byte[8]));
      System.out.println("open");
      while (System.in.read() >= 0) {
        index.flush();
      }
    }
  }

  @Test
  @Timeout(120)
  void anotherProcessKeepsWritersOutUntilItEndsHoweverItEnds() throws Exception {
    Process holder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Holder.class.getName(),
                dir.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      BufferedReader out =
          new BufferedReader(
              new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8));
      String line = out.readLine();
      while (line != null && !line.equals("open")) {
        line = out.readLine();
      }
      assertThat(line).isEqualTo("open");
      assertThatThrownBy(() -> ShardedNphdIndex.builder(dir).open())
          .isInstanceOf(IndexLockedException.class)
          .hasMessageContaining("process " + holder.pid());
      try (ShardedNphdIndex reader = ShardedNphdIndex.builder(dir).readOnly(true).open()) {
        assertThat(reader.contains(1L)).isTrue();
      }
    } finally {
      holder.destroyForcibly().waitFor();
    }
    try (ShardedNphdIndex index = ShardedNphdIndex.builder(dir).open()) {
      assertThat(index.contains(1L)).isTrue();
    }
  }
}
