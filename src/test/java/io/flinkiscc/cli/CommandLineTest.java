package io.flinkiscc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CommandLineTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path dir;

  private int run(String... args) {
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(args);
  }

  @Test
  void helpNamesEveryCommand() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("demo", "local", "ingest", "enrich", "bench");
  }

  @Test
  void withoutACommandTheHelpIsShownAndTheExitCodeSaysSo() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("demo", "local", "ingest", "enrich", "bench");
  }

  @Test
  void aFileThatIsNotThereIsNamedWithItsOption() {
    assertThat(run("local", "--events", "nowhere.jsonl", "--queries", "q.jsonl", "--output", "out"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("--events is nowhere.jsonl, which is no file");
  }

  @Test
  void aFileThatIsNotGzippedIsNamedWithItsOption() throws Exception {
    String plain = Files.writeString(dir.resolve("x.jsonl.gz"), "{}").toString();
    assertThat(run("local", "--events", plain, "--queries", plain, "--output", plain + "d"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("--events is " + plain + ", which is not gzipped");
  }

  @Test
  void wrongValuesAreRefusedWithWhatIsAllowed() throws Exception {
    Path file = Files.writeString(dir.resolve("x.jsonl"), "");
    String x = file.toString();
    for (String[] wrong :
        new String[][] {
          {"--limit", "0", "1..1000"},
          {"--realm", "2", "0 (test) and 1 (operational)"},
          {"--parallelism", "500", "1..128"},
          {"--scoring", "best", "tiered, compatible"},
          {"--format", "xml", "iscc-json, hub-log"}
        }) {
      err.getBuffer().setLength(0);
      assertThat(
              run("local", "--events", x, "--queries", x, "--output", x + "d", wrong[0], wrong[1]))
          .as("%s %s", wrong[0], wrong[1])
          .isEqualTo(2);
      assertThat(err.toString()).contains(wrong[2]);
    }
    assertThat(run("demo", "--parallelism", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("--parallelism is 0, allowed are 1..8");
  }
}
