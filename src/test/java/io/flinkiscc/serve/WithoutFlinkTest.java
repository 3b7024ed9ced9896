package io.flinkiscc.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flinkiscc.index.Asset;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.testing.ChildJvm;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client runs where there is no Flink. */
class WithoutFlinkTest {

  @TempDir Path dir;

  private static String classPathWithoutFlink() {
    String all =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> entries = new ArrayList<>(Arrays.asList(all.split(File.pathSeparator)));
    assertThat(entries.removeIf(entry -> entry.replace('\\', '/').contains("/org/apache/flink/")))
        .isTrue();
    return entries.stream().collect(Collectors.joining(File.pathSeparator));
  }

  @Test
  void asks() throws Exception {
    List<Asset> assets = new ArrayList<>();
    for (long key = 1; key <= 9; key++) {
      Code code = Code.of(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
      assets.add(Asset.builder(key).unit(UnitType.CONTENT_TEXT_V0, code).build());
    }
    try (DirectoryRegistry registry = DirectoryRegistry.local(dir.resolve("registry"));
        TaskServer left = new TaskServer(Endpoints.place(Endpoints.JOB, 0, 2, 0), assets, 1);
        TaskServer right = new TaskServer(Endpoints.place(Endpoints.JOB, 1, 2, 0), assets, 1)) {
      registry.publish(left.endpoint());
      registry.publish(right.endpoint());
      Path heard = dir.resolve("heard");
      Path log = dir.resolve("log");
      ChildJvm child =
          ChildJvm.start(
              log,
              Map.of(),
              List.of(),
              classPathWithoutFlink(),
              WithoutFlinkMain.class.getName(),
              List.of("dir:" + dir.resolve("registry"), heard.toString()));
      await().atMost(Duration.ofMinutes(2)).until(() -> !child.isAlive());
      assertThat(heard).as(Files.readString(log)).exists().hasContent("no Flink, OK, 8, true");
    }
  }
}
