package io.flinkiscc.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCopiesTest {

  @TempDir Path dir;

  @Test
  void whatIsWrittenAfterTheEndIsNotCopied() throws IOException {
    LocalCopies copies = new LocalCopies(dir);
    ByteArrayOutputStream before = new ByteArrayOutputStream();
    copies.copying("one", out -> out.write(7)).writeTo(before);
    assertThat(copies.find("one")).exists();
    copies.close();
    assertThat(dir).isEmptyDirectory();
    ByteArrayOutputStream after = new ByteArrayOutputStream();
    copies.copying("two", out -> out.write(8)).writeTo(after);
    assertThat(after.toByteArray()).containsExactly(8);
    assertThat(copies.find("two")).isNull();
    assertThatThrownBy(() -> copies.newCopy("three"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ended");
    assertThat(dir).isEmptyDirectory();
  }
}
