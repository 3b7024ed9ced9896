package io.flinkiscc.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.nphd.Code;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
    Process holder = start(Holder.class);
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

  /** Tries to open an index in a process of its own. */
  static final class Taker {
    private Taker() {}

    public static void main(String[] args) throws IOException {
      try (ShardedNphdIndex index = ShardedNphdIndex.builder(Path.of(args[0])).open()) {
        System.out.println("open with " + index.size() + " entries");
      } catch (IndexLockedException e) {
        System.out.println("refused: " + e.getMessage());
      }
    }
  }

  private Process start(Class<?> program) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            program.getName(),
            dir.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private String takeElsewhere() throws Exception {
    Process taker = start(Taker.class);
    String said = new String(taker.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(taker.waitFor()).as(said).isZero();
    return said;
  }

  @Test
  @Timeout(120)
  void aRefusalInTheSameProcessLeavesTheLockInPlace() throws Exception {
    try (ShardedNphdIndex index = ShardedNphdIndex.builder(dir).open()) {
      index.add(1L, Code.of(new byte[8]));
      Path link = Files.createSymbolicLink(dir.resolveSibling(dir.getFileName() + "-link"), dir);
      for (Path path : new Path[] {dir, link}) {
        assertThatThrownBy(() -> ShardedNphdIndex.builder(path).open())
            .isInstanceOf(IndexLockedException.class)
            .hasMessageContaining("process " + ProcessHandle.current().pid());
      }
      Files.delete(link);
      assertThat(takeElsewhere()).contains("refused");
    }
    assertThat(takeElsewhere()).contains("open with 1 entries");
  }
}
