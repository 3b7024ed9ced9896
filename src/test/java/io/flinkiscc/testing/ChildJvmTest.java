package io.flinkiscc.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildJvmTest {

  @TempDir Path dir;

  @Test
  void endsWithItsKilledParent() throws Exception {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Parent.class.getName(),
                dir.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    ProcessHandle child;
    try (BufferedReader output = parent.inputReader(StandardCharsets.UTF_8)) {
      child = ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
      assertThat(child.isAlive()).isTrue();
    } finally {
      parent.destroyForcibly();
    }

    child.onExit().get(60, TimeUnit.SECONDS);

    assertThat(child.isAlive()).isFalse();
  }

  @Test
  void logsWhatItSaysAndIsGoneWhenItWasKilled() throws Exception {
    ChildJvm jvm = Parent.child(dir);
    try {
      await().until(() -> Files.exists(dir.resolve("up")) || !jvm.isAlive());
    } finally {
      jvm.kill();
    }

    assertThat(jvm.isAlive()).isFalse();
    assertThat(dir.resolve("log")).hasContent("a value");
  }

  /** Starts a child, says its process id and waits to be killed. */
  static final class Parent {
    public static void main(String[] arguments) throws InterruptedException {
      System.out.println(child(Path.of(arguments[0])).pid());
      new CountDownLatch(1).await();
    }

    static ChildJvm child(Path dir) {
      return ChildJvm.start(
          dir.resolve("log"),
          Map.of("A_VARIABLE", "a value"),
          List.of("-Xmx32m"),
          dir.toString(),
          Child.class.getName(),
          List.of(dir.toString()));
    }
  }

  /** Says what it was given, and waits to be killed. */
  static final class Child {
    public static void main(String[] arguments) throws IOException, InterruptedException {
      System.out.println(System.getenv("A_VARIABLE"));
      Files.createFile(Path.of(arguments[0]).resolve("up"));
      new CountDownLatch(1).await();
    }
  }
}
