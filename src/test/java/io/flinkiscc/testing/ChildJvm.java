package io.flinkiscc.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A main class in a JVM of its own that can be killed for real, and that ends with this JVM however
 * that ends. Safe for several threads.
 */
public final class ChildJvm {

  private static final int ORDERLY_END_SECONDS = 10;

  private final Process process;

  private ChildJvm(Process process) {
    this.process = process;
  }

  /**
   * Starts a JVM; returns at once.
   *
   * @param log file that its output is appended to
   * @param environment variables that it has besides those of this JVM
   * @param options of the JVM, the class path not among them
   * @param classPath without the classes of tests, which are put behind it
   * @param main class to run
   * @param arguments of the class
   */
  public static ChildJvm start(
      Path log,
      Map<String, String> environment,
      List<String> options,
      String classPath,
      String main,
      List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xshare:auto"));
    command.addAll(options);
    command.add("-cp");
    command.add(classPath + System.getProperty("path.separator") + ownClasses());
    command.add(BoundMain.class.getName());
    command.add(Long.toString(ProcessHandle.current().pid()));
    command.add(main);
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    try {
      return new ChildJvm(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String ownClasses() {
    return Path.of(
            java.net.URI.create(
                ChildJvm.class.getProtectionDomain().getCodeSource().getLocation().toString()))
        .toString();
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether it has not ended. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it at once, as {@code kill -9} does; returns when it is gone. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Asks it to end, and kills it if it does not; returns when it is gone. */
  public void stop() {
    process.destroy();
    try {
      if (!process.waitFor(ORDERLY_END_SECONDS, TimeUnit.SECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
  }
}
