package io.flinkiscc.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessBrokerITCase extends TestBrokerContract {
  private static ProcessBroker broker;

  @BeforeAll
  static void startBroker() {
    broker = ProcessBroker.start();
  }

  @AfterAll
  static void closeBroker() {
    broker.close();
  }

  @Override
  ProcessBroker broker() {
    return broker;
  }

  @Test
  void runningBrokerIsNotStartedTwice() {
    assertThatThrownBy(() -> broker.restart())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the broker runs; kill it first");
  }

  @Test
  void brokerEndsWithItsKilledParent(@TempDir Path directory) throws Exception {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + directory,
                "-Dlog4j2.configurationFile=log4j2-test.properties",
                "-cp",
                System.getProperty("java.class.path"),
                Parent.class.getName())
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

  /** Starts a broker, says its process id and waits to be killed. */
  static final class Parent {
    public static void main(String[] arguments) throws IOException, InterruptedException {
      System.out.println(ProcessBroker.start().pid());
      new CountDownLatch(1).await();
    }
  }
}
