package io.flinkiscc.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flinkiscc.nphd.Code;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Exchanges files with the real USearch engine, the npm package `usearch`, which runs on Node. It
 * knows no NPHD, so the files are indexes with Hamming distance. Skipped without Node.
 */
class UsearchNodeITCase {

  private static final String PACKAGE = "usearch@2.25.3";
  private static final Path HOME = Path.of("target", "usearch-node").toAbsolutePath();
  private static final int ROWS = 5000;
  private static final int QUERIES = 200;
  private static final int K = 10;

  private final TestCodes codes = new TestCodes(new SplittableRandom(21), 250);

  @TempDir private Path directory;

  @BeforeAll
  static void installTheEngine() throws IOException, InterruptedException {
    assumeEngine(run("node", "--version") != null, "node is missing");
    Files.createDirectories(HOME);
    Files.write(HOME.resolve("engine.mjs"), UsearchFixtures.bytes("engine.mjs"));
    if (!Files.exists(HOME.resolve("node_modules/usearch/package.json"))) {
      Files.writeString(HOME.resolve("package.json"), "{\"private\": true}");
      String installed =
          run(
              "npm",
              "install",
              "--ignore-scripts",
              "--no-audit",
              "--no-fund",
              "--no-save",
              PACKAGE);
      assumeEngine(installed != null, "npm could not install " + PACKAGE);
    }
    assumeEngine(
        run("node", "-e", "require('usearch')") != null, PACKAGE + " does not run on this machine");
  }

  private static void assumeEngine(boolean there, String problem) {
    if (!there) {
      System.out.println("The round trip with the USearch engine is skipped: " + problem);
    }
    assumeTrue(there, problem);
  }

  @Test
  void theEngineAnswersFromOurFile() throws IOException, InterruptedException {
    RowGraph graph =
        RowGraph.create(RowGraphOptions.builder().metric(UsearchMetric.HAMMING).build());
    for (int i = 0; i < ROWS; i++) {
      graph.add(UsearchKey.of(i * 7L + 3), codes.next(256));
    }
    Path file = directory.resolve("ours.usearch");
    graph.save(file);
    List<Code> queries = new ArrayList<>();
    for (int i = 0; i < QUERIES; i++) {
      queries.add(codes.next(256));
    }

    JsonNode answer = engineSearch(file, queries);

    assertThat(answer.get("size").asInt()).isEqualTo(ROWS);
    int good = 0;
    for (int i = 0; i < QUERIES; i++) {
      List<UsearchHit> exact = graph.nearest(queries.get(i), K, null).hits();
      JsonNode keys = answer.get("keys").get(i);
      JsonNode distances = answer.get("distances").get(i);
      for (int j = 0; j < keys.size(); j++) {
        Code found = graph.get(UsearchKey.of(Long.parseUnsignedLong(keys.get(j).asText())));
        assertThat(found).as("key %s", keys.get(j)).isNotNull();
        int hamming = found.hamming(queries.get(i));
        assertThat(distances.get(j).asInt()).isEqualTo(hamming);
        good += hamming <= exact.get(K - 1).hamming() ? 1 : 0;
      }
    }
    assertThat((double) good / (K * QUERIES)).as("recall of the engine").isGreaterThan(.99);
  }

  @Test
  void theEngineFindsNoRemovedRowsOfOurFile() throws IOException, InterruptedException {
    RowGraph graph =
        RowGraph.create(RowGraphOptions.builder().metric(UsearchMetric.HAMMING).build());
    Code zero = Code.of(new byte[32]);
    for (int i = 0; i < ROWS; i++) {
      graph.add(UsearchKey.of(i), i % 10 == 0 ? zero : codes.next(256));
    }
    for (int i = 0; i < ROWS; i += 20) {
      graph.remove(UsearchKey.of(i));
    }
    Path file = directory.resolve("removed.usearch");
    graph.save(file);

    JsonNode answer = engineSearch(file, List.of(zero));

    assertThat(answer.get("size").asInt()).isEqualTo(ROWS - ROWS / 20);
    assertThat(answer.get("keys").get(0)).hasSize(K);
    for (JsonNode key : answer.get("keys").get(0)) {
      assertThat(key.asInt() % 20).isEqualTo(10);
    }
  }

  @Test
  void weAnswerFromAFileOfTheEngine() throws IOException, InterruptedException {
    List<Code> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      rows.add(codes.next(256));
    }
    Path path = directory.resolve("theirs.usearch");
    Path vectors = Files.write(directory.resolve("vectors"), bytes(rows));
    assertThat(run("node", "engine.mjs", "build", vectors.toString(), path.toString())).isNotNull();

    UsearchFile file = UsearchFile.open(path);

    file.verify();
    assertThat(file.metric()).isEqualTo(UsearchMetric.HAMMING);
    assertThat(file.keyKind()).isEqualTo(UsearchKeyKind.U64);
    assertThat(file.live()).isEqualTo(ROWS);
    for (int i = 0; i < ROWS; i++) {
      assertThat(file.get(UsearchKey.of(i * 1000L))).as("row %s", i).isEqualTo(rows.get(i));
    }
    int good = 0;
    for (int i = 0; i < QUERIES; i++) {
      Code query = codes.next(256);
      int[] exact = rows.stream().mapToInt(query::hamming).sorted().limit(K).toArray();
      assertThat(file.nearest(query, K, null).hits().stream().mapToInt(UsearchHit::hamming))
          .containsExactlyElementsOf(Arrays.stream(exact).boxed().toList());
      UsearchHits answer = file.search(query, K);
      assertThat(answer.exact()).isFalse();
      good += (int) answer.hits().stream().filter(h -> h.hamming() <= exact[K - 1]).count();
    }
    assertThat((double) good / (K * QUERIES)).as("our recall").isGreaterThan(.99);
    RowGraph loaded = RowGraph.load(path, RowGraphOptions.defaults());
    assertThat(loaded.fileBytes()).isEqualTo(file.fileBytes());
  }

  private JsonNode engineSearch(Path file, List<Code> queries)
      throws IOException, InterruptedException {
    Path packed = Files.write(directory.resolve("queries"), bytes(queries));
    String json =
        run("node", "engine.mjs", "search", file.toString(), packed.toString(), String.valueOf(K));
    assertThat(json).isNotNull();
    return new ObjectMapper().readTree(json);
  }

  private static byte[] bytes(List<Code> codes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    codes.forEach(c -> out.writeBytes(c.toBytes()));
    return out.toByteArray();
  }

  /** Returns what a command prints, or null if it fails or is missing. */
  private static String run(String... command) throws IOException, InterruptedException {
    Files.createDirectories(HOME);
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(HOME.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    } catch (IOException e) {
      System.out.println(e.getMessage());
      return null;
    }
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      return null;
    }
    return process.exitValue() == 0 ? output : null;
  }
}
