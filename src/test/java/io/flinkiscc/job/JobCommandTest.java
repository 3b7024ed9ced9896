package io.flinkiscc.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class JobCommandTest {

  private record Outcome(int code, String out, String err) {}

  @ParameterizedTest
  @ValueSource(strings = {"config/ingest.yaml", "config/enrich.yaml"})
  void aDryRunPrintsWhatHolds(String file) {
    Outcome outcome =
        run(new EnrichCommand(), "--dry-run", "--config", file, "--set=index.realm=1");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out())
        .contains("index.realm: 1\n")
        .contains("query.timeout: 10 s  # default\n");
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void theOptionsAreToldWithoutAConfiguration() {
    Outcome outcome = run(new IngestCommand(), "--help-options");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).isEqualTo(ConfigText.options());
  }

  @Test
  void wrongConfigurationsEndWithTwoAndNoHelpText() {
    Outcome outcome = run(new EnrichCommand(), "--dry-run", "--set", "index.realm=7");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .contains("index.realm is \"7\"", "kafka.bootstrap-servers is missing")
        .contains("Try 'enrich --help'.")
        .doesNotContain("Usage:");
  }

  @Test
  void unknownArgumentsEndWithTwoAndASuggestion() {
    Outcome outcome = run(new IngestCommand(), "--dry-rnu");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("--dry-rnu").contains("--dry-run");
  }

  private static Outcome run(Callable<Integer> command, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        new CommandLine(command)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .setParameterExceptionHandler(new WrongArguments())
            .execute(args);
    return new Outcome(code, out.toString(), err.toString());
  }
}
