package io.flinkiscc.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.testcontainers.DockerClientFactory;

/**
 * Whether the broker's official image can run here. Found out once per JVM, in bounded time, and
 * kept: Testcontainers may give another answer when asked again, and repeats a pull that fails for
 * minutes, so it is asked last and only when the {@code docker} command has the image.
 *
 * <p>{@code -Dit.docker=off} answers no without looking.
 */
public final class Docker {
  /** The official image of the broker's version. */
  static final String KAFKA_IMAGE = "apache/kafka:4.2.1";

  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(15);
  private static final Duration PULL_LIMIT = Duration.ofMinutes(3);
  private static final Duration CLIENT_LIMIT = Duration.ofSeconds(60);

  /** Null until found out; then the reason, or empty for none. */
  private static Optional<String> known;

  private Docker() {}

  /**
   * Why containers cannot run here.
   *
   * @return the reason, empty if they can
   */
  // Not in a static initialiser: the thread that asks Testcontainers would wait for its end.
  public static synchronized Optional<String> obstacle() {
    if (known == null) {
      known = Optional.ofNullable(firstObstacle());
      known.ifPresent(
          reason -> System.out.println("Tests on " + KAFKA_IMAGE + " are skipped: " + reason));
    }
    return known;
  }

  private static String firstObstacle() {
    if ("off".equals(System.getProperty("it.docker"))) {
      return "switched off by -Dit.docker=off";
    }
    String engine = run(ANSWER_LIMIT, "docker", "version", "--format", "{{.Server.Version}}");
    if (engine != null) {
      return "no Docker engine answers (" + engine + ")";
    }
    if (run(ANSWER_LIMIT, "docker", "image", "inspect", KAFKA_IMAGE) != null) {
      String pull = run(PULL_LIMIT, "docker", "pull", "--quiet", KAFKA_IMAGE);
      if (pull != null) {
        return "the image is not here and not to be had (" + pull + ")";
      }
    }
    return testcontainersObstacle();
  }

  /** Runs a command; null if it succeeds, else what it said. */
  private static String run(Duration limit, String... command) {
    String name = String.join(" ", command);
    try {
      Path output = Files.createTempFile("flink-iscc-docker-", ".txt");
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        process.getOutputStream().close();
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
          process.destroyForcibly();
          return "%s: no end within %d s".formatted(name, limit.toSeconds());
        }
        String said = Files.readString(output, StandardCharsets.UTF_8).strip();
        return process.exitValue() == 0 ? null : name + ": " + said.replaceAll("\\s+", " ");
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      return e.getMessage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return name + ": interrupted";
    }
  }

  private static String testcontainersObstacle() {
    CompletableFuture<Boolean> available = new CompletableFuture<>();
    Thread asks =
        new Thread(
            () -> {
              try {
                available.complete(DockerClientFactory.instance().isDockerAvailable());
              } catch (Throwable t) {
                available.completeExceptionally(t);
              }
            },
            "docker-available");
    asks.setDaemon(true);
    asks.start();
    try {
      return available.get(CLIENT_LIMIT.toSeconds(), TimeUnit.SECONDS)
          ? null
          : "Testcontainers finds no usable Docker; its log says why";
    } catch (ExecutionException e) {
      return "Testcontainers does not start: " + e.getCause();
    } catch (TimeoutException e) {
      return "Testcontainers did not start within %d s".formatted(CLIENT_LIMIT.toSeconds());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }
}
