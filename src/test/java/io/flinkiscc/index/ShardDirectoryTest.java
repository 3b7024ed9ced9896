package io.flinkiscc.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardDirectoryTest {

  @TempDir private Path parent;

  @Test
  void aClosedDirectoryGoesWithItsLastFileAndDoesNotComeBack() throws IOException {
    ShardDirectory directory = new ShardDirectory(parent);
    Path first = Files.createFile(directory.newPath());
    Path second = Files.createFile(directory.newPath());
    directory.delete(first);
    directory.close();
    assertThat(second).exists();
    assertThatThrownBy(directory::newPath)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("closed");
    directory.delete(second);
    assertThat(parent).isEmptyDirectory();
    assertThatThrownBy(directory::newPath).isInstanceOf(IOException.class);
    assertThat(parent).isEmptyDirectory();
  }
}
