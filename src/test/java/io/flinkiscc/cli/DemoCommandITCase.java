package io.flinkiscc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DemoCommandITCase {

  @Test
  void showsMatchesRefusalsAndFiguresAndEnds() {
    StringWriter out = new StringWriter();
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    assertThat(commandLine.execute("demo", "--parallelism", "3")).isZero();
    assertThat(out.toString())
        .contains("1734 of 1740 records in the index")
        .contains("1734 records applied")
        .contains("150 queries answered")
        .contains("near-duplicate")
        .contains("unknown-op", "key-mismatch", "empty-record", "invalid-iscc")
        .containsPattern(
            "([3-9]|[1-9]\\d+) shards sealed, \\d+ compactions; [1-9]\\d* sealed shards")
        .contains("checkpoints completed")
        .containsPattern("true relatives: \\d+ of the 757 ");
  }
}
