package io.flinkiscc.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.flinkiscc.graph.UsearchKey;
import io.flinkiscc.index.CorruptDataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TombstoneFileTest {

  @TempDir Path dir;

  @Test
  void filesOfThePeerAreReadAndWrittenUnchanged() throws IOException {
    for (String name : new String[] {"sharded_u64", "sharded_uuid"}) {
      KeyKind<?> kind = name.endsWith("uuid") ? KeyKind.U128 : KeyKind.U64;
      Path file = Fixtures.directory(name, dir.resolve(name)).resolve(TombstoneFile.NAME);
      List<UsearchKey> expected = new ArrayList<>();
      for (JsonNode key : Fixtures.json(name).get("tombstones").get("keys")) {
        expected.add(Fixtures.key(kind, key.asText()));
      }
      List<UsearchKey> keys = TombstoneFile.read(kind, file);
      assertThat(keys).hasSizeGreaterThan(50).containsExactlyInAnyOrderElementsOf(expected);
      Collections.shuffle(expected);
      Path again = dir.resolve("again");
      write(kind, expected, again);
      assertThat(again).hasSameBinaryContentAs(file);
    }
  }

  @Test
  void noKeysAndHighKeysWork() throws IOException {
    Path file = dir.resolve("t");
    write(KeyKind.U64, List.of(), file);
    assertThat(TombstoneFile.read(KeyKind.U64, file)).isEmpty();
    assertThat(file).hasSize(128);
    write(KeyKind.U64, List.of(UsearchKey.of(-2), UsearchKey.of(1)), file);
    assertThat(TombstoneFile.read(KeyKind.U64, file))
        .containsExactly(UsearchKey.of(1), UsearchKey.of(-2));
  }

  @Test
  void damagedFilesAreRefused() throws IOException {
    Path file = dir.resolve("t");
    write(KeyKind.U64, List.of(UsearchKey.of(1), UsearchKey.of(2)), file);
    byte[] good = Files.readAllBytes(file);
    for (int length = 0; length < good.length; length++) {
      assertRefused(KeyKind.U64, file, Arrays.copyOf(good, length));
    }
    assertRefused(KeyKind.U64, file, Arrays.copyOf(good, good.length + 8));
    assertRefused(KeyKind.U128, file, good);
    byte[] unsorted = good.clone();
    unsorted[128] = 9;
    assertRefused(KeyKind.U64, file, unsorted);
    String text = new String(good, StandardCharsets.ISO_8859_1);
    for (String bad :
        List.of(
            text.replace("(2,)", "(9,)"),
            text.replace("(2,)", "(2 )"),
            text.replace("False", "True "),
            text.replace("<u8", ">u8"))) {
      assertRefused(KeyKind.U64, file, bad.getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  private static void assertRefused(KeyKind<?> kind, Path file, byte[] content) throws IOException {
    Files.write(file, content);
    assertThatThrownBy(() -> TombstoneFile.read(kind, file))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining(file.toString());
  }

  private static void write(KeyKind<?> kind, List<UsearchKey> keys, Path file) throws IOException {
    new FileSteps().write(file, out -> TombstoneFile.write(kind, keys, out));
  }
}
