package io.flinkiscc.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.util.FileUtils;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Runs the scenarios of a test class in the same clusters. */
final class Scenarios implements BeforeAllCallback, AfterAllCallback {

  private Path directory;
  private ChaosRunner runner;

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    directory = Files.createTempDirectory("scenarios");
    runner = new ChaosRunner(directory);
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    runner.close();
    FileUtils.deleteDirectory(directory.toFile());
  }

  /** Runs a scenario, in which nothing may go wrong but what it wants. */
  void survives(Scenario scenario) throws Exception {
    assertThat(runner.run(scenario)).as(scenario.toString()).isEmpty();
  }
}
